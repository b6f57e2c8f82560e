import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, parse, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, StorageError } from '../errors/index.js';
import { isTemporary } from './file-writer.js';
import { ignoring } from './fs-errors.js';
import { HOST } from './place.js';
import type { Reader, Store, Writer } from './store.js';

/**
 * A directory and all that is in it. It has no bytes of its own, so reading or writing it is refused; its files are
 * read and written each for itself, as with FileStore.
 *
 * @example
 * ```ts
 * import { mkdtempSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { DirectoryStore } from 'dropgraph/storage';
 * const store = new DirectoryStore(mkdtempSync(join(tmpdir(), 'example-')));
 * writeFileSync(join(store.path, 'a.txt'), 'hello');
 * await store.list(); // => [ 'a.txt' ]
 * await store.size(); // => 5
 * await store.delete();
 * await store.exists(); // => false
 * ```
 * @category Storage
 */
export class DirectoryStore implements Store {
  /** The absolute path of the directory. */
  readonly path: string;

  /**
   * @param path - a relative one is taken from the current directory.
   * @throws StorageError for a path that cannot be a directory.
   */
  constructor(path: string) {
    if (typeof path !== 'string' || path === '' || path.includes('\0')) {
      throw new StorageError(`${JSON.stringify(path)} is not the path of a directory`);
    }
    this.path = resolve(path);
  }

  /** `file://host/path`, with the characters a URL cannot hold encoded. */
  get url(): string {
    return `file://${HOST}${pathToFileURL(this.path).pathname}`;
  }

  async exists(): Promise<boolean> {
    try {
      return (await stat(this.path)).isDirectory();
    } catch (error) {
      ignoring(['ENOENT', 'ENOTDIR'], error, `Cannot look at ${this.url}`);
      return false;
    }
  }

  /** Bytes of all files in it, at any depth; symbolic links are not followed. */
  async size(): Promise<number | undefined> {
    if (!(await this.exists())) return undefined;
    let total = 0;
    for (const name of await this.list()) {
      // a file may go while others are counted
      const stats = await lstat(join(this.path, name)).catch((error: unknown) =>
        ignoring(['ENOENT'], error, `Cannot look at ${this.url}`),
      );
      if (stats?.isFile() === true) total += stats.size;
    }
    return total;
  }

  /**
   * Paths of all that is in it and is not a directory, relative to it, sorted; without files that were never
   * finished.
   *
   * @throws StorageError when there is no such directory.
   */
  async list(): Promise<string[]> {
    try {
      const entries = await readdir(this.path, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => !entry.isDirectory() && !isTemporary(entry.name))
        .map((entry) => relative(this.path, join(entry.parentPath, entry.name)))
        .sort();
    } catch (error) {
      throw new StorageError(`Cannot list ${this.url}: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Removes the directory with all that is in it; what symbolic links lead to stays. */
  async delete(): Promise<void> {
    if (!(await this.exists())) return;
    if (this.path === parse(this.path).root)
      throw new StorageError(`${this.url} is all there is: not deleted`);
    try {
      await rm(this.path, { recursive: true, force: true });
    } catch (error) {
      throw new StorageError(`Cannot delete ${this.url}: ${messageOf(error)}`, { cause: error });
    }
  }

  /**
   * Takes over a copy of another directory, all at once.
   *
   * @throws StorageError when this directory has something in it already.
   */
  async copyFrom(source: DirectoryStore): Promise<void> {
    const parent = dirname(this.path);
    const temporary = join(parent, `.dropgraph-${randomBytes(12).toString('hex')}.tmp`);
    try {
      await mkdir(parent, { recursive: true });
      await cp(source.path, temporary, {
        recursive: true,
        errorOnExist: true,
        force: false,
        verbatimSymlinks: true,
        filter: (path) => !isTemporary(basename(path)),
      });
      await rename(temporary, this.path);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw new StorageError(`Cannot copy ${source.url} to ${this.url}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  /** @throws StorageError always: a directory has no bytes of its own. */
  async openReader(): Promise<Reader> {
    throw new StorageError(`${this.url} is a directory and has no bytes of its own; read the files in it`);
  }

  /** @throws StorageError always: a directory has no bytes of its own. */
  async openWriter(): Promise<Writer> {
    throw new StorageError(`${this.url} is a directory and has no bytes of its own; write files into it`);
  }

  /** Makes the directory where it is missing, and gives the bytes of all files in it. */
  ensureSync(): number {
    try {
      mkdirSync(this.path, { recursive: true });
      return readdirSync(this.path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !isTemporary(entry.name))
        .reduce((total, entry) => total + lstatSync(join(entry.parentPath, entry.name)).size, 0);
    } catch (error) {
      throw new StorageError(`Cannot make ${this.url}: ${messageOf(error)}`, { cause: error });
    }
  }
}

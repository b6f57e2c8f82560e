import { mkdirSync, openSync, closeSync, statSync, type Stats } from 'node:fs';
import { mkdir, rmdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { messageOf, StorageError } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';
import { FileReader, piecesOf } from './file-reader.js';
import { FileWriter, isTemporary } from './file-writer.js';
import { ignoring } from './fs-errors.js';
import { HOST } from './place.js';
import type { Reader, Store, Writer } from './store.js';

/** How a FileStore treats the disk. @category Storage */
export interface FileStoreOptions {
  /** Whether deleting the file also removes the directory it was in, if that is empty then; default false. */
  readonly deleteParentDirectory?: boolean;
  /**
   * Whether a commit waits until the bytes are on the disk; default true, about a millisecond a file. With false a
   * killed process still leaves no half file, but a loss of power may.
   */
  readonly fsync?: boolean;
}

const schema = z.object({
  deleteParentDirectory: z.boolean('must be true or false').default(false),
  fsync: z.boolean('must be true or false').default(true),
});

/**
 * Content in a file. New content is written to a hidden file beside it, which takes its name when committed: under
 * that name there is never a half file. Missing directories are made; a symbolic link is replaced, not followed. A
 * process that is killed leaves its hidden file, `.dropgraph-….tmp`, which no store takes for content; it is not removed
 * by others, as nothing tells whether somebody still writes it (see {@link isTemporary}).
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { FileStore } from 'dropgraph/storage';
 * const store = new FileStore(join(mkdtempSync(join(tmpdir(), 'example-')), 'a.txt'));
 * const writer = await store.openWriter();
 * await writer.write(Buffer.from('hello'));
 * await store.exists(); // => false
 * await writer.commit(); // => 5
 * await store.exists(); // => true
 * await store.delete();
 * ```
 * @category Storage
 */
export class FileStore implements Store {
  /** The absolute path of the file. */
  readonly path: string;
  readonly #settings: z.output<typeof schema>;

  /**
   * @param path - a relative one is taken from the current directory.
   * @throws StorageError for a path that cannot be a file; TypeError for an unknown or wrong option.
   */
  constructor(path: string, options?: FileStoreOptions) {
    this.#settings = strictOptions(schema, options, 'FileStore');
    if (
      typeof path !== 'string' ||
      path === '' ||
      path.includes('\0') ||
      path.endsWith('/') ||
      path.endsWith(sep)
    ) {
      throw new StorageError(`${JSON.stringify(path)} is not the path of a file`);
    }
    this.path = resolve(path);
    if (isTemporary(basename(this.path))) {
      throw new StorageError(
        `${this.path} is named as unfinished files are; choose a name without ".dropgraph-"`,
      );
    }
  }

  /** `file://host/path`, with the characters a URL cannot hold encoded. */
  get url(): string {
    return `file://${HOST}${pathToFileURL(this.path).pathname}`;
  }

  async exists(): Promise<boolean> {
    return (await this.size()) !== undefined;
  }

  async size(): Promise<number | undefined> {
    try {
      return sizeOf(await stat(this.path));
    } catch (error) {
      return ignoring(['ENOENT', 'ENOTDIR'], error, `Cannot look at ${this.url}`);
    }
  }

  async delete(): Promise<void> {
    try {
      await unlink(this.path);
    } catch (error) {
      ignoring(['ENOENT', 'ENOTDIR'], error, `Cannot delete ${this.url}`);
      return;
    }
    if (!this.#settings.deleteParentDirectory) return;
    await rmdir(dirname(this.path)).catch((error: unknown) =>
      // others may use the directory, or have removed it
      ignoring(
        ['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY'],
        error,
        `Cannot delete the directory of ${this.url}`,
      ),
    );
  }

  async openReader(): Promise<Reader> {
    return FileReader.open(this.path, this.url);
  }

  async openWriter(): Promise<Writer> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      return await FileWriter.open(this.path, this.url, this.#settings.fsync);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError(`Cannot write ${this.url}: ${messageOf(error)}`, { cause: error });
    }
  }

  ensureSync(): number {
    try {
      const there = statSync(this.path, { throwIfNoEntry: false });
      if (there === undefined) return this.#makeEmpty();
      const size = sizeOf(there);
      if (size !== undefined) return size;
    } catch (error) {
      throw new StorageError(`Cannot make ${this.url}: ${messageOf(error)}`, { cause: error });
    }
    throw new StorageError(`Cannot make ${this.url}: there is something that is not a regular file`);
  }

  contentSync(): Iterable<Uint8Array> {
    return piecesOf(this.path, this.url);
  }

  #makeEmpty(): number {
    mkdirSync(dirname(this.path), { recursive: true });
    closeSync(openSync(this.path, 'wx'));
    return 0;
  }
}

function sizeOf(stats: Stats): number | undefined {
  return stats.isFile() ? stats.size : undefined;
}

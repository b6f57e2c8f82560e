import { randomBytes } from 'node:crypto';
import { closeSync, fdatasync, fdatasyncSync, open, renameSync, statSync, unlinkSync, write } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { StorageError } from '../errors/index.js';
import { CheckedWriter } from './checked-writer.js';

const openFile = promisify(open);
const writeFile = promisify(write);
const toDisk = promisify(fdatasync);

/** How unfinished files are named: short, whatever the name they wait for. */
const TEMPORARY = /^\.dropgraph-[0-9a-f]{24}\.tmp$/;

/**
 * Whether a file (or directory) of this name is one that is being written, or that a killed process never finished. No
 * store takes such a file for content; nobody needs it once nobody writes there.
 *
 * @param name - the name alone, without its directory.
 * @example
 * ```ts
 * import { isTemporary } from 'dropgraph/storage';
 *
 * isTemporary('.dropgraph-0123456789abcdef01234567.tmp'); // => true
 * isTemporary('notes.tmp'); // => false
 * ```
 * @category Storage
 */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Writes a hidden file beside the one it is for, and renames it at the commit. */
export class FileWriter extends CheckedWriter {
  readonly #path: string;
  readonly #temporary: string;
  // a bare descriptor, not a FileHandle: those cannot be closed within the call
  readonly #fd: number;
  readonly #fsync: boolean;
  #isOpen = true;

  private constructor(path: string, temporary: string, fd: number, url: string, fsync: boolean) {
    super(url);
    this.#path = path;
    this.#temporary = temporary;
    this.#fd = fd;
    this.#fsync = fsync;
  }

  /** @throws StorageError when something other than a regular file has the name already. */
  static async open(path: string, url: string, fsync: boolean): Promise<FileWriter> {
    mustBeReplaceable(path, url);
    const temporary = join(dirname(path), `.dropgraph-${randomBytes(12).toString('hex')}.tmp`);
    return new FileWriter(path, temporary, await openFile(temporary, 'wx'), url, fsync);
  }

  commitSync(): number {
    return this.commitWith(() => {
      if (this.#fsync) fdatasyncSync(this.#fd);
      this.#rename();
    });
  }

  protected async append(data: Uint8Array): Promise<void> {
    let at = 0;
    while (at < data.byteLength) {
      const { bytesWritten } = await writeFile(this.#fd, data, at, data.byteLength - at, null);
      at += bytesWritten;
    }
  }

  protected async publish(): Promise<void> {
    if (this.#fsync) await toDisk(this.#fd);
    this.#rename();
  }

  protected discard(): void {
    try {
      this.#close();
    } finally {
      unlinkSync(this.#temporary);
    }
  }

  #rename(): void {
    this.#close();
    mustBeReplaceable(this.#path, this.#path);
    renameSync(this.#temporary, this.#path);
  }

  #close(): void {
    if (!this.#isOpen) return;
    // whatever closing says, the descriptor is gone, and its number may be another's
    this.#isOpen = false;
    closeSync(this.#fd);
  }
}

/** Renaming would put a file where a device or a pipe was, which others have open. */
function mustBeReplaceable(path: string, place: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there === undefined || there.isFile()) return;
  throw new StorageError(`Cannot write ${place}: there is something that is not a regular file`);
}

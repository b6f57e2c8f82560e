import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { messageOf, StorageError } from '../errors/index.js';
import { CheckedReader } from './checked-reader.js';
import { codeOf } from './fs-errors.js';
import { noContent } from './place.js';

/** Most bytes got by one call: a count of the caller's must not decide how much memory is taken. */
const LARGEST_READ = 4 * 2 ** 20;

/** Bytes of one piece of a file read within the call. */
const PIECE = 2 ** 20;

/** Not waiting: opening a pipe that nobody writes to would never end. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Reads a file; the file stays there for the reader when it is deleted or replaced. */
export class FileReader extends CheckedReader {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle, url: string) {
    super(url);
    this.#handle = handle;
  }

  /** @throws StorageError when there is no file, or anything but a regular one. */
  static async open(path: string, url: string): Promise<FileReader> {
    try {
      const handle = await open(path, FLAGS);
      if ((await handle.stat()).isFile()) return new FileReader(handle, url);
      await handle.close();
    } catch (error) {
      throw unreadable(url, error);
    }
    throw irregular(url);
  }

  protected async next(count: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.min(count, LARGEST_READ));
    const { bytesRead } = await this.#handle.read(buffer);
    return buffer.subarray(0, bytesRead);
  }

  protected release(): Promise<void> {
    return this.#handle.close();
  }
}

/** A file piece by piece, within the call. */
export function* piecesOf(path: string, url: string): Generator<Uint8Array, void, undefined> {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    if (!fstatSync(fd).isFile()) throw irregular(url);
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const length = readSync(fd, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } catch (error) {
    throw unreadable(url, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function unreadable(url: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return noContent(url);
  return new StorageError(`Cannot read ${url}: ${messageOf(error)}`, { cause: error });
}

function irregular(url: string): StorageError {
  return new StorageError(`Cannot read ${url}: it is not a regular file`);
}

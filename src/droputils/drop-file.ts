import type { DataDROP } from '../drops/index.js';
import { StorageError } from '../errors/index.js';
import { storeForUrl, type Reader } from '../storage/index.js';

/** Bytes that are read at once where nobody says how many. */
const BLOCK = 65_536;

/**
 * Reads a drop like a file, past the drop itself where its data lies in a file: then the state of the drop does not
 * matter, and no `open` event is fired. The drop counts as being read until the file is closed.
 *
 * @category Droputils
 * @example
 * ```ts
 * import { FileDROP } from 'dropgraph/drop';
 * import { DROPFile } from 'dropgraph/droputils';
 *
 * const drop = new FileDROP('A', 'A');
 * await drop.write(Buffer.from('abc'));
 * drop.setCompleted();
 * const file = await new DROPFile(drop).open();
 * String(await file.read(2)); // => 'ab'
 * await file.close();
 * file.closed; // => true
 * ```
 */
export class DROPFile {
  readonly #drop: DataDROP;
  #reader: Reader | undefined;

  constructor(drop: DataDROP) {
    this.#drop = drop;
  }

  /** Whether it is not open: not yet, or no more. */
  get closed(): boolean {
    return this.#reader === undefined;
  }

  /**
   * Opens it; does nothing if it is open.
   *
   * @throws StorageError when nothing is there; DropStateError when only the drop knows where, and is not COMPLETED.
   */
  async open(): Promise<this> {
    this.#reader ??= await openReader(this.#drop);
    return this;
  }

  /** At most `size` bytes; an empty buffer at the end. @throws StorageError when it is not open. */
  read(size: number = BLOCK): Promise<Buffer> {
    if (this.#reader !== undefined) return this.#reader.read(size);
    return Promise.reject(
      new StorageError(`Drop "${this.#drop.uid}" cannot be read: open() this file first`),
    );
  }

  /** Closes it; does nothing if it is closed. */
  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function openReader(drop: DataDROP): Promise<Reader> {
  const store = storeForUrl(drop.dataURL);
  if (store === undefined) {
    const descriptor = await drop.open();
    return { read: (count) => drop.read(descriptor, count), close: () => drop.close(descriptor) };
  }
  drop.incrRefCount(); // from here on nobody may remove the data
  try {
    const reader = await store.openReader();
    return {
      read: (count) => reader.read(count),
      close: async (): Promise<void> => {
        drop.decrRefCount();
        await reader.close();
      },
    };
  } catch (error) {
    drop.decrRefCount();
    throw error;
  }
}

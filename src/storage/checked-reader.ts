import { messageOf, StorageError } from '../errors/index.js';
import type { Bytes } from './bytes.js';
import type { Reader } from './store.js';

/** What every reader promises, whatever it reads from. A kind of storage adds only how the next bytes are got. */
export abstract class CheckedReader implements Reader {
  readonly #place: string;
  // reads made at once are done one after the other: each byte goes to one of them
  #last: Promise<unknown> = Promise.resolve();
  #open = true;

  /** @param place - the url of the store, for messages. */
  constructor(place: string) {
    this.#place = place;
  }

  /** At most `count` bytes from where the reader stands; empty at the end. */
  protected abstract next(count: number): Promise<Buffer> | Buffer;

  /** Lets go of what was opened; called once, with no read under way. */
  protected abstract release(): Promise<void> | void;

  /** Ends a read that is under way, where it could wait for long. */
  protected interrupt(): void {
    // reads on this machine end by themselves
  }

  async read(count: number): Promise<Buffer> {
    if (!this.#open) throw new StorageError(`The reader of ${this.#place} is closed`);
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`The bytes to read must be a whole number above 0, got ${String(count)}`);
    }
    const bytes = this.#last.then(() => this.next(count));
    this.#last = bytes.catch(() => undefined);
    try {
      return await bytes;
    } catch (error) {
      throw new StorageError(`Cannot read ${this.#place}: ${messageOf(error)}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.interrupt();
    await this.#last;
    try {
      await this.release();
    } catch (error) {
      throw new StorageError(`Cannot close ${this.#place}: ${messageOf(error)}`, { cause: error });
    }
  }
}

/** Reads content in memory; what it gives are parts of the content, not copies. */
export class BytesReader extends CheckedReader {
  #chunks: readonly Buffer[];
  #chunk = 0;
  #at = 0;

  constructor(place: string, content: Bytes) {
    super(place);
    this.#chunks = content.chunks;
  }

  protected next(count: number): Buffer {
    const chunk = this.#chunks[this.#chunk];
    if (chunk === undefined) return Buffer.alloc(0);
    const part = chunk.subarray(this.#at, this.#at + count);
    this.#at += part.length;
    if (this.#at === chunk.length) {
      this.#chunk += 1;
      this.#at = 0;
    }
    return part;
  }

  protected release(): void {
    this.#chunks = [];
  }
}

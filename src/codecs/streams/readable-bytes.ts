import { CodecError } from '../../errors/index.js';

/**
 * Bytes that are made while they are read, and no sooner.
 *
 * @category Codecs
 */
export class ReadableBytes {
  readonly #pieces: AsyncGenerator<Uint8Array, void, undefined>;
  #surplus: Buffer = Buffer.alloc(0);
  #turn: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  /** @internal */
  constructor(pieces: AsyncGenerator<Uint8Array, void, undefined>) {
    this.#pieces = pieces;
  }

  /**
   * The next bytes: exactly `count` of them, fewer only at the end, and none behind it. Calls that are made at once are
   * answered in turn.
   *
   * @param count - default -1: all that are left.
   * @throws CodecError when the content is not what it should be, from then on; RangeError for a wrong count.
   */
  async read(count: number = -1): Promise<Buffer> {
    if (!Number.isInteger(count) || count < -1) {
      throw new RangeError(`read takes a number of bytes, or -1 for all, got ${String(count)}`);
    }
    const taken = this.#turn.then(() => this.#take(count === -1 ? Infinity : count));
    this.#turn = taken.catch(() => {}); // told to who asked for it
    return taken;
  }

  /** Stops reading, and lets go of the content. */
  async close(): Promise<void> {
    this.#failure ??= { error: new CodecError('this stream is closed') };
    await this.#turn;
    await this.#pieces.return();
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #take(count: number): Promise<Buffer> {
    const held = await this.#hold(count);
    const end = Math.min(count, held.length);
    this.#surplus = held.subarray(end);
    return held.subarray(0, end);
  }

  /** As many bytes as are wanted, and what else came with them. */
  async #hold(count: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [this.#surplus];
    let length = this.#surplus.length;
    while (length < count) {
      const piece = await this.#next();
      if (piece === undefined) break;
      pieces.push(piece);
      length += piece.length;
    }
    this.#throwFailure();
    return pieces.length === 1 ? this.#surplus : Buffer.concat(pieces, length);
  }

  async #next(): Promise<Uint8Array | undefined> {
    this.#throwFailure();
    try {
      const { value, done } = await this.#pieces.next();
      return done === true ? undefined : value;
    } catch (error) {
      // an iterator that has thrown seems to be at its end when it is asked again
      this.#failure ??= { error };
      throw error;
    }
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

import { CodecError } from '../../errors/index.js';

/** Reads a pickle from its beginning; never makes more than is there. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the next byte is. */
  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** The next bytes, not copied. */
  take(count: number): Buffer {
    const start = this.#advance(count);
    return this.#bytes.subarray(start, start + count);
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#advance(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32LE(this.#advance(4));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  /** A length of 8 bytes; beyond 2^53 it is inexact, and more than any pickle has. */
  uint64(): number {
    return Number(this.#bytes.readBigUInt64LE(this.#advance(8)));
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#advance(8));
  }

  /** The text up to the end of the line, which is passed; one character for each byte. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end === -1)
      throw new CodecError(`The pickle is truncated: the line at byte ${String(this.#at)} does not end`);
    const line = this.#bytes.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return line;
  }

  #advance(count: number): number {
    if (count > this.left) {
      throw new CodecError(
        `The pickle is truncated: ${String(count)} bytes are wanted at byte ${String(this.#at)}, ${String(this.left)} are there`,
      );
    }
    const start = this.#at;
    this.#at += count;
    return start;
  }
}

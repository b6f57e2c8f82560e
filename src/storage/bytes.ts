/** Largest step by which a growing content grows. */
const LARGEST_CHUNK = 4 * 2 ** 20;

/** Complete content in memory, in pieces of whatever size. Never changed once it is there. */
export interface Bytes {
  readonly chunks: readonly Buffer[];
  readonly size: number;
}

/** Content that was given whole. The bytes are not copied. */
export function bytesOf(content: Uint8Array): Bytes {
  const chunk = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return { chunks: chunk.length === 0 ? [] : [chunk], size: chunk.length };
}

/** Content while it grows: each byte is copied once, into chunks that double, so that small content stays small. */
export class GrowingBytes {
  readonly #chunks: Buffer[] = [];
  #last: Buffer = Buffer.alloc(0);
  #used = 0;
  #size = 0;

  append(data: Uint8Array): void {
    const fits = Math.min(data.byteLength, this.#last.length - this.#used);
    this.#last.set(data.subarray(0, fits), this.#used);
    this.#used += fits;
    if (fits < data.byteLength) {
      const rest = data.subarray(fits);
      this.#last = Buffer.allocUnsafe(Math.max(rest.byteLength, Math.min(this.#size, LARGEST_CHUNK)));
      this.#chunks.push(this.#last);
      this.#last.set(rest);
      this.#used = rest.byteLength;
    }
    this.#size += data.byteLength;
  }

  /** The content, without the room that was left for more. Nothing may be appended afterwards. */
  finish(): Bytes {
    if (this.#used < this.#last.length) {
      this.#chunks[this.#chunks.length - 1] = Buffer.from(this.#last.subarray(0, this.#used));
    }
    return { chunks: this.#chunks, size: this.#size };
  }
}

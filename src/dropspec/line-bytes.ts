import type { FixedText } from './fixed-text.js';

/** Shorter texts are copied faster byte by byte. */
const SHORT = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;

/**
 * Lines as bytes, which grow as they are written. Texts put together from pieces would have to be put in a row by
 * V8 in the end, which takes longer than writing their bytes in a row from the start.
 */
export class LineBytes {
  readonly #size: number;
  #bytes: Buffer;
  #at = 0;

  /** @param size - bytes there is room for at first, and again after each {@link take}. */
  constructor(size: number) {
    this.#size = size;
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  get length(): number {
    return this.#at;
  }

  /** What was written; nothing is left here. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#bytes = Buffer.allocUnsafeSlow(this.#size);
    this.#at = 0;
    return taken;
  }

  fixed({ bytes }: FixedText): void {
    const { length } = bytes;
    this.#reserve(length);
    const into = this.#bytes;
    const start = this.#at;
    if (length > SHORT) into.set(bytes, start);
    else for (let at = 0; at < length; at++) into[start + at] = bytes[at]!;
    this.#at = start + length;
  }

  /** A text as it stands between quotes in JSON. */
  quotable(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const into = this.#bytes;
    const start = this.#at;
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) {
        this.text(JSON.stringify(text).slice(1, -1));
        return;
      }
      into[start + at] = code;
    }
    this.#at = start + length;
  }

  /** Any text, as it is. */
  text(text: string): void {
    this.#reserve(Buffer.byteLength(text));
    this.#at += this.#bytes.write(text, this.#at);
  }

  #reserve(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

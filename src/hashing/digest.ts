import { createHash, type Hash } from 'node:crypto';

/** Bytes given to the hash at once: it takes less than 2 GB a call. */
const CHUNK = 1 << 26;
/** Characters collected before they are hashed. */
const PAGE = 1 << 16;

/** SHA-256 of bytes, in hex. */
export function digestOfBytes(bytes: Uint8Array): string {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += CHUNK) hash.update(bytes.subarray(at, at + CHUNK));
  return hash.digest('hex');
}

/** SHA-256 of the code units of a text, in hex: halves of surrogate pairs have no UTF-8. */
export function digestOfText(text: string): string {
  const hash = createHash('sha256');
  for (let at = 0; at < text.length; at += CHUNK) hash.update(text.slice(at, at + CHUNK), 'utf16le');
  return hash.digest('hex');
}

/** A text written piece by piece: a short one is kept, of a long one only its hash. No piece splits a surrogate pair. */
export class TextSink {
  readonly #longest: number;
  #page = '';
  #hash: Hash | undefined;
  #length = 0;

  /** @param longest - characters up to which the text itself is kept. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Characters written. */
  get length(): number {
    return this.#length + this.#page.length;
  }

  write(piece: string): void {
    this.#page += piece;
    if (this.#page.length > PAGE) this.#turn();
  }

  /** The text, or `@` and its hash. */
  finish(): string {
    return this.length <= this.#longest ? this.#page : `@${this.digest()}`;
  }

  /** The hash, in hex; nothing can be written afterwards. */
  digest(): string {
    return this.#turn().digest('hex');
  }

  #turn(): Hash {
    this.#hash ??= createHash('sha256');
    this.#hash.update(this.#page, 'utf8');
    this.#length += this.#page.length;
    this.#page = '';
    return this.#hash;
  }
}

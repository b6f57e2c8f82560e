/** A text that is written as bytes and looked for in bytes, as UTF-8: whole words are compared, which takes a quarter of the steps. */
export class FixedText {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Number of bytes. */
  readonly length: number;
  readonly words: Int32Array;
  /** The bytes after the last whole word. */
  readonly rest: Uint8Array;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = bytes.length >>> 2;
    this.text = text;
    this.bytes = bytes;
    this.length = bytes.length;
    this.words = Int32Array.from({ length: count }, (_, at) => view.getInt32(4 * at, true));
    this.rest = Uint8Array.from(bytes.subarray(4 * count));
  }
}

/** Bytes of whole lines, each ended, and how far they were read. */
export class Cursor {
  readonly bytes: Buffer;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Goes past a text if it stands here. */
  take(text: FixedText): boolean {
    const { words, rest } = text;
    const view = this.#view;
    let { at } = this;
    if (at + text.length > view.byteLength) return false;
    for (let word = 0; word < words.length; word++, at += 4) {
      if (view.getInt32(at, true) !== words[word]) return false;
    }
    for (let byte = 0; byte < rest.length; byte++) if (this.bytes[at++] !== rest[byte]) return false;
    this.at = at;
    return true;
  }
}

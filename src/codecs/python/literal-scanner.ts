import { CodecError } from '../../errors/index.js';

/** Walks over the text of a Python literal: spaces, comments, marks, and where faults are. */
export class LiteralScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Passes spaces, line ends and comments. */
  skipSpace(): void {
    this.match(/(?:\s+|\\\r?\n|#[^\n]*)*/y);
  }

  /** What a sticky pattern matches here, which is passed; undefined when it does not match. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  /** Passes a mark, and the space after it, if it stands here. */
  accept(mark: string): boolean {
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    this.skipSpace();
    return true;
  }

  /** Passes a mark that must stand here. */
  expect(mark: string): void {
    if (!this.accept(mark)) throw this.fault(`"${mark}" is missing`);
  }

  /** The character that stands here; empty at the end. */
  peek(): string {
    return this.#text.charAt(this.#at);
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  /** An error that says what is wrong and where. */
  fault(what: string): CodecError {
    const rest = this.#text.slice(this.#at, this.#at + 20);
    const here = rest === '' ? 'at its end' : `at character ${String(this.#at)}, ${JSON.stringify(rest)}`;
    return new CodecError(`The text is no Python literal: ${what} ${here}`);
  }
}

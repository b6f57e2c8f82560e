import { int32s } from './int32.js';

/** Items there is room for, beyond those expected. */
const SOME = 64;

/** A growing list of 32-bit integers: an array of numbers takes twice the memory and is slower to walk. */
export class Int32List {
  #items: Int32Array;
  #length = 0;

  /** @param capacity - number of items expected; the list grows where there are more. */
  constructor(capacity: number = SOME) {
    this.#items = int32s(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Makes room for so many more, and for some that come after. */
  expect(count: number): void {
    if (this.#length + count <= this.#items.length) return;
    const grown = int32s(Math.max(this.#length + count + SOME, 2 * this.#items.length));
    grown.set(this.toArray());
    this.#items = grown;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) this.expect(1);
    this.#items[this.#length++] = item;
  }

  get(at: number): number {
    return this.#items[at]!;
  }

  /** The items so far, without copying. */
  toArray(): Int32Array {
    return this.#items.subarray(0, this.#length);
  }
}

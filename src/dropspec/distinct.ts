import { int32s } from '../basics/index.js';

/** Up to so many items are compared with each other. */
const FEW = 8;

/** Tells whether lists of numbers of 0 or more have one twice; made once for many lists. */
export class Distinct {
  /** The last list that was found to have each number. */
  #seenBy: Int32Array = int32s(64);
  #list = 0;

  /** Whether the first `count` items are all different. */
  areDistinct(items: ArrayLike<number>, count: number): boolean {
    if (count > FEW) return this.#areMany(items, count);
    for (let at = 1; at < count; at++) {
      for (let before = 0; before < at; before++) if (items[before] === items[at]) return false;
    }
    return true;
  }

  #areMany(items: ArrayLike<number>, count: number): boolean {
    const list = ++this.#list;
    for (let at = 0; at < count; at++) {
      const item = items[at]!;
      if (item >= this.#seenBy.length) this.#grow(item);
      if (this.#seenBy[item] === list) return false;
      this.#seenBy[item] = list;
    }
    return true;
  }

  #grow(item: number): void {
    const grown = int32s(2 * (item + 1));
    grown.set(this.#seenBy);
    this.#seenBy = grown;
  }
}

import type { Links } from '../graph/index.js';
import { Int32List, int32s } from '../basics/index.js';

/** Collects links drop by drop, in the order of the drops; each link of a drop counts once. */
export class Rows {
  readonly #offsets: Int32Array;
  readonly #items: Int32List;
  /** The drop that was last found to have a link to each drop. */
  readonly #seenBy: Int32Array;

  /** @param count - number of drops. */
  constructor(count: number) {
    this.#offsets = int32s(count + 1);
    this.#items = new Int32List(count);
    this.#seenBy = int32s(count).fill(-1);
  }

  add(from: number, to: number): void {
    if (this.#seenBy[to] === from) return;
    this.#seenBy[to] = from;
    this.#items.push(to);
  }

  /** The links of a drop are all there; drops without links are ended as well. */
  end(from: number): void {
    this.#offsets[from + 1] = this.#items.length;
  }

  links(): Links {
    return { offsets: this.#offsets, items: this.#items.toArray() };
  }
}

/** Links in any order, as two lists. */
export class Edges {
  readonly from: Int32List = new Int32List();
  readonly to: Int32List = new Int32List();

  get length(): number {
    return this.from.length;
  }

  add(from: number, to: number): void {
    this.from.push(from);
    this.to.push(to);
  }
}

/** The same links from their other ends; those of one drop in ascending order. */
export function reversed({ offsets, items }: Links): Links {
  const count = offsets.length - 1;
  const starts = startsOf(items, count);
  const next = starts.slice(0, count);
  const from = int32s(items.length);
  for (let drop = 0; drop < count; drop++) {
    for (let at = offsets[drop]!; at < offsets[drop + 1]!; at++) from[next[items[at]!]!++] = drop;
  }
  return { offsets: starts, items: from };
}

/** The links of both, each once: of every drop first its own, then those of `more`. */
export function union(own: Links, more: Edges): Links {
  const count = own.offsets.length - 1;
  const from = more.from.toArray();
  const to = more.to.toArray();
  const starts = startsOf(from, count);
  const next = starts.slice(0, count);
  const added = int32s(to.length);
  for (let at = 0; at < from.length; at++) added[next[from[at]!]!++] = to[at]!;
  const rows = new Rows(count);
  for (let drop = 0; drop < count; drop++) {
    for (let at = own.offsets[drop]!; at < own.offsets[drop + 1]!; at++) rows.add(drop, own.items[at]!);
    for (let at = starts[drop]!; at < starts[drop + 1]!; at++) rows.add(drop, added[at]!);
    rows.end(drop);
  }
  return rows.links();
}

/** No links at all, of so many drops. */
export function noLinks(count: number): Links {
  return { offsets: int32s(count + 1), items: int32s(0) };
}

/** Whether a drop has a link to another; its links must be in ascending order. */
export function hasLink({ offsets, items }: Links, drop: number, to: number): boolean {
  let low = offsets[drop]!;
  let high = offsets[drop + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]! < to) low = middle + 1;
    else high = middle;
  }
  return low < offsets[drop + 1]! && items[low] === to;
}

/** Where the links of each drop begin, when they are sorted by drop. */
function startsOf(drops: Int32Array, count: number): Int32Array {
  const starts = int32s(count + 1);
  for (let at = 0; at < drops.length; at++) starts[drops[at]! + 1]!++;
  for (let drop = 0; drop < count; drop++) starts[drop + 1]! += starts[drop]!;
  return starts;
}

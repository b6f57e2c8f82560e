import { CodecError } from '../../errors/index.js';
import { Tuple } from '../tuple.js';
import { ByteReader } from './byte-reader.js';
import { finished, Unfinished, UnfinishedDict } from './unfinished.js';

/**
 * The stack machine pickles are programs of, as far as they are data: values, a stack with marks, and a memo.
 * It makes lists, dicts and sets, and nothing else; it has no way to call anything.
 */
export class Machine {
  readonly input: ByteReader;
  readonly memo: Map<number, unknown> = new Map();
  readonly #tuples: boolean;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #lists: unknown[][] = [];
  readonly #sets: Set<unknown>[] = [];
  readonly #unfinished: Unfinished[] = [];
  #copied = 0;

  constructor(bytes: Uint8Array, tuples: boolean) {
    this.input = new ByteReader(bytes);
    this.#tuples = tuples;
  }

  push(value: unknown): void {
    this.#stack.push(value);
  }

  pop(): unknown {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw new CodecError('The pickle takes what it never put');
    return this.#stack.pop();
  }

  top(): unknown {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Takes everything above the last mark, and the mark. */
  popToMark(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new CodecError('The pickle goes back to a mark it never set');
    return this.#stack.splice(mark);
  }

  /** Takes one value, or the last mark if nothing is above it. */
  popOrUnmark(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  list(items: unknown[]): unknown[] {
    this.#lists.push(items);
    return items;
  }

  tuple(items: unknown[]): unknown[] {
    return this.list(this.#tuples ? Tuple.from(items) : items);
  }

  set(items: readonly unknown[]): Set<unknown> {
    const set = new Set(items);
    this.#sets.push(set);
    return set;
  }

  dict(): UnfinishedDict {
    return this.unfinished(new UnfinishedDict());
  }

  unfinished<T extends Unfinished>(thing: T): T {
    this.#unfinished.push(thing);
    return thing;
  }

  /**
   * Counts what is copied from one value of the pickle into another. Copying the same thing again and again would let
   * a few bytes grow without limit. What Python writes is copied twice at most: from text to bytes, then to an array.
   */
  countCopied(size: number): void {
    this.#copied += size;
    if (this.#copied > 2 * this.input.length) {
      throw new CodecError('The pickle copies one thing again and again: it would grow far beyond its size');
    }
  }

  /** Replaces what was unfinished by what it came to be, everywhere, and gives what the root is. */
  finish(root: unknown): unknown {
    if (this.#unfinished.length === 0) return root;
    for (const list of this.#lists) {
      for (let at = 0; at < list.length; at++) list[at] = finished(list[at]);
    }
    for (const set of this.#sets) {
      const items = [...set];
      if (!items.some((item) => item instanceof Unfinished)) continue;
      set.clear();
      for (const item of items) set.add(finished(item));
    }
    for (const thing of this.#unfinished) thing.fill();
    return finished(root);
  }
}

import type { TaskFunction } from '../graph/index.js';
import { itemOf, type Delayed } from './lazy.js';
import { RecordedNode } from './recorded-node.js';

type ItemOf<T> = T extends readonly (infer E)[] ? E : T extends ArrayLike<infer E> ? E : T;

/** Each item lazy. A list to the compiler, for only lists keep the types of items apart when destructured. */
type LazyItems<T> = T extends readonly unknown[]
  ? { readonly [I in keyof T]: Delayed<T[I]> }
  : readonly Delayed<ItemOf<T>>[];

/** What lists have and lazy items have not. */
type NoListMethods = {
  readonly [
    M in Exclude<
      keyof (readonly unknown[]),
      keyof Delayed<unknown> | number | 'length' | typeof Symbol.iterator
    >
  ]: never;
};

/**
 * A lazy value with a known number of items (`nout`): it can be destructured, iterated and indexed, has a `length`,
 * and every item is lazy in turn.
 *
 * @category Recording
 */
export type DelayedItems<T> = Delayed<T> & Readonly<LazyItems<T>> & NoListMethods;

/** Index properties are offered up to here; beyond, `at(index)` does. */
const INDEXED = 10_000;

type DelayedClass = new (fn: TaskFunction, args: readonly unknown[]) => Delayed<unknown>;

const Recorded = RecordedNode as unknown as DelayedClass;

const classes = new Map<number, DelayedClass>();

/** Makes a lazy value, with items if its function says how many. */
export function makeDelayed(fn: TaskFunction, args: readonly unknown[]): Delayed<unknown> {
  return new (fn.nout === undefined ? Recorded : itemsClass(fn.nout))(fn, args);
}

/** One class for each number of items: the indices are properties of its prototype, not of a million values. */
function itemsClass(nout: number): DelayedClass {
  const known = classes.get(nout);
  if (known !== undefined) return known;
  const made = class DelayedItems extends Recorded {
    get length(): number {
      return nout;
    }

    [Symbol.iterator](): IterableIterator<Delayed<unknown>> {
      const below = this[Symbol.iterator];
      return Array.from({ length: nout }, (_, index) => itemOf<unknown>(this, index, below)).values();
    }
  };
  for (let index = 0; index < Math.min(nout, INDEXED); index++) {
    const get = function (this: Delayed<unknown>): Delayed<unknown> {
      return itemOf(this, index, get);
    };
    Object.defineProperty(made.prototype, index, { get });
  }
  Object.freeze(made.prototype);
  classes.set(nout, made);
  return made;
}

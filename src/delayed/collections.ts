import {
  concat,
  filterItems,
  mapItems,
  sliceOf,
  starmapItems,
  type AnyFunction,
  type CallSites,
} from '../graph/index.js';
import { calledAt, mapSettings, recorder, type MapOptions, type Recorder } from './collection-options.js';
import type { Computed } from './input-types.js';
import type { Delayed } from './lazy.js';
import { cut, functionOf, iterable, listOf, onceThere, partsOf, startsOf, type Part } from './lists.js';
import { isNode } from './recorded-node.js';

/** What a list comes from: values and lazy values, or one lazy list. */
type LazyList<T> = Delayed<Iterable<T>>;

/**
 * Calls a function for every item of a list, in batches: each batch is one task, so a list of ten million items is
 * recorded as a thousand tasks. The function gets values, one at a time and nothing else; within a batch one after the
 * other, also where it is async. The order is kept.
 *
 * The result is one lazy list. What `map`, `filter`, `starmap`, `take`, `reduce` and `fold` do with it they do batch by
 * batch, so that the whole list never has to be in one place.
 *
 * @param items - an array or other iterable, which is walked now and may hold lazy values; or one lazy list. Of the latter
 *   the number of batches is known when it is there: the graph grows by them then.
 * @throws TypeError for a wrong argument, and for an unknown or wrong option. When a task fails, the `cause` of its
 *   TaskError is an {@link ItemError}, which tells the item.
 * @category Recording
 * @example
 * ```ts
 * import { compute, map, reduce } from 'dropgraph';
 *
 * const squares = map([1, 2, 3, 4], (x) => x * x, { batch: 2 });
 * await compute(squares); // => [1, 4, 9, 16]
 * await compute(reduce(squares, (a, b) => a + b)); // => 30
 * ```
 */
export function map<T, U>(
  items: LazyList<T>,
  fn: (item: T) => U,
  options?: MapOptions,
): Delayed<Computed<Awaited<U>>[]>;
export function map<I, U>(
  items: Iterable<I>,
  fn: (item: Computed<I>) => U,
  options?: MapOptions,
): Delayed<Computed<Awaited<U>>[]>;
export function map(items: unknown, fn: AnyFunction, options?: MapOptions): unknown {
  return batchwise('map', mapItems, items, fn, options, calledAt(map));
}

/**
 * The items of a list for which a function says true, in batches and in their order: see {@link map}.
 *
 * @throws as `map` does; a function that gives neither true nor false fails its task.
 * @category Recording
 * @example
 * ```ts
 * import { compute, filter } from 'dropgraph';
 *
 * await compute(filter([1, 2, 3, 4], (x) => x % 2 === 0)); // => [2, 4]
 * ```
 */
export function filter<T, S extends T>(
  items: LazyList<T>,
  fn: (item: T) => item is S,
  options?: MapOptions,
): Delayed<S[]>;
export function filter<T>(
  items: LazyList<T>,
  fn: (item: T) => boolean | PromiseLike<boolean>,
  options?: MapOptions,
): Delayed<T[]>;
export function filter<I, S extends Computed<I>>(
  items: Iterable<I>,
  fn: (item: Computed<I>) => item is S,
  options?: MapOptions,
): Delayed<S[]>;
export function filter<I>(
  items: Iterable<I>,
  fn: (item: Computed<I>) => boolean | PromiseLike<boolean>,
  options?: MapOptions,
): Delayed<Computed<I>[]>;
export function filter(items: unknown, fn: AnyFunction, options?: MapOptions): unknown {
  return batchwise('filter', filterItems, items, fn, options, calledAt(filter));
}

/**
 * Calls a function for every item of a list, with the items of that item as its arguments: see {@link map}.
 *
 * @throws as `map` does.
 * @category Recording
 * @example
 * ```ts
 * import { compute, starmap } from 'dropgraph';
 *
 * await compute(starmap([[2, 5], [3, 2]], (base, exponent) => base ** exponent)); // => [32, 9]
 * ```
 */
export function starmap<A extends readonly unknown[], U>(
  items: LazyList<A>,
  fn: (...args: A) => U,
  options?: MapOptions,
): Delayed<Computed<Awaited<U>>[]>;
export function starmap<A extends readonly unknown[], U>(
  items: Iterable<{ readonly [I in keyof A]: A[I] | Delayed<A[I]> } | Delayed<A>>,
  fn: (...args: A) => U,
  options?: MapOptions,
): Delayed<Computed<Awaited<U>>[]>;
export function starmap(items: unknown, fn: AnyFunction, options?: MapOptions): unknown {
  return batchwise('starmap', starmapItems, items, fn, options, calledAt(starmap));
}

function batchwise(
  owner: string,
  operation: AnyFunction,
  items: unknown,
  fn: AnyFunction,
  options: MapOptions | undefined,
  sites: CallSites,
): Delayed<unknown> {
  const original = functionOf(fn, owner, items);
  const { batch, tasks } = mapSettings(options, owner);
  if (isNode(items) && batch !== undefined) {
    const work = (list: unknown): Delayed<unknown> =>
      batchwise(owner, operation, list, original, options, sites);
    return onceThere(items as Delayed<unknown>, work, sites);
  }
  const list = isNode(items) ? partsOf(items as Delayed<unknown>) : cut(items, batch, owner);
  const record = recorder(tasks, original.name === '' ? owner : original.name, sites);
  const starts = startsOf(list);
  const parts = list.parts.map((part, at) => record(operation, original, part, starts[at]) as Part);
  return listOf({ parts, sizes: operation === filterItems ? undefined : list.sizes });
}

/**
 * The first items of a list. Of an iterable, no more than those are read, now; of a list that `map` made, only the batches
 * that are needed are computed; of one that `filter` made, batches are computed until there are enough.
 *
 * @param n - how many items, 0 or more; a shorter list is given whole.
 * @throws RangeError for a wrong number; TypeError when the list is none.
 * @category Recording
 * @example
 * ```ts
 * import { compute, filter, take } from 'dropgraph';
 *
 * const even = filter([1, 2, 3, 4, 5, 6], (x) => x % 2 === 0);
 * await compute(take(even, 2)); // => [2, 4]
 * ```
 */
export function take<T>(list: LazyList<T>, n: number): Delayed<T[]>;
export function take<I>(list: Iterable<I>, n: number): Delayed<Computed<I>[]>;
export function take(list: unknown, n: number): unknown {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`take: the number of items must be a whole number of 0 or more, got ${String(n)}`);
  }
  if (!isNode(list)) return listOf(cut(first(iterable(list, 'take'), n), undefined, 'take'));
  const { parts, sizes } = partsOf(list as Delayed<unknown>);
  const sites = calledAt(take);
  if (sizes !== undefined) return takeKnown(parts, sizes, n, recorder({}, 'take', sites));
  const record = recorder({ on: 'main' }, 'take', sites);
  return takeMore(record(concat, parts[0] ?? []), 1, parts.slice(1), n, record);
}

function first(items: Iterable<unknown>, n: number): unknown[] {
  const found: unknown[] = [];
  if (n === 0) return found;
  for (const item of items) if (found.push(item) === n) break;
  return found;
}

/** Parts that are not needed stay out of the graph. */
function takeKnown(
  parts: readonly Part[],
  sizes: readonly number[],
  n: number,
  record: Recorder,
): Delayed<unknown[]> {
  const taken: Part[] = [];
  const lengths: number[] = [];
  for (let at = 0, left = n; at < parts.length && left > 0; left -= sizes[at++]!) {
    const length = Math.min(left, sizes[at]!);
    lengths.push(length);
    taken.push(length === sizes[at] ? parts[at]! : (record(sliceOf, parts[at], 0, length) as Part));
  }
  return listOf({ parts: taken, sizes: lengths });
}

/**
 * Looks how many items were found in some parts, and in as many more as should have what is missing.
 *
 * @param looked - number of the parts that were looked at.
 */
function takeMore(
  found: Delayed<unknown>,
  looked: number,
  rest: readonly Part[],
  n: number,
  record: Recorder,
): Delayed<unknown> {
  const look = (items: readonly unknown[]): unknown => {
    if (items.length >= n || rest.length === 0) return items.slice(0, n);
    const more = Math.ceil(((n - items.length) * looked) / Math.max(1, items.length));
    const together = record(concat, items, ...rest.slice(0, more));
    return takeMore(together, looked + more, rest.slice(more), n, record);
  };
  return record(look, found);
}

import {
  foldItems,
  reduceItems,
  reduceLists,
  soleResult,
  type AnyFunction,
  type CallSites,
} from '../graph/index.js';
import {
  calledAt,
  recorder,
  reduceSettings,
  type FoldOptions,
  type Recorder,
  type ReduceOptions,
  type ReduceSettings,
} from './collection-options.js';
import type { Computed } from './input-types.js';
import type { Delayed } from './lazy.js';
import { cut, functionOf, onceThere, partsOf, startsOf, type PartedList } from './lists.js';
import { originalOf } from './record.js';
import { isNode } from './recorded-node.js';

/**
 * Puts the items of a list together with a function of two, as `Array.reduce` does, but as a tree: every batch of items is
 * one task, and so are `splitEvery` of their results. The function must be associative: (a + b) + c is a + (b + c). Items
 * keep their order, so it need not be commutative.
 *
 * @param items - an array or other iterable, which is walked now and may hold lazy values; or one lazy list, such as `map`
 *   gives: then each of its batches is put together by itself, and the list is never whole.
 * @throws TypeError for a wrong argument, and for an unknown or wrong option; at compute, for an empty list without
 *   `initial`. When a task fails, the `cause` of its TaskError is an {@link ItemError}.
 * @category Recording
 * @example
 * ```ts
 * import { compute, reduce } from 'dropgraph';
 *
 * await compute(reduce(['a', 'b', 'c', 'd'], (left, right) => left + right, { splitEvery: 2 })); // => 'abcd'
 * await compute(reduce([], (a: number, b: number) => a + b, { initial: 0 })); // => 0
 * ```
 */
export function reduce<T>(
  items: Delayed<Iterable<T>>,
  fn: (left: T, right: T) => T | PromiseLike<T>,
  options?: ReduceOptions<T>,
): Delayed<T>;
export function reduce<I>(
  items: Iterable<I>,
  fn: (left: Computed<I>, right: Computed<I>) => Computed<I> | PromiseLike<Computed<I>>,
  options?: ReduceOptions<Computed<I>>,
): Delayed<Computed<I>>;
export function reduce(items: unknown, fn: AnyFunction, options?: ReduceOptions<unknown>): unknown {
  const original = functionOf(fn, 'reduce', items);
  return reduced(items, original, reduceSettings(options, 'reduce'), calledAt(reduce));
}

function reduced(
  items: unknown,
  fn: AnyFunction,
  settings: ReduceSettings,
  sites: CallSites,
): Delayed<unknown> {
  const { batch, tasks, initial, splitEvery } = settings;
  if (isNode(items) && batch !== undefined) {
    return onceThere(items as Delayed<unknown>, (list) => reduced(list, fn, settings, sites), sites);
  }
  const list = listFrom(items, settings, 'reduce');
  const record = recorder(tasks, fn.name === '' ? 'reduce' : fn.name, sites);
  const starts = startsOf(list);
  const results = list.parts.map((part, at) => record(reduceItems, fn, part, starts[at]));
  if (initial !== undefined) results.unshift(record(foldItems, fn, initial, [], null));
  return treeOf(results, fn, splitEvery, record);
}

/**
 * Puts the items of a list together into something else, as a tree: every batch starts with `initial` and takes its items
 * one by one, and `combine` puts the results of the batches together. See {@link reduce} for what the list may be.
 *
 * @throws as `reduce` does.
 * @category Recording
 * @example
 * ```ts
 * import { compute, fold } from 'dropgraph';
 *
 * const letters = fold(['ab', 'c', ''], (count: number, text) => count + text.length, {
 *   initial: 0,
 *   combine: (a, b) => a + b,
 * });
 * await compute(letters); // => 3
 * ```
 */
export function fold<T, A>(
  items: Delayed<Iterable<T>>,
  fn: (sum: A, item: T) => A | PromiseLike<A>,
  options: FoldOptions<A>,
): Delayed<A>;
export function fold<I, A>(
  items: Iterable<I>,
  fn: (sum: A, item: Computed<I>) => A | PromiseLike<A>,
  options: FoldOptions<A>,
): Delayed<A>;
export function fold(items: unknown, fn: AnyFunction, options: FoldOptions<unknown>): unknown {
  const original = functionOf(fn, 'fold', items);
  return folded(items, original, reduceSettings(options, 'fold'), calledAt(fold));
}

function folded(
  items: unknown,
  fn: AnyFunction,
  settings: ReduceSettings,
  sites: CallSites,
): Delayed<unknown> {
  const { batch, tasks, initial, splitEvery, combine = fn } = settings;
  if (isNode(items) && batch !== undefined) {
    return onceThere(items as Delayed<unknown>, (list) => folded(list, fn, settings, sites), sites);
  }
  const list = listFrom(items, settings, 'fold');
  const record = recorder(tasks, fn.name === '' ? 'fold' : fn.name, sites);
  const starts = startsOf(list);
  const results = list.parts.map((part, at) => record(foldItems, fn, initial, part, starts[at]));
  if (results.length === 0) results.push(record(foldItems, fn, initial, [], null));
  return treeOf(results, originalOf(combine), splitEvery, record);
}

/** Of lazy items no more than `splitEvery` are waited for at once; of values, batches are as large as those of `map`. */
function listFrom(items: unknown, { batch, splitEvery }: ReduceSettings, owner: string): PartedList {
  if (isNode(items)) return partsOf(items as Delayed<unknown>);
  const list = cut(items, batch, owner);
  const holdsLazy = batch === undefined && list.parts.some((part) => !isNode(part) && part.some(isNode));
  return holdsLazy ? cut(list.parts.flat(1), splitEvery, owner) : list;
}

/** @param results - lists of one result each, or of none. */
function treeOf(
  results: readonly Delayed<unknown>[],
  fn: AnyFunction,
  splitEvery: number,
  record: Recorder,
): Delayed<unknown> {
  let level = results;
  while (level.length > 1) {
    const next: Delayed<unknown>[] = [];
    for (let at = 0; at < level.length; at += splitEvery) {
      const group = level.slice(at, at + splitEvery);
      next.push(group.length === 1 ? group[0]! : record(reduceLists, fn, ...group));
    }
    level = next;
  }
  return record(soleResult, level[0] ?? []);
}

import { isThenable } from '../basics/index.js';
import { ItemError } from '../errors/index.js';

/** A function of the user's that is called for each item of a batch. */
export type BatchFunction = (...args: unknown[]) => unknown;

/** Where the first item of a batch stands in its list; null where that is not known. */
type Start = number | null;

/** Calls a function for one item after the other, and waits for each where it is async. Gives what `end` gives. */
function forEachInTurn<R>(
  items: Iterable<unknown>,
  start: Start,
  call: (item: unknown) => unknown,
  keep: (result: unknown, item: unknown) => void,
  end: () => R,
): R | Promise<R> {
  const list = Array.isArray(items) ? (items as unknown[]) : [...items];
  const failed = (at: number, error: unknown): ItemError => {
    return new ItemError((start ?? 0) + at, start !== null, error);
  };
  const goOn = async (pending: unknown, from: number): Promise<R> => {
    let result = pending;
    for (let at = from; ;) {
      try {
        keep(await result, list[at]);
        if (++at === list.length) return end();
        result = call(list[at]);
      } catch (error) {
        throw failed(at, error);
      }
    }
  };
  for (let at = 0; at < list.length; at++) {
    try {
      const result = call(list[at]);
      if (isThenable(result)) return goOn(result, at);
      keep(result, list[at]);
    } catch (error) {
      throw failed(at, error);
    }
  }
  return end();
}

/** The result of a function for each item. */
export function mapItems(fn: BatchFunction, items: Iterable<unknown>, start: Start): unknown {
  const results: unknown[] = [];
  return forEachInTurn(
    items,
    start,
    (item) => fn(item),
    (result) => results.push(result),
    () => results,
  );
}

/** The result of a function for each item, which is the list of its arguments. */
export function starmapItems(fn: BatchFunction, items: Iterable<unknown>, start: Start): unknown {
  return mapItems((item) => fn(...(item as Iterable<unknown>)), items, start);
}

/** The items for which a function says true. */
export function filterItems(fn: BatchFunction, items: Iterable<unknown>, start: Start): unknown {
  const kept: unknown[] = [];
  const keep = (verdict: unknown, item: unknown): void => {
    if (typeof verdict !== 'boolean') {
      throw new TypeError(`the function of filter must give true or false, got ${typeof verdict}`);
    }
    if (verdict) kept.push(item);
  };
  return forEachInTurn(
    items,
    start,
    (item) => fn(item),
    keep,
    () => kept,
  );
}

/** The items put together by a function of two, from the left: a list of the one result, empty where no item was. */
export function reduceItems(fn: BatchFunction, items: Iterable<unknown>, start: Start): unknown {
  const result: unknown[] = [];
  const call = (item: unknown): unknown => (result.length === 0 ? item : fn(result[0], item));
  const keep = (sum: unknown): void => {
    result[0] = sum;
  };
  return forEachInTurn(items, start, call, keep, () => result);
}

/** The items put together with what is given first, or what it makes if it is a function. */
export function foldItems(
  fn: BatchFunction,
  initial: unknown,
  items: Iterable<unknown>,
  start: Start,
): unknown {
  let sum: unknown = typeof initial === 'function' ? (initial as () => unknown)() : initial;
  const keep = (result: unknown): void => {
    sum = result;
  };
  return forEachInTurn(
    items,
    start,
    (item) => fn(sum, item),
    keep,
    () => [sum],
  );
}

/** Results of `reduceItems` put together like items. */
export function reduceLists(fn: BatchFunction, ...lists: readonly unknown[][]): unknown {
  return reduceItems(fn, lists.flat(1), null);
}

/** The one result of `reduceItems`. */
export function soleResult(results: readonly unknown[]): unknown {
  if (results.length === 0) throw new TypeError('reduce: the list is empty; give the option "initial"');
  return results[0];
}

/** Functions of dropgraph that call one of the user's. */
export const BATCH_OPERATIONS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  mapItems,
  starmapItems,
  filterItems,
  reduceItems,
  reduceLists,
  foldItems,
};

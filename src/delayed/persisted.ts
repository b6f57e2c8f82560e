import type { TaskFunction } from '../graph/index.js';
import type { Delayed } from './lazy.js';
import { callOf, fnOf } from './recorded-node.js';

const functions = new WeakSet<TaskFunction>();

/** The class of a lazy value: it may have items. */
type LazyClass = new (fn: TaskFunction, args: readonly unknown[], call: number) => Delayed<unknown>;

/** A lazy value whose result is there: data with the same key, name and number of items. */
export function persisted(lazy: Delayed<unknown>, value: unknown): Delayed<unknown> {
  const { pure, key } = fnOf(lazy);
  const data: TaskFunction = {
    ...fnOf(lazy),
    fn: undefined,
    method: false,
    pure: false,
    key: pure || key !== undefined ? lazy.key : undefined,
    policy: undefined,
  };
  functions.add(data);
  return new (lazy.constructor as LazyClass)(data, [value], callOf(lazy));
}

/** Whether tasks of a function are data that was computed before. */
export function isPersisted(fn: TaskFunction): boolean {
  return fn.fn === undefined && functions.has(fn);
}

import type { TaskFunction } from '../graph/index.js';
import { makeDelayed } from './delayed-items.js';
import type { Delayed } from './lazy.js';
import { callOf, fnOf } from './recorded-node.js';

const functions = new WeakSet<TaskFunction>();

/** A lazy value whose result is there: data with the same key, name and number of items. */
export function persisted(lazy: Delayed<unknown>, value: unknown): Delayed<unknown> {
  const { name, nout, pure, key, module, sites } = fnOf(lazy);
  const data: TaskFunction = {
    fn: undefined,
    name,
    method: false,
    nout,
    pure: false,
    key: pure || key !== undefined ? lazy.key : undefined,
    module,
    sites,
    policy: undefined,
  };
  functions.add(data);
  return makeDelayed(data, [value], callOf(lazy));
}

/** Whether tasks of a function are data that was computed before. */
export function isPersisted(fn: TaskFunction): boolean {
  return fn.fn === undefined && functions.has(fn);
}

import type { TaskFunction } from '../graph/index.js';
import type { Delayed } from './lazy.js';
import { callOf, fnOf } from './recorded-node.js';
import { argsWith, Input, Signatures } from './signature.js';

/** What the calls did whose results they are, as text, where the user gave the key. */
const functions = new WeakMap<TaskFunction, string | undefined>();

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
  functions.set(data, key === undefined ? undefined : textOf(lazy));
  return new (lazy.constructor as LazyClass)(data, [value], callOf(lazy));
}

/** What the call did, its inputs by their keys. */
function textOf(lazy: Delayed<unknown>): string {
  const before = functions.get(fnOf(lazy));
  if (before !== undefined) return before; // it was persisted already
  const args = argsWith(lazy, (node) => new Input((node as Delayed<unknown>).key));
  return new Signatures().of(fnOf(lazy), args, () => undefined);
}

/** What the call did whose result this is, as text; undefined where its key says that. */
export function textOfPersisted(data: TaskFunction): string | undefined {
  return functions.get(data);
}

/** Whether tasks of a function are data that was computed before. */
export function isPersisted(fn: TaskFunction): boolean {
  return fn.fn === undefined && functions.has(fn);
}

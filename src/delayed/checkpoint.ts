import {
  checkpoint as nothing,
  gather,
  OrderOnly,
  type AnyFunction,
  type CallSites,
  type TaskFunction,
} from '../graph/index.js';
import { calledAt } from './collection-options.js';
import { makeDelayed } from './delayed-items.js';
import type { Delayed } from './lazy.js';
import { fnOf, type RecordedNode } from './recorded-node.js';
import { structureOf } from './structure.js';

/** Tasks that one checkpoint waits for. */
const WIDTH = 8;

/**
 * A lazy value that is there, as undefined, when everything lazy in some values is done. It holds none of their results:
 * each is let go as soon as it was made, unless something else needs it.
 *
 * @param values - lazy values, or any structures that hold some.
 * @category Recording
 * @example
 * ```ts
 * import { checkpoint, compute, delayed } from 'dropgraph';
 *
 * const saved: string[] = [];
 * const save = delayed((name: string) => saved.push(name));
 * await compute(checkpoint([save('a'), save('b')])); // => undefined
 * saved; // => ['a', 'b']
 * ```
 */
export function checkpoint(...values: readonly unknown[]): Delayed<undefined> {
  return checkpointOf(
    values.flatMap((value) => structureOf(value).nodes),
    calledAt(checkpoint),
  );
}

/** One for each task, so that its result is not held until others are there; then a tree of them. */
export function checkpointOf(nodes: readonly RecordedNode[], sites: CallSites): Delayed<undefined> {
  const waiting = taskOf(nothing, 'checkpoint', sites);
  const after = (waited: readonly RecordedNode[]): RecordedNode =>
    makeDelayed(waiting, waited.length === 0 ? [] : [new OrderOnly(waited)]);
  let level: readonly RecordedNode[] = [...new Set(nodes)].map((node) => after([node]));
  while (level.length > 1) {
    const groups: RecordedNode[] = [];
    for (let at = 0; at < level.length; at += WIDTH) groups.push(after(level.slice(at, at + WIDTH)));
    level = groups;
  }
  return (level[0] ?? after([])) as Delayed<undefined>;
}

function taskOf(fn: AnyFunction, name: string, sites: CallSites, nout?: number): TaskFunction {
  const shared = { method: false, pure: false, key: undefined, module: undefined, policy: undefined };
  return { fn, name, nout, sites, ...shared };
}

/**
 * The same value, but each lazy value in it has its result only when all of them are done.
 *
 * @param value - any structure that holds lazy values.
 * @category Recording
 * @example
 * ```ts
 * import { compute, delayed, waitOn } from 'dropgraph';
 *
 * const log: string[] = [];
 * const step = delayed((name: string) => (log.push(name), name));
 * const [first] = waitOn([step('a'), step('b')]);
 * await compute(first); // => 'a'
 * log; // => ['a', 'b']
 * ```
 */
export function waitOn<const T>(value: T): T {
  const { nodes, build } = structureOf(value);
  const sites = calledAt(waitOn);
  const last = new OrderOnly([checkpointOf(nodes, sites)]);
  const released = nodes.map((node) => {
    const { name, nout } = fnOf(node);
    return makeDelayed(taskOf(gather, name, sites, nout), [node, last]);
  });
  return build(released) as T;
}

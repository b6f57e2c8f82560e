import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { OrderOnly, Template, type CallSites, type TaskGraph } from '../graph/index.js';
import { checkpointOf } from './checkpoint.js';
import { calledAt } from './collection-options.js';
import { compileNodes } from './compile.js';
import { makeDelayed } from './delayed-items.js';
import type { RecordedNames } from './recorded-names.js';
import { argsOf, callOf, fnOf, isNode, type RecordedNode } from './recorded-node.js';
import { digest } from './signature.js';
import { structureOf } from './structure.js';

/** What `clone` and `bind` leave as it is, and how they name the rest. @category Recording */
export interface CloneOptions {
  /** Lazy values, or structures that hold some: they and all they need are shared, not cloned. */
  readonly omit?: unknown;
  /**
   * With the same seed, clones of one value have the same keys, and are one where a graph has several; default: every clone
   * is another.
   */
  readonly seed?: string | number;
}

const schema = z.object({
  omit: z.unknown().optional(),
  seed: z.union([z.string(), z.number()], 'must be a text or a number').optional(),
});

/**
 * The same value, with everything lazy in it recorded once more: computed together, original and clone share nothing and
 * each runs its own tasks. That can cost less than holding a result until it is needed again. Data that was given to
 * `delayed`, or computed by `persist`, is no task and stays shared.
 *
 * @param value - a lazy value, or any structure that holds some.
 * @throws TypeError when an option is unknown or wrong.
 * @category Recording
 * @example
 * ```ts
 * import { clone, compute, delayed } from 'dropgraph';
 *
 * let loads = 0;
 * const data = delayed(() => ++loads)();
 * await compute([data, data]); // => [1, 1]
 * await compute([data, clone(data)]); // => [2, 3]
 * ```
 */
export function clone<const T>(value: T, options?: CloneOptions): T {
  const { omit, seed } = strictOptions(schema, options, 'clone');
  const { nodes, build } = structureOf(value);
  return build(cloned(nodes, { omitted: structureOf(omit).nodes, seed })) as T;
}

/**
 * Lazy values that run only when others are done, without needing their results: for values that are recorded already what
 * the option `after` is for a call. They are clones, all of whose first tasks wait; what the parents need themselves is
 * shared with them.
 *
 * @param children - a lazy value, or any structure that holds some.
 * @param parents - what they wait for: the same.
 * @returns the children in the same structure.
 * @throws TypeError when an option is unknown or wrong.
 * @category Recording
 * @example
 * ```ts
 * import { bind, compute, delayed } from 'dropgraph';
 *
 * const log: string[] = [];
 * const step = delayed((name: string) => log.push(name));
 * const read = step('read');
 * const write = step('write');
 * await compute(bind(read, write)); // => 2
 * log; // => ['write', 'read']
 * ```
 */
export function bind<const T>(children: T, parents: unknown, options?: CloneOptions): T {
  const { omit, seed } = strictOptions(schema, options, 'bind');
  const { nodes, build } = structureOf(children);
  const omitted = structureOf(omit).nodes;
  const copying = { omitted, seed, parents: structureOf(parents).nodes, sites: calledAt(bind) };
  return build(cloned(nodes, copying)) as T;
}

interface Copying {
  /** Calls that are shared with everything they need. */
  readonly omitted: readonly RecordedNode[];
  readonly seed: string | number | undefined;
  /** Calls that all clones wait for. */
  readonly parents?: readonly RecordedNode[];
  readonly sites?: CallSites;
}

/** Clones recorded calls with everything they need, in one walk along their compiled graph. */
function cloned(nodes: readonly RecordedNode[], copying: Copying): RecordedNode[] {
  const { omitted, seed = randomUUID(), parents = [], sites } = copying;
  const roots = [...nodes, ...parents, ...omitted];
  const { graph, tasks } = compileNodes(roots, false);
  const { size, functions, refs, offsets, constants, names } = graph;
  const { calls } = names as RecordedNames;
  const originals = nodesUnder(roots);
  const isShared = sharedTasks(graph, tasks.slice(nodes.length));
  const parentKeys = tasks.slice(nodes.length, nodes.length + parents.length).map((task) => names.key(task));
  const salt = JSON.stringify([seed, ...parentKeys]);
  const last =
    parents.length > 0 && sites !== undefined ? [new OrderOnly([checkpointOf(parents, sites)])] : [];
  const made: RecordedNode[] = [];
  for (let task = 0; task < size; task++) {
    if (isShared[task] === 1) {
      made.push(originals.get(calls[task]!)!);
      continue;
    }
    const args: unknown[] = [];
    let isFirst = true;
    for (let at = offsets[task]!; at < offsets[task + 1]!;) {
      const ref = refs[at++]!;
      const constant = ref < 0 ? constants[~ref] : undefined;
      const inputs =
        ref >= 0 ? [ref] : constant instanceof Template ? constant.lazies.map(() => refs[at++]!) : [];
      if (inputs.some((input) => isShared[input] === 0)) isFirst = false;
      const lazies = inputs.map((input) => made[input]!);
      args.push(ref >= 0 ? lazies[0] : constant instanceof Template ? constant.withLazies(lazies) : constant);
    }
    if (isFirst) args.push(...last);
    const fn = functions[task]!;
    const isNamed = fn.pure || fn.key !== undefined || copying.seed !== undefined;
    const key = isNamed ? `${fn.key ?? fn.name}-${digest(`${salt} ${names.key(task)}`)}` : undefined;
    const copy = makeDelayed(key === undefined ? fn : { ...fn, key }, args);
    fn.sites?.copy(callOf(copy), calls[task]!);
    made.push(copy);
  }
  return tasks.slice(0, nodes.length).map((task) => made[task]!);
}

/** Marks tasks that are not cloned: data, and what is left out with all it needs. */
function sharedTasks({ size, functions, refs, offsets }: TaskGraph, omitted: readonly number[]): Uint8Array {
  const isShared = new Uint8Array(size);
  for (const task of omitted) isShared[task] = 1;
  for (let task = size - 1; task >= 0; task--) {
    if (functions[task]!.fn === undefined) isShared[task] = 1;
    if (isShared[task] === 0) continue;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) if (refs[at]! >= 0) isShared[refs[at]!] = 1;
  }
  return isShared;
}

/** The recorded calls that some need, by their numbers; of a call and its result, which persist gave, the result. */
function nodesUnder(roots: readonly RecordedNode[]): Map<number, RecordedNode> {
  const found = new Map<number, RecordedNode>();
  const seen = new Set<RecordedNode>(roots);
  for (const node of seen) {
    if (!found.has(callOf(node)) || fnOf(node).fn === undefined) found.set(callOf(node), node);
    for (const arg of argsOf(node)) {
      if (isNode(arg)) seen.add(arg);
      else if (arg instanceof Template) for (const lazy of arg.lazies) seen.add(lazy as RecordedNode);
    }
  }
  return found;
}

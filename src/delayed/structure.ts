import { Template } from '../graph/index.js';
import { isPromise } from './promised.js';
import { originalOf, prepareContainer } from './record.js';
import { isNode, type RecordedNode } from './recorded-node.js';

/** A value taken apart: the lazy values in it, and how it is put together again from their results. */
export interface Structure {
  readonly nodes: readonly RecordedNode[];
  /** @param values - the results of `nodes`, in their order. */
  build(values: readonly unknown[]): unknown;
}

/**
 * Finds everything lazy in a value, however it is nested.
 *
 * @throws TypeError when a lazy value hides where it cannot be replaced, or the value is a promise, which may hide some.
 */
export function structureOf(value: unknown): Structure {
  if (isPromise(value)) {
    throw new TypeError('The value is a promise, and what it will give cannot be seen yet; await it first');
  }
  return structureOfItem(value);
}

/** The same of an item of a list; a promise among them is passed on as it is. */
export function structureOfItem(value: unknown): Structure {
  if (isNode(value)) return { nodes: [value], build: ([result]) => result };
  const prepared = prepareContainer(originalOf(value), 'the value to compute');
  if (!(prepared instanceof Template)) return { nodes: [], build: () => prepared };
  const nodes = prepared.lazies as readonly RecordedNode[];
  return { nodes, build: (values) => prepared.build((lazy) => values[lazy]) };
}

/** @throws TypeError for a lazy value in place of options: several values go into a list. */
export function refuseSecondValue(options: unknown, owner: string): void {
  if (!isNode(options)) return;
  throw new TypeError(
    `${owner} takes one value, and then options; give several values as a list: ${owner}([a, b])`,
  );
}

/**
 * The items of a list, each taken apart.
 *
 * @throws TypeError when it is no list.
 */
export function structuresIn(list: unknown, owner: string): Structure[] {
  const isList =
    !isNode(list) && typeof (list as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function';
  if (!isList || typeof list === 'string') {
    throw new TypeError(`${owner} takes a list of lazy values, or of structures that hold some`);
  }
  return Array.from(list as Iterable<unknown>, (item) => structureOfItem(item));
}

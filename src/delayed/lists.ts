import { concat, type AnyFunction, type CallSites } from '../graph/index.js';
import { recorder } from './collection-options.js';
import type { Delayed } from './lazy.js';
import { operation, originalOf, prepareArgs } from './record.js';
import { makeDelayed } from './delayed-items.js';
import { isNode } from './recorded-node.js';

/** More tasks are not made of one list unless asked for. */
const MOST_TASKS = 1000;

/** A part of a list: a lazy list, or items that are there, of which some may be lazy. */
export type Part = Delayed<readonly unknown[]> | readonly unknown[];

/** A list in parts, so that nothing needs to have it whole. */
export interface PartedList {
  readonly parts: readonly Part[];
  /** How many items each part has, where that is known before they are computed. */
  readonly sizes: readonly number[] | undefined;
}

/** The parts of lazy lists that helpers made. */
const known = new WeakMap<object, PartedList>();

const concatenation = operation('concat', concat);

/** The parts as one lazy list. Whoever works on its parts leaves it out of the graph. */
export function listOf(list: PartedList): Delayed<unknown[]> {
  const [only] = list.parts;
  const whole =
    list.parts.length === 1 && isNode(only)
      ? only
      : makeDelayed(concatenation, prepareArgs('concat', [...list.parts], true));
  known.set(whole, list);
  return whole as Delayed<unknown[]>;
}

/** The parts of a list that is lazy as a whole: one, unless a helper made it. */
export function partsOf(lazy: Delayed<unknown>): PartedList {
  return known.get(lazy) ?? { parts: [lazy as Delayed<unknown[]>], sizes: undefined };
}

/**
 * Cuts a list into parts.
 *
 * @param batch - items of a part; undefined: as many as give no more than 1,000 parts.
 * @throws TypeError when it is no list.
 */
export function cut(items: unknown, batch: number | undefined, owner: string): PartedList {
  const list = iterable(items, owner);
  const parts: unknown[][] = [];
  if (batch === undefined) {
    const all = Array.isArray(list) ? (list as unknown[]) : [...list];
    const size = Math.ceil(all.length / MOST_TASKS);
    for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size));
  } else {
    let part: unknown[] = [];
    for (const item of list) {
      if (part.length === 0 || part.length === batch) parts.push((part = []));
      part.push(item);
    }
  }
  return { parts, sizes: parts.map(({ length }) => length) };
}

/** @throws TypeError when a value cannot be walked. */
export function iterable(items: unknown, owner: string): Iterable<unknown> {
  if (typeof (items as Iterable<unknown> | null | undefined)?.[Symbol.iterator] === 'function') {
    return items as Iterable<unknown>;
  }
  const got = items === null ? 'null' : typeof items;
  const isAsync = typeof (items as AsyncIterable<unknown> | null | undefined)?.[Symbol.asyncIterator];
  throw new TypeError(
    `${owner} takes a list, another iterable or a lazy list, got ` +
      (isAsync === 'function' ? 'an async iterable; read it first: await Array.fromAsync(items)' : got),
  );
}

/** Place of the first item of each part; null where it is not known. */
export function startsOf({ parts, sizes }: PartedList): (number | null)[] {
  let start = 0;
  return parts.map((_, at) => {
    const here = start;
    start += sizes?.[at] ?? 0;
    return at === 0 || sizes !== undefined ? here : null;
  });
}

/**
 * @param items - what stands before it.
 * @throws TypeError when it is no function.
 */
export function functionOf(fn: unknown, owner: string, items?: unknown): AnyFunction {
  if (typeof fn === 'function') return originalOf(fn as AnyFunction);
  const got = fn === null ? 'null' : typeof fn;
  throw new TypeError(
    typeof items === 'function'
      ? `${owner} takes the list first, and then the function: ${owner}(list, fn)`
      : `${owner} takes a function, got ${got}: ${owner}(list, fn)`,
  );
}

/**
 * A list that is lazy as a whole, worked on in batches: how many there are is known when it is there.
 *
 * @param work - records what is to be done with the items.
 */
export function onceThere(
  lazy: Delayed<unknown>,
  work: (items: Iterable<unknown>) => Delayed<unknown>,
  sites: CallSites,
): Delayed<unknown> {
  const record = recorder({ on: 'main' }, 'batches', sites);
  return record((items: unknown) => work(iterable(items, 'a lazy list')), lazy);
}

import { BATCH_OPERATIONS, soleResult } from './batch-operations.js';
import type { AnyFunction } from './task-function.js';

/**
 * Properties that lead from data to code or to the prototypes of the program. A graph from outside may use these
 * operations without permission to run code, so they stay out of reach.
 */
const FORBIDDEN = new Set<PropertyKey>([
  'constructor',
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);

/** A property key, fixed once: an object that stands for one may read otherwise the next time. */
function keyOf(property: unknown, operation: string): PropertyKey {
  const key = typeof property === 'symbol' ? property : String(property);
  if (FORBIDDEN.has(key))
    throw new TypeError(`${operation}("${String(key)}"): this property cannot be reached`);
  return key;
}

/** A property of a value. A missing one is an error: it is a typing mistake far more often than a wish for undefined. */
export function getProperty(target: unknown, property: PropertyKey): unknown {
  const key = keyOf(property, 'get');
  if (target === null || target === undefined) {
    throw new TypeError(`get("${String(key)}"): the value is ${String(target)}`);
  }
  if (!(key in (Object(target) as object))) {
    throw new TypeError(`get("${String(key)}"): ${kindOf(target)} has no such property`);
  }
  return (target as Record<PropertyKey, unknown>)[key];
}

/** An item of an array, typed array or string; a negative index counts from the end. */
export function itemAt(target: unknown, index: unknown): unknown {
  const length = lengthOf(target);
  if (length === undefined) throw new TypeError(`at(${String(index)}): ${kindOf(target)} has no items`);
  if (!Number.isInteger(index)) throw new TypeError(`at(${String(index)}): an index must be a whole number`);
  const at = (index as number) < 0 ? length + (index as number) : (index as number);
  if (at < 0 || at >= length) {
    throw new RangeError(`at(${String(index)}): the value has ${items(length)}`);
  }
  return (target as Record<number, unknown>)[at];
}

/** Item of a result that is one item: a value without items stands for itself. */
export function soleItem(target: unknown, index: unknown): unknown {
  const length = lengthOf(target);
  if (length === undefined) return target;
  if (length !== 1) throw new TypeError(`nout is 1, but the result has ${items(length)}`);
  return itemAt(target, index);
}

/** Part of an array, typed array or string, as their `slice` gives it. */
export function sliceOf(target: unknown, start?: unknown, end?: unknown): unknown {
  const method = (target as { slice?: unknown } | null | undefined)?.slice;
  if (typeof method !== 'function') throw new TypeError(`slice(): ${kindOf(target)} cannot be sliced`);
  return method.call(target, start, end);
}

/** Result of a method of a value. */
export function callMethod(target: unknown, method: PropertyKey, ...args: unknown[]): unknown {
  const key = keyOf(method, 'call');
  const found = (target as Record<PropertyKey, unknown> | null | undefined)?.[key];
  if (typeof found !== 'function') {
    throw new TypeError(`call("${String(key)}"): ${kindOf(target)} has no such method`);
  }
  return (found as (...args: unknown[]) => unknown).apply(target, args);
}

/** The value itself: the task that gathers a container of lazy values. */
export function gather(value: unknown): unknown {
  return value;
}

/** One list of several, with the holes they have: their items keep their places. */
export function concat(...lists: readonly unknown[][]): unknown[] {
  return ([] as unknown[]).concat(...lists);
}

/** Nothing: the task that only waits for others. */
export function checkpoint(): void {
  // what it waits for is all that matters
}

/** Functions that dropspecs name without carrying or importing any code. */
export const OPERATIONS: ReadonlyMap<string, AnyFunction> = new Map<string, AnyFunction>(
  Object.entries({
    getProperty,
    itemAt,
    soleItem,
    sliceOf,
    callMethod,
    gather,
    concat,
    checkpoint,
    soleResult,
    ...BATCH_OPERATIONS,
  }).map(([name, fn]) => [`dropgraph.${name}`, fn]),
);

/** Number of items of an array, typed array or string; undefined for everything else. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && 'length' in value)) return undefined;
  return (value as ArrayLike<unknown>).length;
}

/** A number of items, in words. */
export function items(count: number): string {
  return count === 1 ? '1 item' : `${String(count)} items`;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor
    ?.name;
  return name === undefined || name === 'Object' ? 'the object' : `the ${name}`;
}

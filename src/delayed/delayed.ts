import { RECIPE, type Recipe } from '../closures/index.js';
import { messageOf } from '../errors/index.js';
import {
  CallSites,
  gather,
  OrderOnly,
  Template,
  templateOf,
  type AnyFunction,
  type TaskFunction,
} from '../graph/index.js';
import { adviseOnPromise, DEVELOPING, noteRecorded } from './advice/index.js';
import { makeDelayed, type DelayedItems } from './delayed-items.js';
import { delayedSettings, type DelayedOptions, type DelayedSettings } from './delayed-options.js';
import type { Computed, Input } from './input-types.js';
import type { Delayed } from './lazy.js';
import { originalOf, prepareArgs, prepareContainer, rememberOriginal, rememberSite } from './record.js';
import { callOf, fnOf, isNode, type RecordedNode } from './recorded-node.js';

/** What stands for the parameters of a lazy function: each takes values, lazy values, or containers of them. */
type Inputs<A extends readonly unknown[]> = { [I in keyof A]: Input<A[I]> };

/**
 * What a task gives: a promise's value, and where that is lazy, what it gives. Containers stay as they are typed: looking
 * into them would fail for those that hold themselves, and for functions with type parameters.
 */
type Result<R> = Expanded<Awaited<R>>;

type Expanded<T> = T extends Delayed<infer U> ? U : T;

/** A function whose calls are recorded instead of run. @category Recording */
export interface DelayedFunction<A extends readonly unknown[], R> {
  /** Records a call. */
  (...args: Inputs<A>): Delayed<Result<R>>;
  /** The original, to call it at once. */
  readonly fn: (...args: A) => R;
  readonly name: string;
  /** The same function with a number of items for its results. */
  with(options: DelayedOptions & { readonly nout: number }): DelayedItemsFunction<A, R>;
  /** The same function with other options; those not given stay. */
  with(options: DelayedOptions): DelayedFunction<A, R>;
}

/** A lazy function whose results have a known number of items (`nout`). @category Recording */
export interface DelayedItemsFunction<A extends readonly unknown[], R> {
  /** Records a call. */
  (...args: Inputs<A>): DelayedItems<Result<R>>;
  /** The original, to call it at once. */
  readonly fn: (...args: A) => R;
  readonly name: string;
  /** The same function with other options; those not given stay. */
  with(options: DelayedOptions): DelayedItemsFunction<A, R>;
}

/**
 * Makes a function lazy: its calls are recorded and run when they are computed. Each argument may be lazy, or
 * hold lazy values in arrays, plain objects, Maps, Sets and their iterators at any depth; the function gets the
 * values. Async functions are tasks like any other.
 *
 * Given a value instead, makes it lazy: shared by reference with all tasks that use it, and not searched again
 * at every call. A lazy value is returned as it is, and takes no options.
 *
 * @throws TypeError for an unknown or wrong option; RangeError for a wrong `nout`.
 * @category Recording
 * @example
 * ```ts
 * import { compute, delayed } from 'dropgraph';
 *
 * const add = delayed((a: number, b: number) => a + b);
 * const minMax = delayed((list: number[]) => [Math.min(...list), Math.max(...list)] as const, { nout: 2 });
 * const [min, max] = minMax([add(1, 2), 7, 5]);
 * await compute(add(min, max)); // => 10
 * ```
 */
export function delayed<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  options: DelayedOptions & { readonly nout: number },
): DelayedItemsFunction<A, R>;
export function delayed<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
  options?: DelayedOptions,
): DelayedFunction<A, R>;
export function delayed<T>(lazy: Delayed<T>): Delayed<T>;
export function delayed<T>(
  value: T,
  options: DelayedOptions & { readonly nout: number },
): DelayedItems<Awaited<Computed<T>>>;
export function delayed<T>(value: T, options?: DelayedOptions): Delayed<Awaited<Computed<T>>>;
export function delayed(target: unknown, options?: DelayedOptions): unknown {
  const settings = delayedSettings(options);
  if (isNode(target)) return asItIs(target, options);
  const sites = new CallSites(settings.callSites, delayed);
  if (isCallable(target)) return lazyFunction(originalOf(target), options, settings, sites);
  return lazyValue(target, settings, sites);
}

/** @throws TypeError when there are options: nothing would come of them. */
function asItIs(lazy: RecordedNode, options: DelayedOptions = {}): RecordedNode {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : `"${name}"`));
  if (given.length === 0) return lazy;
  throw new TypeError(
    `delayed() was given ${given.join(', ')} for a value that is lazy already, where options change nothing; ` +
      `give them where "${fnOf(lazy).name}" was made lazy: delayed(fn, options), or fn.with(options)(…)`,
  );
}

const door = new URL(import.meta.url.endsWith('.ts') ? './index.ts' : './index.js', import.meta.url).href;

/** Options without a meaning in a worker: calls that are recorded there run there. */
const MEANT_HERE: ReadonlySet<string> = new Set(['on', 'after', 'captures', 'callSites']);

/** A worker makes the function lazy itself. */
function recipe(fn: AnyFunction, options: DelayedOptions = {}): Recipe {
  const there = Object.entries(options).filter(([name]) => !MEANT_HERE.has(name));
  return { module: door, export: 'delayed', args: [fn, Object.fromEntries(there)] };
}

function lazyFunction(
  fn: AnyFunction,
  options: DelayedOptions | undefined,
  settings: DelayedSettings,
  sites: CallSites,
): AnyFunction {
  const { name = fn.name === '' ? 'anonymous' : fn.name, key, pure, nout, traverse } = settings;
  const { module, policy, after, captures } = settings;
  const called: TaskFunction = { fn, name, method: false, nout, pure, key, module, sites, policy, captures };
  const last = after.length === 0 ? [] : [new OrderOnly(after)];
  const bound: TaskFunction = { ...called, method: true };
  const takesThis = usesThis(fn);
  const lazy = function (this: unknown, ...args: unknown[]): Delayed<unknown> {
    const method = takesThis && this !== undefined;
    const prepared = prepareArgs(name, args, traverse);
    if (last.length > 0) prepared.push(...last);
    const made = method
      ? makeDelayed(bound, [receiver(this, name), ...prepared])
      : makeDelayed(called, prepared);
    rememberSite(called, made, lazy);
    if (DEVELOPING) noteRecorded(called, callOf(made));
    return made;
  };
  const withOptions = (more: DelayedOptions = {}): AnyFunction => {
    const { callSites } = delayedSettings(more); // checked by themselves, so that a misspelt one is told here
    const own = more.callSites === undefined ? sites : new CallSites(callSites, withOptions);
    const given = Object.entries(more).filter(([, value]) => value !== undefined);
    const all: DelayedOptions = { ...options, ...Object.fromEntries(given) };
    return lazyFunction(fn, all, delayedSettings(all), own);
  };
  Object.defineProperties(lazy, {
    fn: { value: fn },
    name: { value: name },
    with: { value: withOptions },
    [RECIPE]: { value: () => recipe(fn, options) },
  });
  rememberOriginal(lazy, fn);
  return lazy;
}

function lazyValue(value: unknown, settings: DelayedSettings, sites: CallSites): Delayed<unknown> {
  const { name = 'value', key, pure, nout, traverse, module, policy, after, captures } = settings;
  if (after.length > 0 || policy !== undefined || captures !== undefined) {
    throw new TypeError(
      'A lazy value is not run: the options "retries", "timeout", "priority", "after", "on", "limit" and "captures" are for functions',
    );
  }
  if (DEVELOPING) adviseOnPromise(value);
  const prepared = traverse ? prepareContainer(value, 'the value given to delayed') : value;
  const fn = prepared instanceof Template ? gather : undefined;
  return makeDelayed({ fn, name, method: false, nout, pure, key, module, sites, policy }, [prepared]);
}

/** What a method is called on is searched for lazy values, but not for lazy functions: they may be its methods. */
function receiver(object: unknown, name: string): unknown {
  const container = typeof object === 'object' && object !== null && !isNode(object);
  return container ? templateOf(object, isNode, `this of ${name}`) : object;
}

/** @throws TypeError for a function that cannot be read, such as a proxy that was revoked. */
function isCallable(target: unknown): target is AnyFunction {
  if (typeof target !== 'function') return false;
  try {
    return !isClass(target);
  } catch (error) {
    throw new TypeError(`delayed() was given a function that cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Classes are values: they cannot be called. Their `prototype` cannot be written, that of functions can. */
function isClass(fn: object): boolean {
  return Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false && !CALLABLE_CLASSES.has(fn);
}

/** Classes of the language that convert when they are called. */
const CALLABLE_CLASSES = new Set<object>([
  String,
  Number,
  Boolean,
  BigInt,
  Symbol,
  Object,
  Array,
  Date,
  RegExp,
  Error,
]);

/** Whether a function may care what it is called on; `lib.inc(1)` must not drag `lib` into the graph. */
function usesThis(fn: AnyFunction): boolean {
  return /\b(?:this|super)\b|\[native code\]/.test(Function.prototype.toString.call(fn));
}

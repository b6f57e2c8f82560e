import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { CallSites, OrderOnly, type AnyFunction, type TaskFunction } from '../graph/index.js';
import { makeDelayed } from './delayed-items.js';
import { delayedSettings, type DelayedOptions } from './delayed-options.js';
import type { Delayed } from './lazy.js';
import { prepareArgs } from './record.js';

/** Options that mean something for many tasks. */
type TaskOption = 'name' | 'pure' | 'retries' | 'timeout' | 'priority' | 'after' | 'on' | 'limit';

/**
 * How the tasks of `map`, `filter` and `starmap` are made: how many items each of them has, and the options of `delayed`
 * that make sense for many tasks.
 *
 * @category Recording
 */
export interface MapOptions extends Pick<DelayedOptions, TaskOption> {
  /**
   * Items of one task. Default: as many as make at most 1,000 tasks, so one for lists of up to 1,000; and where the list
   * is lazy itself, the parts it is made of.
   */
  readonly batch?: number;
}

/**
 * How the tasks of `reduce` are made.
 *
 * @category Recording
 */
export interface ReduceOptions<T> extends MapOptions {
  /** Results that one task puts together, 2 or more; default 8. */
  readonly splitEvery?: number;
  /** What stands before the first item, or a function that makes it. Without one, an empty list is an error. */
  readonly initial?: T | (() => T);
}

/**
 * How the tasks of `fold` are made.
 *
 * @category Recording
 */
export interface FoldOptions<A> extends MapOptions {
  /**
   * What every batch starts with, or a function that makes it. It must not matter how often: 0 for a sum, 1 for a product.
   * What the fold changes in place, such as a Set, has to be made by a function.
   */
  readonly initial: A | (() => A);
  /** Puts the results of two batches together; default: the function that takes the items. */
  readonly combine?: (left: A, right: A) => A | PromiseLike<A>;
  /** Results that one task puts together, 2 or more; default 8. */
  readonly splitEvery?: number;
}

const WHOLE = 'must be a whole number of 1 or more';
const SEVERAL = 'must be a whole number of 2 or more';

/** Their values are checked with those of `delayed`. */
const TASK_OPTIONS: readonly TaskOption[] = [
  'name',
  'pure',
  'retries',
  'timeout',
  'priority',
  'after',
  'on',
  'limit',
];

const mapSchema = z.object({
  batch: z.number(WHOLE).int(WHOLE).positive(WHOLE).optional(),
  ...Object.fromEntries(TASK_OPTIONS.map((name) => [name, z.unknown().optional()])),
});
const reduceSchema = mapSchema.extend({
  splitEvery: z.number(SEVERAL).int(SEVERAL).min(2, SEVERAL).default(8),
  initial: z.unknown().optional(),
});
const foldSchema = reduceSchema.extend({
  combine: z.custom<AnyFunction>((fn) => typeof fn === 'function', 'must be a function').optional(),
});

/** Options of a helper, checked: its own, and those of its tasks. */
export interface MapSettings {
  readonly batch: number | undefined;
  readonly tasks: DelayedOptions;
}

/** Options of `reduce` or `fold`, checked. */
export interface ReduceSettings extends MapSettings {
  readonly splitEvery: number;
  readonly initial: unknown;
  readonly combine: AnyFunction | undefined;
}

/** @throws TypeError for an unknown or wrong option. */
export function mapSettings(options: MapOptions | undefined, owner: string): MapSettings {
  const { batch, ...tasks } = strictOptions(mapSchema, options, owner);
  return { batch, tasks: tasksOf(tasks, owner) };
}

/** @throws TypeError for an unknown or wrong option. */
export function reduceSettings(options: object | undefined, owner: 'reduce' | 'fold'): ReduceSettings {
  const schema = owner === 'reduce' ? reduceSchema : foldSchema;
  const all: z.output<typeof foldSchema> = strictOptions(schema, options, owner);
  const { batch, splitEvery, initial, combine, ...tasks } = all;
  if (owner === 'fold' && initial === undefined) {
    throw new TypeError('The option "initial" of fold is missing: what every batch starts with');
  }
  return { batch, splitEvery, initial, combine, tasks: tasksOf(tasks, owner) };
}

/** The options of the tasks, checked; whether to try again is asked of the error of the function itself. */
function tasksOf(tasks: DelayedOptions, owner: string): DelayedOptions {
  delayedSettings(tasks, owner);
  const { retries } = tasks;
  if (typeof retries !== 'object' || retries.when === undefined) return tasks;
  const { when } = retries;
  const ofItem = (error: unknown): boolean => when(isItemError(error) ? error.cause : error);
  return { ...tasks, retries: { ...retries, when: ofItem } };
}

/** One that came from a worker is not of the class any more. */
function isItemError(error: unknown): error is Error {
  return error instanceof Error && (error as { code?: unknown }).code === 'DLG_ERR_ITEM';
}

/** Records a task of a helper. */
export type Recorder = (fn: AnyFunction, ...args: unknown[]) => Delayed<unknown>;

/**
 * Makes what records the tasks of one call of a helper.
 *
 * @param name - of the tasks, unless the options say otherwise.
 * @param sites - where the helper was called.
 */
export function recorder(options: DelayedOptions, name: string, sites: CallSites): Recorder {
  const { name: label = name, pure, policy, after } = delayedSettings(options);
  const shared = { name: label, method: false, nout: undefined, pure, key: undefined, module: undefined };
  const functions = new Map<AnyFunction, TaskFunction>();
  return (fn, ...args) => {
    const called = functions.get(fn) ?? { ...shared, fn, sites, policy };
    functions.set(fn, called);
    const prepared = prepareArgs(label, args, true);
    if (after.length > 0) prepared.push(new OrderOnly(after));
    return makeDelayed(called, prepared);
  };
}

/** Where a helper was called. @param helper - the one whose caller is meant. */
export function calledAt(helper: AnyFunction): CallSites {
  return new CallSites(0, helper);
}

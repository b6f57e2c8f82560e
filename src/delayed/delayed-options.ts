import { z } from 'zod';
import { APP_SUFFIX } from '../dropspec/index.js';
import { strictOptions } from '../basics/index.js';
import type { Placement, RetryPolicy, TaskLimit, TaskPolicy } from '../graph/index.js';
import type { Delayed } from './lazy.js';
import { CALL_SITES } from './record.js';
import { isNode } from './recorded-node.js';

/**
 * How often a task is tried again, and when: after `delay` milliseconds, then `delay * factor`, and so on.
 *
 * @category Recording
 */
export interface RetryOptions {
  /** Tries after the first, 0 or more. */
  readonly times: number;
  /** Milliseconds before the second try; default 0. */
  readonly delay?: number;
  /** What the delay is multiplied by after each further try; default 2. */
  readonly factor?: number;
  /** Longest delay in milliseconds; default 30,000. */
  readonly maxDelay?: number;
  /** Share of each delay left to chance: 0 (default) to 1, or true for 1. */
  readonly jitter?: boolean | number;
  /** Whether an error is worth another try; default: every error is. */
  readonly when?: (error: unknown) => boolean;
}

/**
 * How calls of a lazy function, or a lazy value, are recorded.
 *
 * @category Recording
 */
export interface DelayedOptions {
  /** Label of the tasks and prefix of their keys; default: the name of the function. */
  readonly name?: string;
  /** Key of the task. Using one key for two different tasks is a KeyConflictError when the graph is compiled. */
  readonly key?: string;
  /** Whether equal calls are one task that runs once; default false: every call is a task of its own. */
  readonly pure?: boolean;
  /**
   * Number of items of the result, 0 or more: the lazy result can then be destructured and iterated, and a result
   * with another number of items is an error.
   */
  readonly nout?: number;
  /** Whether containers among the arguments are searched for lazy values; default true. */
  readonly traverse?: boolean;
  /**
   * URL of the ES module that exports the function under its name (`import.meta.url`), written into dropspecs so
   * that another process can import it.
   */
  readonly module?: string;
  /** How often a task is tried again when it failed; default 0. */
  readonly retries?: number | RetryOptions;
  /** Milliseconds that one try may take; then its signal is aborted and it fails. Default: as long as it likes. */
  readonly timeout?: number;
  /** Of tasks that could start, those with a higher number do first; default 0. */
  readonly priority?: number;
  /** Lazy values that must be done before the task starts, without being arguments. If one fails, the task does not run. */
  readonly after?: Delayed<unknown> | readonly Delayed<unknown>[];
  /** Where the tasks run, whatever the scheduler: on the main thread, or on a worker. */
  readonly on?: 'main' | 'worker';
  /** At most `concurrency` tasks with this name are at work at once, in all runs of the process together. */
  readonly limit?: { readonly name: string; readonly concurrency: number };
  /** Values of names the function uses, for workers; they win over the variables found. */
  readonly captures?: Readonly<Record<string, unknown>>;
  /** How many calls remember the line that recorded them (about 2 µs and some hundred bytes each); default 1000. */
  readonly callSites?: number;
}

/** Timers of JavaScript cannot wait any longer. */
const LONGEST = 2 ** 31 - 1;
const MILLISECONDS = `must be a number of milliseconds, 0 to ${String(LONGEST)}`;
const TRIES = 'must be a whole number of 0 or more';

const milliseconds = z.number(MILLISECONDS).min(0, MILLISECONDS).max(LONGEST, MILLISECONDS);
const tries = z.number(TRIES).int(TRIES).min(0, TRIES);
const SHARE = 'must be true, false or a number from 0 to 1';

const retryOptions = z.strictObject({
  times: tries,
  delay: milliseconds.default(0),
  factor: z.number('must be a number of 1 or more').min(1, 'must be a number of 1 or more').default(2),
  maxDelay: milliseconds.default(30_000),
  jitter: z
    .union([z.boolean(), z.number().min(0).max(1)], SHARE)
    .default(0)
    .transform(Number),
  when: z
    .custom<(error: unknown) => boolean>((fn) => typeof fn === 'function', 'must be a function')
    .optional(),
});

const ONE_OR_MORE = 'must be a whole number of 1 or more';
const RETRIES = 'must be a number of tries, or { times, delay, factor, maxDelay, jitter, when }';

const isLazyValue = (value: unknown): value is Delayed<unknown> => isNode(value);

const schema = z.object({
  retries: z
    .union(
      [
        tries.transform((times) => ({ times })),
        z.custom<RetryOptions>((value) => typeof value === 'object' && value !== null),
      ],
      RETRIES,
    )
    .optional(),
  timeout: milliseconds.positive('must be above 0').optional(),
  priority: z.number('must be a number').optional(),
  after: z
    .custom<Delayed<unknown> | readonly Delayed<unknown>[]>(
      (value) => isLazyValue(value) || (Array.isArray(value) && value.every(isLazyValue)),
      'must be a lazy value or a list of them',
    )
    .optional(),
  captures: z.record(z.string(), z.unknown(), 'must be an object of values by name').optional(),
  on: z.enum(['main', 'worker'], 'must be "main" or "worker"').optional(),
  limit: z
    .strictObject(
      {
        name: z.string('must be a text').min(1, 'must not be empty'),
        concurrency: z.number(ONE_OR_MORE).int(ONE_OR_MORE).positive(ONE_OR_MORE),
      },
      { error: ({ code, keys }) => faultOfLimit(code === 'unrecognized_keys' ? keys : []) },
    )
    .optional(),
  name: z.string('must be a text').min(1, 'must not be empty').optional(),
  key: z
    .string('must be a text')
    .min(1, 'must not be empty')
    .refine((key) => !key.endsWith(APP_SUFFIX), `must not end with "${APP_SUFFIX}", which marks applications`)
    .optional(),
  pure: z.boolean('must be true or false').default(false),
  // NaN and Infinity are numbers to the check of its range
  nout: z.custom<number>((nout) => typeof nout === 'number', 'must be a number').optional(),
  traverse: z.boolean('must be true or false').default(true),
  module: z.string('must be the URL of a module').optional(),
  callSites: z
    .custom<number>(
      (count) => typeof count === 'number' && count >= 0,
      'must be a number of 0 or more, or Infinity',
    )
    .default(CALL_SITES),
});

/** @param unknown - fields of it that do not exist. */
function faultOfLimit(unknown: readonly string[]): string {
  if (unknown.length === 0) return 'must be { name, concurrency }';
  const fields = unknown.map((name) => `"${name}"`).join(', ');
  return `has the unknown field${unknown.length > 1 ? 's' : ''} ${fields}; it is { name, concurrency }`;
}

/** The options with their defaults filled in. */
export interface DelayedSettings {
  readonly name: string | undefined;
  readonly key: string | undefined;
  readonly pure: boolean;
  readonly nout: number | undefined;
  readonly traverse: boolean;
  readonly module: string | undefined;
  readonly captures: Readonly<Record<string, unknown>> | undefined;
  readonly callSites: number;
  readonly after: readonly Delayed<unknown>[];
  /** How its tasks are run, where something was said about that. */
  readonly policy: TaskPolicy | undefined;
}

/**
 * Checks the options of `delayed`.
 *
 * @param owner - whose options they are, for errors.
 * @throws TypeError for an unknown or wrong option; RangeError for a `nout` that is no whole number of items.
 */
export function delayedSettings(options: DelayedOptions | undefined, owner = 'delayed'): DelayedSettings {
  const settings = strictOptions(schema, options, owner);
  const { name, key, pure, nout, traverse, module, captures, callSites } = settings;
  const { after = [], retries, timeout, priority, limit, on } = settings;
  if (nout !== undefined && (!Number.isInteger(nout) || nout < 0)) {
    throw new RangeError(
      `The option "nout" of delayed must be a whole number of 0 or more, got ${String(nout)}`,
    );
  }
  const policy = policyOf({
    timeout,
    priority,
    limit,
    on,
    retries: retries && (strictOptions(retryOptions, retries, `retries of ${owner}`) as RetryPolicy),
  });
  const list = isNode(after) ? [after] : after;
  return { name, key, pure, nout, traverse, module, captures, callSites, after: list, policy };
}

interface PolicyOptions {
  readonly retries?: RetryPolicy | undefined;
  readonly timeout?: number | undefined;
  readonly priority?: number | undefined;
  readonly limit?: TaskLimit | undefined;
  readonly on?: Placement | undefined;
}

/** A policy, unless everything is as usual: tasks without one cost less. */
function policyOf({ retries, timeout, priority = 0, limit, on }: PolicyOptions): TaskPolicy | undefined {
  const isUsual =
    (retries === undefined || retries.times === 0) &&
    timeout === undefined &&
    priority === 0 &&
    limit === undefined &&
    on === undefined;
  return isUsual ? undefined : { retries, timeout, priority, limit, on };
}

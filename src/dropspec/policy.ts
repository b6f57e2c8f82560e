import { z } from 'zod';
import type { RetryPolicy, TaskPolicy } from '../graph/index.js';
import { encode, type NameFunction } from './encode.js';

/**
 * How the function of an application is run, in the words of the options of `delayed`; times are milliseconds. What is
 * not said is as usual. How often it is tried says `n_tries`.
 *
 * @category Dropspecs
 */
export interface PolicyDropspec {
  /** When it is tried again; without it at once, after any error. */
  readonly retries?:
    | {
        readonly delay?: number | undefined;
        readonly factor?: number | undefined;
        readonly maxDelay?: number | undefined;
        readonly jitter?: number | undefined;
        /** A function in the encoding of dropgraph's values: whether an error is worth another try. */
        readonly when?: unknown;
      }
    | undefined;
  readonly timeout?: number | undefined;
  readonly priority?: number | undefined;
  readonly limit?: { readonly name: string; readonly concurrency: number } | undefined;
  readonly on?: 'main' | 'worker' | undefined;
}

/** The fields of a dropspec that say how its function is run. */
export interface PolicyFields {
  readonly n_tries?: number | undefined;
  readonly policy?: PolicyDropspec | undefined;
}

/** Where the function of a policy stands in a dropspec. */
export const WHEN_PATH = 'policy.retries.when';

const USUAL_RETRIES: Omit<RetryPolicy, 'times'> = {
  delay: 0,
  factor: 2,
  maxDelay: 30_000,
  jitter: 0,
  when: undefined,
};

/** Timers of JavaScript cannot wait any longer. */
const LONGEST = 2 ** 31 - 1;
const MILLISECONDS = `must be a number of milliseconds, 0 to ${String(LONGEST)}`;
const TIME = `must be a number of milliseconds above 0, at most ${String(LONGEST)}`;
const COUNT = 'must be a whole number of 1 or more';
const FACTOR = 'must be a number of 1 or more';
const SHARE = 'must be a number from 0 to 1';

const milliseconds = z.number(MILLISECONDS).min(0, MILLISECONDS).max(LONGEST, MILLISECONDS);
const count = z.number(COUNT).int(COUNT).min(1, COUNT);

/** An object that has no other fields: one that is not understood would be left out silently. */
function fieldsOf<T extends z.ZodRawShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `has ${keys.map((key) => JSON.stringify(key)).join(', ')}; it may have ${Object.keys(shape).join(', ')}`
        : `must be an object of ${Object.keys(shape).join(', ')}`,
  });
}

/** Schema of `n_tries`. */
export const triesSchema: z.ZodType<number | undefined> = count.optional();

/** Schema of `policy`. */
export const policySchema: z.ZodType<PolicyDropspec | undefined> = fieldsOf({
  retries: fieldsOf({
    delay: milliseconds.optional(),
    factor: z.number(FACTOR).min(1, FACTOR).optional(),
    maxDelay: milliseconds.optional(),
    jitter: z.number(SHARE).min(0, SHARE).max(1, SHARE).optional(),
    when: z
      .custom(
        isFunctionTag,
        'must be a function: { "$": "function", "value": [its name, its source if need be] }',
      )
      .optional(),
  }).optional(),
  timeout: z.number(TIME).gt(0, TIME).max(LONGEST, TIME).optional(),
  priority: z.number('must be a number').optional(),
  limit: fieldsOf({
    name: z.string('must be a text').min(1, 'must not be empty'),
    concurrency: count,
  }).optional(),
  on: z.enum(['main', 'worker'], 'must be "main" or "worker"').optional(),
}).optional();

function isFunctionTag(value: unknown): boolean {
  const { $: tag, value: parts } = Object(value) as { readonly $?: unknown; readonly value?: unknown };
  if (tag !== 'function' || !Array.isArray(parts)) return false;
  const [name, ...code] = parts as unknown[];
  return (
    typeof name === 'string' &&
    name !== '' &&
    code.length <= 1 &&
    code.every((text) => typeof text === 'string')
  );
}

/** A policy as it stands in a dropspec; what is as usual is left out. */
export function writePolicy(
  { retries, timeout, priority, limit, on }: TaskPolicy,
  path: string,
  nameOf: NameFunction,
): PolicyFields {
  const isRetried = retries !== undefined && retries.times > 0;
  const again = isRetried ? writeRetries(retries, path, nameOf) : undefined;
  const policy = {
    ...(again !== undefined && { retries: again }),
    ...(timeout !== undefined && { timeout }),
    ...(priority !== 0 && { priority }),
    ...(limit !== undefined && { limit: { name: limit.name, concurrency: limit.concurrency } }),
    ...(on !== undefined && { on }),
  };
  return {
    ...(isRetried && { n_tries: retries.times + 1 }),
    ...(Object.keys(policy).length > 0 && { policy }),
  };
}

function writeRetries(
  retries: RetryPolicy,
  path: string,
  nameOf: NameFunction,
): NonNullable<PolicyDropspec['retries']> | undefined {
  const { delay, factor, maxDelay, jitter } = USUAL_RETRIES;
  const told = {
    ...(retries.delay !== delay && { delay: retries.delay }),
    ...(retries.factor !== factor && { factor: retries.factor }),
    ...(retries.maxDelay !== maxDelay && { maxDelay: retries.maxDelay }),
    ...(retries.jitter !== jitter && { jitter: retries.jitter }),
    ...(retries.when !== undefined && { when: encode(retries.when, `${path}: retries.when`, nameOf) }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}

/**
 * The policy of a checked dropspec; undefined where all is as usual.
 *
 * @param when - the function that says whether an error is worth another try, where one is named.
 */
export function readPolicy(
  { n_tries: tries = 1, policy = {} }: PolicyFields,
  when: RetryPolicy['when'],
): TaskPolicy | undefined {
  const { retries: told, timeout, priority = 0, limit, on } = policy;
  const given = Object.fromEntries(Object.entries(told ?? {}).filter(([, value]) => value !== undefined));
  const retries = tries === 1 ? undefined : { ...USUAL_RETRIES, ...given, times: tries - 1, when };
  const isUsual =
    retries === undefined &&
    timeout === undefined &&
    priority === 0 &&
    limit === undefined &&
    on === undefined;
  return isUsual ? undefined : { retries, timeout, priority, limit, on };
}

/** The name and the source of the function in a policy. */
export function whenOf({ policy }: PolicyFields): readonly [name: string, code?: string] | undefined {
  const tagged = policy?.retries?.when as { readonly value: readonly [string, string?] } | undefined;
  return tagged?.value;
}

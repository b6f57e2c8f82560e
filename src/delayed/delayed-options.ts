import { z } from 'zod';
import { APP_SUFFIX } from '../dropspec/index.js';
import { strictOptions } from '../basics/index.js';
import { CALL_SITES } from './record.js';

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
  /** How many calls remember the line that recorded them (about 2 µs and some hundred bytes each); default 1000. */
  readonly callSites?: number;
}

const schema = z.object({
  name: z.string('must be a text').min(1, 'must not be empty').optional(),
  key: z
    .string('must be a text')
    .min(1, 'must not be empty')
    .refine((key) => !key.endsWith(APP_SUFFIX), `must not end with "${APP_SUFFIX}", which marks applications`)
    .optional(),
  pure: z.boolean('must be true or false').default(false),
  nout: z.number('must be a number').optional(),
  traverse: z.boolean('must be true or false').default(true),
  module: z.string('must be the URL of a module').optional(),
  callSites: z
    .custom<number>(
      (count) => typeof count === 'number' && count >= 0,
      'must be a number of 0 or more, or Infinity',
    )
    .default(CALL_SITES),
});

/** The options with their defaults filled in. */
export type DelayedSettings = DelayedOptions &
  Required<Pick<DelayedOptions, 'pure' | 'traverse' | 'callSites'>>;

/**
 * Checks the options of `delayed`.
 *
 * @throws TypeError for an unknown or wrong option; RangeError for a `nout` that is no whole number of items.
 */
export function delayedSettings(options: DelayedOptions | undefined): DelayedSettings {
  const settings = strictOptions(schema, options, 'delayed') as DelayedSettings;
  const { nout } = settings;
  if (nout !== undefined && (!Number.isInteger(nout) || nout < 0)) {
    throw new RangeError(
      `The option "nout" of delayed must be a whole number of 0 or more, got ${String(nout)}`,
    );
  }
  return settings;
}

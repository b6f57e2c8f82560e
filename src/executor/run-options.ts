import type { Logger } from 'pino';
import { z } from 'zod';
import type { DropEvent } from '../events/index.js';
import type { AnyFunction } from '../graph/index.js';
import type { ProgressRenderer } from '../notebook/index.js';
import { strictOptions } from '../basics/index.js';
import type { Scheduler } from '../workers/index.js';

/** Promises awaited at once unless said otherwise: enough to keep any network busy, few enough to cost no memory. */
const CONCURRENCY = 1024;

/** Timers of JavaScript cannot wait any longer. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * How a graph is run. The same options mean the same for `compute` and `runGraph`.
 *
 * @category Running
 */
export interface RunOptions {
  /**
   * Where tasks run: `"local"` (default), the event loop of this process; `"threads"`, worker threads; `"processes"`,
   * processes; or a scheduler that is held open for several runs. Results, errors and options are the same everywhere.
   */
  readonly scheduler?: 'local' | 'threads' | 'processes' | Scheduler;
  /** Number of worker threads or processes; default: as many as there are processors to be had. */
  readonly workers?: number;
  /**
   * Most promises of async tasks awaited at once; default 1024, Infinity for all. Of the applications of a loaded graph
   * that start processes, at most as many as there are processors run at once.
   */
  readonly concurrency?: number;
  /**
   * Results held at once, above which tasks without inputs wait until some are let go; default: no limit. Where nothing
   * else can go on, the next task starts in any case.
   */
  readonly maxLive?: number;
  /** Cancels the run when aborted; its reason is the `cause` of the CancelledError. */
  readonly signal?: AbortSignal;
  /** Cancels the run after so many milliseconds; default: never. */
  readonly timeout?: number;
  /**
   * Whether the graph may be rewritten before it runs; default true. Results, keys and names are the same
   * either way. The local scheduler runs only what the asked results need in any case.
   */
  readonly optimize?: boolean;
  /** Shows how far the run is, on standard error or in the notebook; or draws it with a renderer of yours. */
  readonly progress?: boolean | ProgressRenderer;
  /** Whether the session remembers when each task began and ended, for pictures; default false. */
  readonly trace?: boolean;
  /**
   * Whether a task that changes one of its inputs fails with a MutationError. Every input is hashed before and after
   * each task that uses it, so it is for development: default false, or true where the environment says
   * `DROPGRAPH_DEV=1`. Seen are changes of plain data, arrays, Maps, Sets and typed arrays.
   */
  readonly detectMutation?: boolean;
  /** Is told of every event of every drop, synchronously. If it throws, the run stops with a ListenerError. */
  readonly onEvent?: (event: DropEvent) => void;
  /** Functions of a loaded graph by the names its dropspecs give them. */
  readonly functions?: Readonly<Record<string, AnyFunction>>;
  /**
   * Whether code that a loaded graph carries may run here, commands included, and its drops may read the environment
   * beyond `DLG_*`; default false. Only for graphs you trust.
   */
  readonly allowCode?: boolean;
  /**
   * Where relative paths of a loaded graph's files start; default: a directory of the session's own under the system's
   * directory for temporary files.
   */
  readonly directory?: string;
  /** Whether paths of a loaded graph may lead out of that directory; default false. Only for graphs you trust. */
  readonly allowOutside?: boolean;
  /** Logger of pino's kind; the run logs to a child of it. Default: silent, or see `DROPGRAPH_LOG_LEVEL`. */
  readonly logger?: Logger;
}

/** zod's numbers are finite, so the one that is not stands beside them. */
const limit = (what: string): z.ZodType<number> =>
  z.custom<number>(
    (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) > 0),
    `must be ${what}`,
  );

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function hasMethods(...names: string[]): (value: unknown) => boolean {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => isFunction((value as Record<string, unknown>)[name]));
}

const SCHEDULERS: readonly string[] = ['local', 'threads', 'processes'];
const WORKERS = 'must be a whole number above 0';

const schema = z.object({
  scheduler: z
    .custom<NonNullable<RunOptions['scheduler']>>(
      (value) => SCHEDULERS.includes(value as string) || hasMethods('open', 'close')(value),
      `must be ${SCHEDULERS.map((name) => `"${name}"`).join(', ')} or a scheduler`,
    )
    .default('local'),
  workers: z.number(WORKERS).int(WORKERS).positive(WORKERS).optional(),
  maxLive: limit('a whole number above 0, or Infinity').optional(),
  trace: z.boolean('must be true or false').default(false),
  detectMutation: z.boolean('must be true or false').optional(),
  concurrency: limit('a whole number above 0, or Infinity').default(CONCURRENCY),
  signal: z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }).optional(),
  timeout: z
    .number('must be a number of milliseconds')
    .positive('must be above 0')
    .max(LONGEST_TIMEOUT, `must not be above ${String(LONGEST_TIMEOUT)} ms (24.8 days)`)
    .optional(),
  optimize: z.boolean('must be true or false').default(true),
  progress: z
    .custom<boolean | ProgressRenderer>(
      (value) => typeof value === 'boolean' || hasMethods('update', 'close')(value),
      'must be true, false or a renderer with update() and close()',
    )
    .default(false),
  onEvent: z.custom<RunOptions['onEvent']>(isFunction, 'must be a function').optional(),
  functions: z
    .record(
      z.string(),
      z.custom<AnyFunction>(isFunction, 'must be a function'),
      'must be an object of functions',
    )
    .default({}),
  allowCode: z.boolean('must be true or false').default(false),
  directory: z.string('must be a path').min(1, 'must not be empty').optional(),
  allowOutside: z.boolean('must be true or false').default(false),
  logger: z.custom<Logger>(hasMethods('child'), 'must be a pino logger').optional(),
});

/** The options with their defaults filled in. */
export type RunSettings = RunOptions &
  Required<
    Pick<
      RunOptions,
      | 'scheduler'
      | 'optimize'
      | 'concurrency'
      | 'progress'
      | 'functions'
      | 'allowCode'
      | 'allowOutside'
      | 'trace'
      | 'detectMutation'
    >
  >;

/**
 * Checks the options of a run.
 *
 * @throws TypeError for an unknown or wrong option.
 */
export function runSettings(options: RunOptions | undefined, owner: string): RunSettings {
  const settings = strictOptions(schema, options, owner);
  const { detectMutation = process.env['DROPGRAPH_DEV'] === '1' } = settings;
  return { ...settings, detectMutation } as RunSettings;
}

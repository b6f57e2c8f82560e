import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { availableWorkers } from './available-workers.js';
import { startProcess, startThread, type Member, type MemberEvents, type WorkerLimits } from './member.js';
import { WorkerPool } from './pool.js';

/** How worker threads or processes are kept. @category Running */
export interface PoolOptions {
  /** Most workers at once; default: as many as there are processors to be had. */
  readonly workers?: number;
  /** What each worker may use; default: what Node allows. */
  readonly resourceLimits?: WorkerLimits;
  /** Milliseconds that a worker without work is kept; default 30,000. */
  readonly idleTimeout?: number;
  /** Milliseconds that a task has to end once its signal is aborted, before its worker is ended; default 1,000. */
  readonly grace?: number;
}

const WORKERS = 'must be a whole number above 0';
const MILLISECONDS = 'must be a number of milliseconds, at most 24.8 days';
/** Timers of JavaScript cannot wait any longer. */
const LONGEST = 2 ** 31 - 1;
const MEGABYTES = 'must be a number of megabytes';
/** Node ends the whole program, not the thread, where a thread cannot even be begun. */
const STACK = 'must be a number of megabytes, at least 0.5';
const megabytes = z.number(MEGABYTES).positive(MEGABYTES).optional();

const schema = z.object({
  workers: z.number(WORKERS).int(WORKERS).positive(WORKERS).optional(),
  resourceLimits: z
    .strictObject({
      maxOldGenerationSizeMb: megabytes,
      maxYoungGenerationSizeMb: megabytes,
      stackSizeMb: z.number(STACK).min(0.5, STACK).optional(),
    })
    .optional(),
  idleTimeout: z.number(MILLISECONDS).min(0, MILLISECONDS).max(LONGEST, MILLISECONDS).default(30_000),
  grace: z.number(MILLISECONDS).min(0, MILLISECONDS).max(LONGEST, MILLISECONDS).default(1000),
});

type Start = (limits: WorkerLimits | undefined, events: MemberEvents) => Member;

function pool(name: 'threads' | 'processes', start: Start, options: PoolOptions | undefined): WorkerPool {
  const settings = strictOptions(schema, options, name);
  const { workers = availableWorkers(), resourceLimits, idleTimeout, grace } = settings;
  const limits = resourceLimits as WorkerLimits | undefined;
  return new WorkerPool({
    name,
    workers,
    idleTimeout,
    grace,
    sharesMemory: name === 'threads',
    start: (events) => start(limits, events),
  });
}

/**
 * Worker threads as a scheduler of their own, to be used by several runs: `compute(x, { scheduler: pool })`. They are
 * started when there is work, and end with `close()`, or with the program. `{ scheduler: 'threads' }` uses a pool that all
 * runs of the program share.
 *
 * @throws TypeError for an unknown or wrong option.
 * @category Running
 * @example
 * ```ts
 * import { compute, delayed, threads } from 'dropgraph';
 *
 * const pool = threads({ workers: 2 });
 * const factor = 3;
 * const times = delayed((x: number) => x * factor);
 * await compute([times(1), times(2)], { scheduler: pool }); // => [3, 6]
 * await pool.close();
 * ```
 */
export function threads(options?: PoolOptions): WorkerPool {
  return pool('threads', startThread, options);
}

/**
 * Processes as a scheduler, as {@link threads} makes one of worker threads. They share no memory, so all data is
 * copied, and a task that breaks its process harms nothing else.
 *
 * @throws TypeError for an unknown or wrong option.
 * @category Running
 */
export function processes(options?: PoolOptions): WorkerPool {
  return pool('processes', startProcess, options);
}

/** Pools for runs that only name a scheduler, by what they asked for. */
const shared = new Map<string, WorkerPool>();

/** The pool that all runs share which ask for the same number of workers. */
export function sharedPool(kind: 'threads' | 'processes', workers: number = availableWorkers()): WorkerPool {
  const name = `${kind} ${String(workers)}`;
  const known = shared.get(name) ?? (kind === 'threads' ? threads({ workers }) : processes({ workers }));
  shared.set(name, known);
  return known;
}

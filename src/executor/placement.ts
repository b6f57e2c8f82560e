import { BATCH_OPERATIONS, OPERATIONS, type AnyFunction, type TaskFunction } from '../graph/index.js';
import { sharedPool, type Scheduler } from '../workers/index.js';
import type { RunSettings } from './run-options.js';

/** Where the tasks of a run are called. */
export interface Placement {
  /** Whether a task goes to the scheduler; the others run on the event loop. */
  readonly goesOut: (called: TaskFunction) => boolean;
  /** Asked for once, before the first task, if any task goes there. */
  readonly scheduler: () => Scheduler;
}

/** Getting an item or a property costs less than sending for it; calling a function for many items does not. */
const operations: ReadonlySet<AnyFunction | undefined> = new Set(
  [...OPERATIONS.values()].filter((fn) => !Object.values<AnyFunction>(BATCH_OPERATIONS).includes(fn)),
);

/** Whether a function is one of ours, such as getting an item. */
export function isOperation({ fn }: TaskFunction): boolean {
  return operations.has(fn);
}

const isForWorkers = ({ policy }: TaskFunction): boolean => policy?.on === 'worker';

/**
 * What the options of a run, and those of its functions, say about where tasks run.
 *
 * @throws TypeError where a pool is given as well as a number of workers.
 */
export function placementOf({ scheduler, workers }: Pick<RunSettings, 'scheduler' | 'workers'>): Placement {
  if (scheduler === 'local') {
    return { goesOut: isForWorkers, scheduler: () => sharedPool('threads', workers) };
  }
  if (typeof scheduler === 'object' && workers !== undefined) {
    throw new TypeError(
      'The option "workers" is for "threads" and "processes": a pool was made with its own',
    );
  }
  return {
    goesOut: (called) => called.fn !== undefined && called.policy?.on !== 'main' && !isOperation(called),
    scheduler: () => {
      if (scheduler === 'threads') return sharedPool('threads', workers);
      return scheduler === 'processes' ? sharedPool('processes', workers) : scheduler;
    },
  };
}

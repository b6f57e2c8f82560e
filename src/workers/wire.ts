import type { ShippedFunction } from '../closures/index.js';

/**
 * Tasks for a worker, flat, for objects would cost more than the tasks: for each its number, the number of its function,
 * its key, the number of the try, how many arguments it has, and the arguments.
 */
export type Batch = unknown[];

/** Values a task takes in a batch besides its arguments. */
export const TASK_HEAD = 5;

/** What a worker is told. A plain array is a batch. */
export type ToWorker =
  | Batch
  | {
      readonly kind: 'function';
      readonly id: number;
      readonly shipped: ShippedFunction;
      readonly method: boolean;
    }
  | { readonly kind: 'forget'; readonly ids: readonly number[] }
  | { readonly kind: 'cancel'; readonly task: number; readonly reason: unknown };

/** How a task ended. */
export const ENDED = { DONE: 0, FAILED: 1 } as const;

/**
 * What a worker tells, flat: how many batches it has been through since the last time and the milliseconds they took,
 * then for each task that ended its number, how, and its result or error.
 */
export type FromWorker = [batches: number, milliseconds: number, ...results: unknown[]];

/** Values before the results, and values of each result. */
export const REPORT_HEAD = 2;
export const RESULT = 3;

/** What a worker knows from the start. */
export interface WorkerStart {
  /** The thread that sends the tasks. */
  readonly home: string;
  /** Where the worker says which task it is running, plus 1; 0 for none. Processes share no memory. */
  readonly running: Int32Array | undefined;
}

/** What a worker leaves behind when a task ends it: `process.exit` was called. */
export interface LastWords {
  readonly task: number | undefined;
  readonly exitCode: number;
}

import type { MessagePort } from 'node:worker_threads';
import type { ShippedFunction } from '../closures/index.js';

/**
 * Tasks for a worker, flat, for objects would cost more than the tasks: for each its number, the number of its function,
 * its key, the number of the try, how it begins, how many arguments it has, and the arguments.
 */
export type Batch = unknown[];

/** Values a task takes in a batch besides its arguments. */
export const TASK_HEAD = 6;

/** How a task begins; from 0 on: after the task before it, whose result is the argument of that number. */
export const BEGINS = { AT_ONCE: -1, AND_TELLS: -2 } as const;

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

/** What became of a task. */
export const ENDED = {
  DONE: 0,
  FAILED: 1,
  /** Done, and whoever gets the result is the only one to have it: its buffer was handed over. */
  OWNED: 2,
  /** Done, and the result stayed: the task after it, in the same worker, has had it. */
  PASSED_ON: 3,
} as const;

/**
 * What a worker tells, flat: how many batches it has been through since the last time, the milliseconds their functions
 * took, how many of their tasks gave promises, and the milliseconds that telling took the last time; then for each task
 * that ended its number, how, and its result or error. The first one only says that it is ready.
 */
export type FromWorker = unknown[];

/** A message without results; how many values stand before them, and for each. */
export const NOTHING: readonly number[] = [0, 0, 0, 0];
export const REPORT_HEAD: number = NOTHING.length;
export const RESULT = 3;

/** What a worker knows from the start. */
export interface WorkerStart {
  /** The thread that sends the tasks. */
  readonly home: string;
  /** Where the worker says which task it is running, or 0. Processes share no memory. */
  readonly running: Float64Array | undefined;
  /** Where a thread is spoken to. Processes have their channel. */
  readonly port: MessagePort | undefined;
}

/** What a worker tells that has to arrive even if nothing else does any more. */
export type Word =
  /** A task begins whose time is limited. */
  | { readonly began: number }
  /** A task called `process.exit`. */
  | { readonly task: number | undefined; readonly exitCode: number };

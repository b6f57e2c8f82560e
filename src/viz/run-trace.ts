import type { TaskGraph } from '../graph/index.js';

/** States of a task, in the order in which pictures count them. */
export const TRACE_STATES = [
  'done',
  'running',
  'failed',
  'input failed',
  'cancelled',
  'skipped',
  'waiting',
] as const;

/** State of a task: it may have failed by itself, or because one of its inputs did. */
export type TraceState = (typeof TRACE_STATES)[number];

/**
 * What a run has come to: the graph and, for each of its tasks, how it went. The columns may be the live ones of
 * a run that goes on: a picture reads them at once, before it waits for anything.
 */
export interface RunTrace {
  /** What was run. The columns below have one entry for each of its tasks. */
  readonly graph: TaskGraph;
  /** State of each task: a place in `stateNames`. */
  readonly states: ArrayLike<number>;
  /** What the numbers in `states` mean. */
  readonly stateNames: readonly TraceState[];
  /**
   * When each task was started, in ms on any one clock; NaN where it was not, as for data that was given. Empty where
   * the run kept no times.
   */
  readonly started: ArrayLike<number>;
  /** When each task ended, in ms on the same clock; NaN where it did not; or empty as `started`. */
  readonly ended: ArrayLike<number>;
  /** The time now on the same clock: until then a running task has taken its time. */
  readonly now: number;
  /** What the tasks that failed have thrown. */
  readonly errors: ReadonlyMap<number, unknown>;
}

/** State of one task. */
export function stateOf({ states, stateNames }: RunTrace, task: number): TraceState {
  return stateNames[states[task] ?? 0] ?? 'waiting';
}

/** How long one task took, or has taken until now, in ms; NaN where it was not started. */
export function durationOf({ states, stateNames, started, ended, now }: RunTrace, task: number): number {
  const isRunning = stateNames[states[task] ?? 0] === 'running';
  const end = isRunning ? now : (ended[task] ?? NaN);
  return Math.max(0, end - (started[task] ?? NaN));
}

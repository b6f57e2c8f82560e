import type { TaskFunction, TaskGraph } from '../graph/index.js';

/**
 * A place where tasks run other than the event loop of the program: worker threads, processes, or one of your own.
 * The run keeps the graph, the order, the retries, the limits and the results; a scheduler only calls functions.
 *
 * @category Running
 */
export interface Scheduler {
  /** What it is called in messages. */
  readonly name: string;
  /**
   * Gets ready for one run. What cannot be run here is refused now, before the first task, all of it at once.
   *
   * @param graph - the tasks; only `functions`, `constants` and `names` are of use before they start.
   */
  open(graph: TaskGraph, report: TaskReport): Promise<Lane>;
  /** Ends what it holds: threads, processes. Runs that still need it fail. */
  close(): Promise<void>;
}

/** What a scheduler tells the run. @category Running */
export interface TaskReport {
  /** A task gave its result. */
  done(task: number, value: unknown): void;
  /** A task failed; one that was given up by `cancel` with the reason it was given, once it really has ended. */
  failed(task: number, error: unknown): void;
  /** Whether a task goes to the scheduler. */
  goesOut(called: TaskFunction): boolean;
  /** Number of the try that a task is at; 1 is the first. */
  attemptOf(task: number): number;
  /** How many tasks still need the result of a task, once more if it was asked for. */
  usesLeft(task: number): number;
  /** The results that came together have been told, or there is room again: the run goes on. */
  goOn(): void;
}

/** The way of one run to a scheduler. @category Running */
export interface Lane {
  /** Whether a task may be handed over now; when it may again, `report.goOn()` tells. */
  readonly hasRoom: boolean;
  /** Takes a task whose inputs are there; `args[0]` is `this` where the function says `method`. */
  start(task: number, called: TaskFunction, args: readonly unknown[]): void;
  /** Gives up a task: one that runs has its signal aborted with the reason, and is ended where it does not stop. */
  cancel(task: number, reason: unknown): void;
  /** The run is over: what it still has here is given up, without a report. Resolves when nothing of it is left. */
  close(reason: unknown): Promise<void>;
}

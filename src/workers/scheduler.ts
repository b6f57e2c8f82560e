import type { TaskFunction, TaskGraph } from '../graph/index.js';

/**
 * Stands in place of a result that is not here: a worker passed it on to the task that needed it, or it was handed over
 * to one.
 *
 * @category Running
 */
export const ELSEWHERE: unique symbol = Symbol('a result that stays with a worker');

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
  /** The function of a task is called: from now on its timeout counts. Needed only of those that have one. */
  began(task: number): void;
  /** A task gave its result, or ELSEWHERE where the task that went with it has had it. */
  done(task: number, value: unknown): void;
  /** A task failed; one that was given up by `cancel` with the reason it was given, once it really has ended. */
  failed(task: number, error: unknown): void;
  /** The result of a task was handed over to the one task that needed it. */
  handedOver(task: number): void;
  /** Whether a task goes to the scheduler. */
  goesOut(called: TaskFunction): boolean;
  /** Number of the try that a task is at; 1 is the first. */
  attemptOf(task: number): number;
  /** How many tasks still need the result of a task, once more if it was asked for. */
  usesLeft(task: number): number;
  /** The results that came together have been told, or there is room again: the run goes on. */
  goOn(): void;
}

/** A task on its way to a scheduler. @category Running */
export interface Step {
  readonly task: number;
  readonly called: TaskFunction;
  /** Its arguments; `args[0]` is `this` where the function says `method`. */
  readonly args: readonly unknown[];
  /** Which of them is the result of the step before, which is not there yet; -1: none. */
  readonly argument: number;
}

/** The way of one run to a scheduler. @category Running */
export interface Lane {
  /** Whether a task may be handed over now; when it may again, `report.goOn()` tells. */
  readonly hasRoom: boolean;
  /** Whether the next task of a function is to be handed over; it runs on the event loop else. Default: yes. */
  takes?(called: TaskFunction): boolean;
  /**
   * Most tasks that may go together as one unit, each getting the result of the one before, which need not come back;
   * the ends of all of them are told together. 1: none.
   */
  readonly longestChain: number;
  /** Takes a task whose inputs are there, and those that go with it. */
  start(steps: readonly [Step, ...Step[]]): void;
  /** Gives up a task: one that runs has its signal aborted with the reason, and is ended where it does not stop. */
  cancel(task: number, reason: unknown): void;
  /** The run is over: what it still has here is given up, without a report. Resolves when nothing of it is left. */
  close(reason: unknown): Promise<void>;
}

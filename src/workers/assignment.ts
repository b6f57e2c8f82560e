import type { PoolFunction } from './function-store.js';

/** A task as a pool knows it. */
export interface Assignment {
  readonly id: number;
  readonly fn: PoolFunction;
  readonly key: string;
  readonly attempt: number;
  readonly args: readonly unknown[];
  /** How it begins, one of BEGINS, or which argument is the result of the task before it. */
  readonly begins: number;
  /** Buffers among the arguments that are handed over: then the task cannot be sent a second time. */
  readonly transfer: readonly ArrayBuffer[];
  readonly lane: TaskOwner;
  /** Number of the task in its run. */
  readonly task: number;
  /** The task that goes with it, and gets its result. */
  readonly next: Assignment | undefined;
  /** How long it was thought to take, with those that go with it, when it began to wait. */
  readonly estimate: number;
  /** Workers that ended while they ran it. */
  deaths: number;
  /** Number of its batch among those of its worker. */
  batch: number;
  isWaiting: boolean;
  /** It is not wanted any more. */
  isOver: boolean;
}

/** Who gave a task to the pool. */
export interface TaskOwner {
  /**
   * @param how - one of ENDED.
   * @param isPlain - whether the value is as structured clone gave it, so that it can be sent on as it is.
   */
  ended(task: Assignment, how: number, value: unknown, isPlain?: boolean): void;
  began(task: Assignment): void;
  /** What was told came together: the run may go on. */
  goOn(): void;
  /** The next task to send, of those that wait. */
  next(): Assignment | undefined;
  /** Tasks that wait. */
  readonly waiting: number;
  /** Puts a task back: it was not sent after all, or its worker is gone. It goes first. */
  putBack(task: Assignment): void;
  /** Fails all that waits: there are no workers to be had. */
  abandon(error: Error): void;
}

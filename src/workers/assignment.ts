import type { ShippedFunction } from '../closures/index.js';

/** Milliseconds a task is thought to take before any has run: enough to be sent alone. */
const UNKNOWN = 1;
/** How much of what was thought before remains after each measurement. */
const MEMORY = 0.5;

/** A function as a pool knows it. */
export class PoolFunction {
  readonly id: number;
  readonly shipped: ShippedFunction;
  readonly method: boolean;
  #milliseconds: number = UNKNOWN;
  #isMeasured = false;

  constructor(id: number, shipped: ShippedFunction, method: boolean) {
    this.id = id;
    this.shipped = shipped;
    this.method = method;
  }

  /** How long one of its tasks takes, as far as is known. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  /** @param ratio - how long its tasks took, as a multiple of what was thought. */
  learn(ratio: number): void {
    const memory = this.#isMeasured ? MEMORY : 0;
    this.#isMeasured = true;
    this.#milliseconds = Math.max(1e-4, this.#milliseconds * (memory + (1 - memory) * ratio));
  }
}

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

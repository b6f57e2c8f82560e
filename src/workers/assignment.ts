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
    this.#milliseconds = Math.max(1e-4, this.#milliseconds * (MEMORY + (1 - MEMORY) * ratio));
  }
}

/** A task as a pool knows it. */
export interface Assignment {
  readonly id: number;
  readonly fn: PoolFunction;
  readonly key: string;
  readonly attempt: number;
  readonly args: readonly unknown[];
  /** Buffers among the arguments that are handed over: then the task cannot be sent a second time. */
  readonly transfer: readonly ArrayBuffer[];
  readonly lane: TaskOwner;
  /** Number of the task in its run. */
  readonly task: number;
  /** Workers that ended while they ran it. */
  deaths: number;
}

/** Who gave a task to the pool. */
export interface TaskOwner {
  done(task: Assignment, value: unknown): void;
  failed(task: Assignment, error: unknown): void;
  /** What was told came together: the run may go on. */
  goOn(): void;
  /** The next task to send, of those that wait. */
  next(): Assignment | undefined;
  /** Tasks that wait. */
  readonly waiting: number;
  /** Puts back a task whose worker is gone. */
  putBack(task: Assignment): void;
}

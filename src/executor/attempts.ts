import { isThenable } from '../basics/index.js';
import {
  retryDelay,
  type RetryPolicy,
  type TaskColumns,
  type TaskFunction,
  type TaskLimit,
  type TaskPolicy,
} from '../graph/index.js';
import { callFunction } from './call-function.js';
import {
  callIn,
  enterLimit,
  leaveLimit,
  offerLimit,
  placeAround,
  waitForLimit,
  type Place,
} from './task-limits.js';

/** One try of a task with a policy. */
export interface Attempt {
  /** 1 is the first. */
  readonly number: number;
  /** Whether it came to its end: what its function gives later is not wanted any more. */
  readonly isOver: boolean;
}

/** What happens to tasks with a policy. */
export interface AttemptEvents {
  /** A try took longer than its task may. */
  timedOut(task: number, error: unknown): void;
  /** A task that waited may start: its limit has a place, or it is time for its next try. */
  again(task: number): void;
}

/** Limits, timeouts and retries of the tasks of one run. Tasks without a policy never come here. */
export class Attempts {
  /** Tasks that wait for the place of a limit or for their next try. */
  waiting = 0;
  readonly #events: AttemptEvents;
  readonly #running: Map<number, Running> = new Map();
  /** Tries that failed, of tasks that are tried again. */
  readonly #failed: Map<number, number> = new Map();
  readonly #delays: Set<NodeJS.Timeout> = new Set();
  /** Tasks that were offered a place of a limit and did not begin yet. */
  readonly #offered: Map<number, TaskLimit> = new Map();
  /** The place of the task in which the run was asked for. */
  readonly #within: Place | undefined = placeAround();
  #stopped = false;

  constructor(events: AttemptEvents) {
    this.#events = events;
  }

  /**
   * Begins with a try, or remembers to call `again` when the limit of the task has a place.
   *
   * @param isCalled - whether its function is called now; otherwise its time begins with `called`.
   */
  begin(task: number, policy: TaskPolicy, isCalled = true): boolean {
    const { limit } = policy;
    this.#offered.delete(task);
    const place = limit === undefined ? undefined : enterLimit(limit, this.#within);
    if (limit !== undefined && place === undefined) {
      this.waiting++;
      waitForLimit(limit, this.#within, () => {
        if (!this.#stopped) this.#offered.set(task, limit);
        return callIn(this.#within, () => this.#wake(task)); // not as part of the task that left
      });
      return false;
    }
    const attempt = new Running(policy, (this.#failed.get(task) ?? 0) + 1, place);
    this.#running.set(task, attempt);
    if (isCalled) this.called(task);
    return true;
  }

  /** The function of a task is called: its time begins. */
  called(task: number): void {
    this.#running.get(task)?.call((error) => this.#events.timedOut(task, error));
  }

  current(task: number): Attempt | undefined {
    return this.#running.get(task);
  }

  /** Calls the function of a task, in the place it has under its limit: what it computes may borrow that. */
  call(graph: TaskColumns, task: number, called: TaskFunction, values: readonly unknown[]): unknown {
    if (called.policy?.limit === undefined) return callFunction(graph, task, called, values);
    return callIn(this.#running.get(task)?.place, callFunction, graph, task, called, values);
  }

  /** The try is over, its place free. Gives the error of one that took too long where no timer could tell. */
  end(task: number): Error | undefined {
    const attempt = this.#running.get(task);
    if (attempt === undefined) return undefined;
    this.#running.delete(task);
    attempt.end();
    return attempt.overrun;
  }

  /**
   * After a failed try: whether there will be another. If so, `again` is called when it is time.
   *
   * @throws whatever the policy's own `when` throws.
   */
  retry(task: number, { retries }: TaskPolicy, error: unknown): boolean {
    if (retries === undefined || this.#stopped) return false;
    const tries = this.tries(task);
    const delay = retryDelay(retries, tries, Math.random());
    if (delay === undefined || !isWorthIt(retries, error)) return false;
    this.#failed.set(task, tries);
    this.waiting++;
    if (delay === 0) {
      // not at once: the engine is in the middle of settling the try before
      queueMicrotask(() => this.#wake(task));
      return true;
    }
    const timer = setTimeout(() => {
      this.#delays.delete(timer);
      this.#wake(task);
    }, delay);
    this.#delays.add(timer);
    return true;
  }

  /** Number of the try that runs, or ran last. */
  tries(task: number): number {
    return (this.#failed.get(task) ?? 0) + 1;
  }

  /** Nothing is tried again, and no timer is left. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#delays) clearTimeout(timer);
    this.#delays.clear();
    this.waiting = 0;
    for (const { name } of this.#offered.values()) offerLimit(name); // what waits in other runs has the place
    this.#offered.clear();
  }

  /** What still runs is given up. */
  close(): void {
    this.stop();
    for (const attempt of this.#running.values()) attempt.end();
    this.#running.clear();
  }

  #wake(task: number): boolean {
    if (this.#stopped) return false;
    this.waiting--;
    this.#events.again(task);
    return true;
  }
}

class Running implements Attempt {
  readonly number: number;
  isOver = false;
  /** Under the limit of its task. */
  readonly place: Place | undefined;
  timer: NodeJS.Timeout | undefined;
  readonly #policy: TaskPolicy;
  #start = Infinity;

  constructor(policy: TaskPolicy, number: number, place: Place | undefined) {
    this.#policy = policy;
    this.number = number;
    this.place = place;
  }

  call(timedOutWith: (error: unknown) => void): void {
    const { timeout } = this.#policy;
    if (timeout === undefined) return;
    this.#start = performance.now();
    this.timer = setTimeout(() => timedOutWith(timedOut(timeout)), timeout);
  }

  /** A function that never gave the event loop a turn took too long as well, but its timer could not fire. */
  get overrun(): Error | undefined {
    const { timeout } = this.#policy;
    return timeout !== undefined && performance.now() - this.#start > timeout ? timedOut(timeout) : undefined;
  }

  end(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.place !== undefined) leaveLimit(this.place);
  }
}

function timedOut(timeout: number): DOMException {
  return new DOMException(`it took longer than its timeout of ${String(timeout)} ms`, 'TimeoutError');
}

/** @throws TypeError when the policy gives a promise: it has to decide at once. */
function isWorthIt({ when }: RetryPolicy, error: unknown): boolean {
  const answer: unknown = when?.(error) ?? true;
  if (isThenable(answer))
    throw new TypeError('The option "retries.when" must give true or false, not a promise');
  return answer !== false;
}

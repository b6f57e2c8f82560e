import { WorkerError } from '../errors/index.js';
import type { TaskGraph } from '../graph/index.js';
import type { Assignment, TaskOwner } from './assignment.js';
import { FunctionStore } from './function-store.js';
import type { Member, MemberEvents } from './member.js';
import { PoolLane } from './pool-lane.js';
import { PoolWorker, type Fate } from './pool-worker.js';
import type { Lane, Scheduler, TaskReport } from './scheduler.js';
import { ENDED } from './wire.js';

/** Milliseconds of work that a batch is to hold, and most tasks. */
const BATCH_TIME = 1;
const BATCH_SIZE = 1024;
/** Milliseconds up to which a task that fills a batch takes another with it: the thread that is told is woken half as often. */
const PAIR_TIME = 15;
/** Deaths of workers after which the task they ran is to blame. */
const DEATHS = 4;
/** Workers in a row that end before they ever worked, after which no more are started. */
const FALSE_STARTS = 3;

/** How a pool works. */
export interface PoolSettings {
  readonly name: string;
  readonly workers: number;
  /** Milliseconds a worker without work is kept. */
  readonly idleTimeout: number;
  /** Milliseconds a task has to end after it was told to. */
  readonly grace: number;
  /** Whether workers can have the same memory, and be handed memory. */
  readonly sharesMemory: boolean;
  readonly start: (events: MemberEvents) => Member;
}

/**
 * Workers that share the tasks of any number of runs. They are started when there is work for them, and released when
 * there has been none for a while.
 *
 * @category Running
 */
export class WorkerPool implements Scheduler {
  /** `threads` or `processes`. */
  readonly name: string;
  /** @internal */
  readonly settings: PoolSettings;
  /** @internal */
  readonly functions: FunctionStore = new FunctionStore();
  readonly #workers: Set<PoolWorker> = new Set();
  readonly #lanes: Set<TaskOwner> = new Set();
  #isClosed = false;
  #isDispatching = false;
  #falseStarts = 0;
  #idleTimer: NodeJS.Timeout | undefined;

  /** @internal */
  constructor(settings: PoolSettings) {
    this.name = settings.name;
    this.settings = settings;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#workers.size;
  }

  /** Functions and arguments are looked at before anything runs: all that cannot be sent is told at once. */
  async open(graph: TaskGraph, report: TaskReport): Promise<Lane> {
    await Promise.resolve(); // what is refused is refused as a promise
    if (this.#isClosed) throw this.#closedError();
    const lane = new PoolLane(this, graph, report);
    this.#lanes.add(lane);
    return lane;
  }

  /** Ends all workers. Runs that still have tasks for them fail; what they ran is lost. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    for (const lane of this.#lanes) lane.abandon(this.#closedError());
    const workers = [...this.#workers];
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ exited }) => exited));
  }

  /** The same as `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal A lane has nothing left here. */
  leave(lane: TaskOwner, forgotten: readonly number[]): void {
    this.#lanes.delete(lane);
    for (const worker of this.#workers) worker.forget(forgotten);
  }

  /** @internal There are tasks to send: at the end of what the program is just doing, so that many go together. */
  wake(): void {
    if (this.#isDispatching) return;
    this.#isDispatching = true;
    queueMicrotask(() => this.#dispatch());
  }

  /** @internal The worker that has a task. */
  workerOf(id: number): PoolWorker | undefined {
    for (const worker of this.#workers) if (worker.has(id)) return worker;
    return undefined;
  }

  /** @param isTold - whether runs may go on, because results came. */
  #dispatch(isTold = false): void {
    this.#isDispatching = true; // what wakes it meanwhile is sent by it
    try {
      if (isTold) for (const lane of this.#lanes) lane.goOn();
      this.#sendAll();
    } finally {
      this.#isDispatching = false;
    }
  }

  /** Sends what waits, as long as there is a worker that takes it. */
  #sendAll(): void {
    for (let sent = true; sent && !this.#isClosed;) {
      sent = false;
      for (const lane of this.#lanes) {
        if (lane.waiting === 0) lane.goOn(); // what waited was less than what there is room for
        if (lane.waiting === 0) continue;
        const worker = this.#idlest();
        if (worker === undefined) return;
        sent = this.#sendTo(worker, lane) || sent;
      }
    }
  }

  /** The worker with the least to do; a new one where all have work and there may be more. */
  #idlest(): PoolWorker | undefined {
    let best: PoolWorker | undefined;
    for (const worker of this.#workers) {
      if (worker.hasRoom && (best === undefined || worker.load < best.load)) best = worker;
    }
    return best === undefined || best.load > 0 ? (this.#startWorker() ?? best) : best;
  }

  /** Whether something was sent. */
  #sendTo(worker: PoolWorker, lane: TaskOwner): boolean {
    // every worker is to have something to do at the end as well
    const most = Math.min(BATCH_SIZE, Math.ceil(lane.waiting / (2 * this.settings.workers)));
    const tasks: Assignment[] = [];
    let time = 0;
    while (tasks.length < most && (time < BATCH_TIME || (tasks.length === 1 && time < PAIR_TIME))) {
      const task = lane.next();
      if (task === undefined) break;
      if (mustBeAlone(task)) {
        if (tasks.length > 0) {
          lane.putBack(task);
          break;
        }
        const empty = worker.isIdle ? worker : this.#idleWorker();
        if (empty === undefined) {
          // nothing more is sent until one is
          lane.putBack(task);
          return false;
        }
        empty.send([task], true);
        return true;
      }
      tasks.push(task);
      time += task.estimate;
    }
    if (tasks.length === 0) return false;
    worker.send(tasks);
    return true;
  }

  #idleWorker(): PoolWorker | undefined {
    for (const worker of this.#workers) if (worker.isIdle && worker.hasRoom) return worker;
    return this.#startWorker();
  }

  #startWorker(): PoolWorker | undefined {
    if (this.#isClosed || this.#workers.size >= this.settings.workers) return undefined;
    try {
      const worker = new PoolWorker(this.settings.start, {
        told: () => this.#onTold(),
        gone: (gone, fate) => this.#onGone(gone, fate),
      });
      this.#workers.add(worker);
      return worker;
    } catch (error) {
      if (this.#workers.size === 0) this.#giveUp(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #onTold(): void {
    this.#falseStarts = 0;
    this.#dispatch(true);
    this.#releaseIdle();
  }

  #onGone(worker: PoolWorker, fate: Fate): void {
    this.#workers.delete(worker);
    for (const task of fate.tasks) if (task.begins < 0) this.#judge(task, fate);
    if (!fate.wasReady && fate.tasks.length > 0 && ++this.#falseStarts >= FALSE_STARTS)
      this.#giveUp(fate.what);
    for (const lane of this.#lanes) lane.goOn();
    this.wake();
  }

  /** What becomes of a task whose worker is gone, and of those that went with it. */
  #judge(first: Assignment, { suspects, units, isGuilty, what, wasReady }: Fate): void {
    const { lane } = first;
    let suspect: Assignment | undefined = wasReady ? first : undefined;
    while (suspect !== undefined && !suspects.has(suspect)) suspect = suspect.next;
    const fail = (error: WorkerError, blamed = first): void => {
      for (let task = first; task !== blamed && task.next !== undefined; task = task.next) {
        lane.ended(task, ENDED.PASSED_ON, undefined);
      }
      lane.ended(blamed, ENDED.FAILED, error);
    };
    if (this.#isClosed) fail(this.#closedError());
    else if (suspect !== undefined && isGuilty && units === 1) {
      const which = suspects.size === 1 ? 'the task' : 'the task, or one that went with it,';
      fail(new WorkerError(`${which} ended its worker: it ${what}`), suspect);
    } else if (suspect !== undefined && ++first.deaths >= DEATHS) {
      const deaths = `${String(first.deaths)} workers ended while they ran the task`;
      fail(new WorkerError(`${deaths}, the last one so: ${what}`), suspect);
    } else if (first.transfer.length > 0) {
      fail(new WorkerError(`its worker ended, and with it the data it was handed: ${what}`));
    } else lane.putBack(first);
  }

  #giveUp(what: string): void {
    this.#falseStarts = 0;
    const error = new WorkerError(`No worker of the ${this.name} scheduler could be started: ${what}`);
    for (const lane of this.#lanes) lane.abandon(error);
  }

  #closedError(): WorkerError {
    return new WorkerError(`The ${this.name} scheduler was closed`);
  }

  /** Ends the workers that have had nothing to do for long enough, now or later. */
  #releaseIdle(): void {
    if (this.#idleTimer !== undefined || this.#isClosed) return;
    const { idleTimeout } = this.settings;
    const now = performance.now();
    let soonest = Infinity;
    for (const worker of this.#workers) {
      if (!worker.isIdle) continue;
      const left = worker.idleSince + idleTimeout - now;
      if (left <= 0) worker.kill();
      else soonest = Math.min(soonest, left);
    }
    if (soonest === Infinity) return;
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined;
      this.#releaseIdle();
    }, Math.ceil(soonest)).unref();
  }
}

/** So that it takes no other with it, and nothing else can end the worker that has its data. */
function mustBeAlone({ deaths, transfer }: Assignment): boolean {
  return deaths > 0 || transfer.length > 0;
}

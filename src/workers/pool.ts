import { WorkerError } from '../errors/index.js';
import type { TaskGraph } from '../graph/index.js';
import type { Assignment, TaskOwner } from './assignment.js';
import { PoolWorker } from './pool-worker.js';
import { PoolLane } from './pool-lane.js';
import type { End, Member, MemberEvents } from './member.js';
import type { Lane, Scheduler, TaskReport } from './scheduler.js';

/** Milliseconds of work that a batch is to hold, and most tasks. */
const BATCH_TIME = 1;
const BATCH_SIZE = 1024;
/** Deaths of workers after which the task they ran is to blame. */
const DEATHS = 4;

/** How a pool works. */
export interface PoolSettings {
  readonly name: string;
  readonly workers: number;
  /** Milliseconds a worker without work is kept. */
  readonly idleTimeout: number;
  /** Milliseconds a task has to end after it was told to. */
  readonly grace: number;
  readonly start: (events: MemberEvents) => Member;
}

/**
 * Workers that share the tasks of any number of runs. They are started when there is work for them, and released when
 * there has been none for a while.
 */
export class WorkerPool implements Scheduler {
  readonly name: string;
  readonly #settings: PoolSettings;
  readonly #workers: Set<PoolWorker> = new Set();
  readonly #lanes: Set<TaskOwner> = new Set();
  #isClosed = false;
  #dispatching = false;
  #idleTimer: NodeJS.Timeout | undefined;
  #gone: () => void = () => undefined;

  constructor(settings: PoolSettings) {
    this.name = settings.name;
    this.#settings = settings;
  }

  /** Workers there are now. */
  get size(): number {
    return this.#workers.size;
  }

  get grace(): number {
    return this.#settings.grace;
  }

  /** Functions and arguments are looked at before anything runs: all that cannot be sent is told at once. */
  open(graph: TaskGraph, report: TaskReport): Promise<Lane> {
    if (this.#isClosed) return Promise.reject(new WorkerError(`The ${this.name} scheduler was closed`));
    return Promise.resolve().then(() => {
      const lane = new PoolLane(this, graph, report);
      this.#lanes.add(lane);
      return lane;
    });
  }

  /** A lane has nothing left here. */
  leave(lane: TaskOwner, functions: readonly number[]): void {
    this.#lanes.delete(lane);
    for (const worker of this.#workers) worker.forget(functions);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idleTimer);
    for (const worker of [...this.#workers]) worker.kill();
    while (this.#workers.size > 0) {
      await new Promise<void>((resolve) => {
        this.#gone = resolve;
      });
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** There are tasks to send: at the end of what the program is just doing, so that many go together. */
  wake(): void {
    if (this.#dispatching) return;
    this.#dispatching = true;
    queueMicrotask(() => {
      this.#dispatching = false;
      this.#dispatch();
    });
  }

  /** The worker that has a task. */
  workerOf(id: number): PoolWorker | undefined {
    for (const worker of this.#workers) if (worker.has(id)) return worker;
    return undefined;
  }

  #dispatch(): void {
    for (let sent = true; sent;) {
      sent = false;
      for (const lane of this.#lanes) {
        if (lane.waiting === 0) continue;
        const worker = this.#idlest(lane.waiting);
        if (worker === undefined) return;
        this.#sendTo(worker, lane);
        sent = true;
      }
    }
  }

  /** The worker with the least to do; a new one where all have work and there may be more. */
  #idlest(waiting: number): PoolWorker | undefined {
    let best: PoolWorker | undefined;
    for (const worker of this.#workers) {
      if (worker.hasRoom && (best === undefined || worker.load < best.load)) best = worker;
    }
    if ((best === undefined || best.load > 0) && this.#workers.size < this.#settings.workers && waiting > 0) {
      return this.#startWorker();
    }
    return best;
  }

  #sendTo(worker: PoolWorker, lane: TaskOwner): void {
    // every worker is to have something to do at the end as well
    const most = Math.min(BATCH_SIZE, Math.ceil(lane.waiting / (2 * this.#settings.workers)));
    const tasks: Assignment[] = [];
    let time = 0;
    while (tasks.length < most && time < BATCH_TIME) {
      const task = lane.next();
      if (task === undefined) break;
      if (task.deaths > 0 || task.transfer.length > 0) {
        // alone, so that it takes no other with it, and with nothing before it that could end the worker
        if (tasks.length > 0) {
          lane.putBack(task);
          break;
        }
        const empty = worker.isIdle ? worker : this.#emptyWorker();
        if (empty === undefined) {
          lane.putBack(task);
          return;
        }
        empty.send([task], task.deaths > 0);
        return;
      }
      tasks.push(task);
      time += task.fn.milliseconds;
    }
    if (tasks.length > 0) worker.send(tasks);
  }

  #emptyWorker(): PoolWorker | undefined {
    for (const worker of this.#workers) if (worker.isIdle && worker.hasRoom) return worker;
    return this.#workers.size < this.#settings.workers ? this.#startWorker() : undefined;
  }

  #startWorker(): PoolWorker {
    const worker = new PoolWorker(this.#settings.start, {
      done: (task, value) => task.lane.done(task, value),
      failed: (task, error) => task.lane.failed(task, error),
      told: () => this.#onTold(),
      gone: (gone, tasks, end) => this.#onGone(gone, tasks, end),
    });
    this.#workers.add(worker);
    return worker;
  }

  #onTold(): void {
    for (const lane of this.#lanes) lane.goOn();
    this.#dispatch();
    this.#releaseIdle();
  }

  #onGone(worker: PoolWorker, tasks: readonly Assignment[], end: End): void {
    this.#workers.delete(worker);
    for (const task of tasks) this.#judge(task, tasks.length, end);
    for (const lane of this.#lanes) lane.goOn();
    this.#gone();
    this.wake();
  }

  /** What becomes of a task whose worker is gone. */
  #judge(task: Assignment, together: number, end: End): void {
    const { lane } = task;
    if (this.#isClosed) {
      lane.failed(task, new WorkerError(`The ${this.name} scheduler was closed while the task ran`));
      return;
    }
    const wasRunning = end.task === undefined ? true : end.task === task.id;
    if (
      wasRunning &&
      (end.isGuilty || (end.task === undefined && together === 1 && task.deaths + 1 >= DEATHS))
    ) {
      lane.failed(task, new WorkerError(`The task ended its worker: it ${end.what}`));
      return;
    }
    if (wasRunning && ++task.deaths >= DEATHS) {
      const times = `${String(task.deaths)} workers ended while they ran the task, the last one so: ${end.what}`;
      lane.failed(task, new WorkerError(times));
    } else if (task.transfer.length > 0) {
      lane.failed(task, new WorkerError(`The worker ended, and with it the data it was handed: ${end.what}`));
    } else lane.putBack(task);
  }

  #releaseIdle(): void {
    if (this.#idleTimer !== undefined) return;
    const { idleTimeout } = this.#settings;
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined;
      const now = performance.now();
      for (const worker of this.#workers)
        if (worker.isIdle && now - worker.idleSince >= idleTimeout) worker.kill();
      if (this.#workers.size > 0) this.#releaseIdle();
    }, idleTimeout).unref();
  }
}

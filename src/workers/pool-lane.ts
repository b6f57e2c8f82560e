import { packValue } from '../closures/index.js';
import { isAbortOf } from './abort.js';
import type { Assignment, TaskOwner } from './assignment.js';
import type { WorkerPool } from './pool.js';
import { PoolFunctions } from './pool-functions.js';
import { ELSEWHERE, type Lane, type Step, type TaskReport } from './scheduler.js';
import { SharedInputs, type Inputs } from './shared-inputs.js';
import type { TaskFunction, TaskGraph } from '../graph/index.js';
import { BEGINS, ENDED } from './wire.js';

/** Milliseconds of work for each worker that wait here: enough to fill batches, little enough to keep the run's order. */
const AHEAD = 2;
/** Of tasks that take longer so many for each worker, if they are not more work than that: enough for pairs. */
const PAIRS_AHEAD = 4;
const LONGEST_AHEAD = 60;
/** Most tasks that go together as one. */
const CHAIN = 256;

/** What has to be looked at, besides objects, before it is sent. */
const IS_PACKED: ReadonlySet<string> = new Set(['function', 'symbol']);

let lastTask = 0;

/** The way of one run to a pool: its functions, packed once, and its tasks that wait. */
export class PoolLane implements Lane, TaskOwner {
  readonly longestChain: number;
  readonly #pool: WorkerPool;
  readonly #graph: TaskGraph;
  readonly #report: TaskReport;
  readonly #inputs: SharedInputs | undefined;
  readonly #functions: PoolFunctions;
  /** Results that can be sent on without another look: they came from a worker, and nothing here can have changed them. */
  readonly #plain: WeakSet<object> = new WeakSet();
  #queue: Assignment[] = [];
  #next = 0;
  /** Tasks that were put back: they go first, the last one before the others. */
  readonly #back: Assignment[] = [];
  #waiting = 0;
  #waitingTime = 0;
  /** Tasks by their number in the run, until their end is told; those that go with another as well. */
  readonly #open: Map<number, Assignment> = new Map();
  /** Tasks that were told to end. */
  readonly #ending: Map<number, { readonly reason: unknown; readonly timer: NodeJS.Timeout }> = new Map();
  #isClosed = false;
  #broken: Error | undefined;
  #emptied: () => void = () => undefined;

  /** @throws NotShippableError with everything that cannot be sent. */
  constructor(pool: WorkerPool, graph: TaskGraph, report: TaskReport) {
    const { sharesMemory } = pool.settings;
    this.#pool = pool;
    this.#graph = graph;
    this.#report = report;
    this.#functions = new PoolFunctions(sharesMemory, pool.functions);
    this.#functions.packAll(graph, (called) => report.goesOut(called));
    // what goes with another is not asked for by itself
    this.longestChain = this.#functions.someStay ? 1 : CHAIN;
    if (sharesMemory) this.#inputs = new SharedInputs(graph, report);
  }

  get hasRoom(): boolean {
    const { workers } = this.#pool.settings;
    if (this.#waitingTime < AHEAD * workers) return true;
    return this.#waiting < PAIRS_AHEAD * workers && this.#waitingTime < LONGEST_AHEAD * workers;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Tasks that anybody may run anywhere stay where sending their inputs takes longer than running them. */
  takes(called: TaskFunction): boolean {
    if (this.#functions.stays(called)) return false;
    return !called.pure || called.policy !== undefined || !this.#functions.get(called).times.staysNext();
  }

  start(steps: readonly [Step, ...Step[]]): void {
    let assignment: Assignment | undefined;
    try {
      if (this.#broken !== undefined) throw this.#broken;
      for (let at = steps.length - 1; at >= 0; at--) assignment = this.#assign(steps[at]!, assignment);
    } catch (error) {
      // not at once: the run is in the middle of starting it
      queueMicrotask(() => {
        this.#report.failed(steps[0].task, error);
        this.goOn();
      });
      return;
    }
    for (let task = assignment; task !== undefined; task = task.next) this.#open.set(task.task, task);
    this.#add(assignment!, this.#queue);
    this.#pool.wake();
  }

  cancel(task: number, reason: unknown): void {
    const assignment = this.#open.get(task);
    if (assignment === undefined || this.#ending.has(task)) return;
    const worker = this.#pool.workerOf(assignment.id);
    if (worker === undefined) {
      queueMicrotask(() => {
        this.ended(assignment, ENDED.FAILED, reason);
        this.goOn();
      });
      return;
    }
    const timer = setTimeout(() => this.#pool.workerOf(assignment.id)?.kill(), this.#pool.settings.grace);
    const ids: number[] = [];
    for (let one: Assignment | undefined = assignment; one !== undefined; one = one.next) {
      ids.push(one.id);
      this.#ending.set(one.task, { reason, timer });
    }
    worker.cancel(ids, reason);
  }

  async close(reason: unknown): Promise<void> {
    this.#isClosed = true;
    for (const assignment of [...this.#open.values()]) {
      if (this.#pool.workerOf(assignment.id) === undefined) this.#forget(assignment);
      else if (assignment.begins < 0) this.cancel(assignment.task, reason);
    }
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        this.#emptied = resolve;
      });
    }
    this.#pool.leave(this, this.#functions.letGo());
  }

  abandon(error: Error): void {
    this.#broken = error;
    for (const assignment of [...this.#open.values()]) {
      if (assignment.begins < 0 && this.#pool.workerOf(assignment.id) === undefined) {
        this.ended(assignment, ENDED.FAILED, error);
      }
    }
    this.goOn();
  }

  next(): Assignment | undefined {
    for (let task = this.#take(); task !== undefined; task = this.#take()) {
      if (task.isOver) continue;
      this.#leaveQueue(task);
      return task;
    }
    this.#waitingTime = 0; // what rounding left of it
    return undefined;
  }

  putBack(assignment: Assignment): void {
    if (assignment.isOver) return;
    const ending = this.#ending.get(assignment.task);
    // its worker was ended because it would not stop
    if (ending !== undefined) this.ended(assignment, ENDED.FAILED, ending.reason);
    else if (this.#isClosed) this.#forget(assignment);
    else if (this.#broken !== undefined) this.ended(assignment, ENDED.FAILED, this.#broken);
    else this.#add(assignment, this.#back);
  }

  began({ task }: Assignment): void {
    this.#report.began(task);
  }

  ended(assignment: Assignment, how: number, value: unknown, isPlain = false): void {
    if (assignment.isOver) return;
    const { task } = assignment;
    const ending = this.#ending.get(task);
    this.#forget(assignment);
    if (how === ENDED.FAILED) {
      for (let next = assignment.next; next !== undefined; next = next.next) this.#forget(next);
    }
    if (this.#isClosed) return;
    if (how === ENDED.FAILED) {
      const isStopped = ending !== undefined && isAbortOf(value, ending.reason);
      this.#report.failed(task, isStopped ? ending.reason : value);
      return;
    }
    if (isPlain && this.#functions.areAllHere && typeof value === 'object' && value !== null) {
      this.#plain.add(value);
    }
    if (how === ENDED.OWNED) this.#inputs?.own(task);
    this.#report.done(task, how === ENDED.PASSED_ON ? ELSEWHERE : value);
  }

  goOn(): void {
    if (!this.#isClosed) this.#report.goOn();
  }

  #add(assignment: Assignment, list: Assignment[]): void {
    list.push(assignment);
    assignment.isWaiting = true;
    this.#waiting++;
    this.#waitingTime += assignment.estimate;
  }

  #leaveQueue(assignment: Assignment): void {
    assignment.isWaiting = false;
    this.#waiting--;
    this.#waitingTime -= assignment.estimate;
  }

  #take(): Assignment | undefined {
    const back = this.#back.pop();
    if (back !== undefined) return back;
    const task = this.#queue[this.#next];
    if (task === undefined) {
      this.#queue.length = this.#next = 0;
      return undefined;
    }
    this.#next++;
    return task;
  }

  /** The end of a task is known: it is not waited for any more. */
  #forget(assignment: Assignment): void {
    const { task } = assignment;
    if (!this.#open.delete(task)) return;
    assignment.isOver = true;
    clearTimeout(this.#ending.get(task)?.timer);
    this.#ending.delete(task);
    // one that waits is passed over when its turn comes
    if (assignment.isWaiting) this.#leaveQueue(assignment);
    if (this.#isClosed && this.#open.size === 0) this.#emptied();
  }

  #assign({ task, called, args: given, argument }: Step, next: Assignment | undefined): Assignment {
    const fn = this.#functions.get(called);
    const { policy } = called;
    const { args, transfer } = this.#prepare(task, given, policy?.retries === undefined);
    const tells = policy?.timeout !== undefined;
    return {
      id: ++lastTask,
      fn,
      key: this.#graph.names.key(task),
      attempt: policy === undefined ? 1 : this.#report.attemptOf(task),
      args: args.map((arg, at) => this.#packed(arg, at, task)),
      begins: argument >= 0 ? argument : tells ? BEGINS.AND_TELLS : BEGINS.AT_ONCE,
      transfer,
      lane: this,
      task,
      next,
      estimate: fn.times.running + (next?.estimate ?? 0),
      deaths: 0,
      batch: 0,
      isWaiting: false,
      isOver: false,
    };
  }

  #packed(arg: unknown, at: number, task: number): unknown {
    if (typeof arg === 'object' ? arg === null || this.#plain.has(arg) : !IS_PACKED.has(typeof arg))
      return arg;
    return packValue(arg, { name: `argument ${String(at)} of "${this.#graph.names.key(task)}"` });
  }

  #prepare(task: number, args: readonly unknown[], mayLose: boolean): Inputs {
    return this.#inputs?.prepare(task, args, mayLose) ?? { args, transfer: [] };
  }
}

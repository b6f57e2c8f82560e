import { packFunctions, packValue } from '../closures/index.js';
import { NotShippableError, type ShipProblem } from '../errors/index.js';
import { OrderOnly, Template, type AnyFunction, type TaskFunction, type TaskGraph } from '../graph/index.js';
import { PoolFunction, type Assignment, type TaskOwner } from './assignment.js';
import type { WorkerPool } from './pool.js';
import type { Lane, TaskReport } from './scheduler.js';
import { SharedInputs } from './shared-inputs.js';

/** Tasks that wait for a worker: enough to fill batches, few enough to keep the order that the run chose. */
const WAITING = 4096;

let lastTask = 0;
let lastFunction = 0;

/** The way of one run to a pool: its functions, packed once, and its tasks that wait. */
export class PoolLane implements Lane, TaskOwner {
  readonly #pool: WorkerPool;
  readonly #graph: TaskGraph;
  readonly #report: TaskReport;
  readonly #inputs: SharedInputs;
  readonly #functions: Map<TaskFunction, PoolFunction> = new Map();
  #waiting: Assignment[] = [];
  #next = 0;
  /** Tasks that came back because their worker is gone: they go first. */
  readonly #back: Assignment[] = [];
  /** Tasks by their number in the run, until their end is told. */
  readonly #open: Map<number, Assignment> = new Map();
  /** Tasks that were told to end. */
  readonly #ending: Map<number, { readonly reason: unknown; readonly timer: NodeJS.Timeout }> = new Map();
  #isClosed = false;
  #emptied: () => void = () => undefined;

  /** @throws NotShippableError with everything that cannot be sent. */
  constructor(pool: WorkerPool, graph: TaskGraph, report: TaskReport) {
    this.#pool = pool;
    this.#graph = graph;
    this.#report = report;
    this.#inputs = new SharedInputs(graph, report);
    this.#packFunctions();
  }

  get hasRoom(): boolean {
    return this.waiting < WAITING;
  }

  get waiting(): number {
    return this.#waiting.length - this.#next + this.#back.length;
  }

  start(task: number, called: TaskFunction, args: readonly unknown[]): void {
    let assignment: Assignment;
    try {
      assignment = this.#assign(task, called, args);
    } catch (error) {
      // not at once: the run is in the middle of starting it
      queueMicrotask(() => {
        this.#report.failed(task, error);
        this.#report.goOn();
      });
      return;
    }
    this.#open.set(task, assignment);
    this.#waiting.push(assignment);
    this.#pool.wake();
  }

  cancel(task: number, reason: unknown): void {
    const assignment = this.#open.get(task);
    if (assignment === undefined || this.#ending.has(task)) return;
    const worker = this.#pool.workerOf(assignment.id);
    if (worker === undefined) {
      this.#drop(assignment);
      queueMicrotask(() => {
        this.failed(assignment, reason);
        this.goOn();
      });
      return;
    }
    worker.cancel(assignment.id, reason);
    const timer = setTimeout(() => this.#pool.workerOf(assignment.id)?.kill(), this.#pool.grace);
    this.#ending.set(task, { reason, timer });
  }

  async close(reason: unknown): Promise<void> {
    this.#isClosed = true;
    for (const assignment of [...this.#open.values()]) {
      if (this.#pool.workerOf(assignment.id) === undefined) this.#open.delete(assignment.task);
      else this.cancel(assignment.task, reason);
    }
    this.#waiting.length = this.#next = this.#back.length = 0;
    if (this.#open.size > 0) {
      await new Promise<void>((resolve) => {
        this.#emptied = resolve;
      });
    }
    this.#pool.leave(
      this,
      Array.from(this.#functions.values(), ({ id }) => id),
    );
  }

  next(): Assignment | undefined {
    const back = this.#back.shift();
    if (back !== undefined) return back;
    const task = this.#waiting[this.#next];
    if (task === undefined) return undefined;
    this.#next++;
    if (this.#next === this.#waiting.length || this.#next > WAITING) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    return task;
  }

  putBack(assignment: Assignment): void {
    if (!this.#open.has(assignment.task)) return;
    const ending = this.#ending.get(assignment.task);
    // its worker was ended because it would not stop
    if (ending !== undefined) this.failed(assignment, ending.reason);
    else this.#back.push(assignment);
  }

  done(assignment: Assignment, value: unknown): void {
    if (this.#forget(assignment)) this.#report.done(assignment.task, value);
  }

  failed(assignment: Assignment, error: unknown): void {
    const ending = this.#ending.get(assignment.task);
    const told = ending !== undefined && isAbortOf(error, ending.reason) ? ending.reason : error;
    if (this.#forget(assignment)) this.#report.failed(assignment.task, told);
  }

  goOn(): void {
    if (!this.#isClosed) this.#report.goOn();
  }

  /** Whether the end of a task is to be told. */
  #forget({ task }: Assignment): boolean {
    if (!this.#open.delete(task)) return false;
    clearTimeout(this.#ending.get(task)?.timer);
    this.#ending.delete(task);
    if (!this.#isClosed) return true;
    if (this.#open.size === 0) this.#emptied();
    return false;
  }

  #drop(assignment: Assignment): void {
    for (const list of [this.#waiting, this.#back]) {
      const at = list.indexOf(assignment, list === this.#waiting ? this.#next : 0);
      if (at >= 0) list.splice(at, 1);
    }
  }

  #assign(task: number, called: TaskFunction, given: readonly unknown[]): Assignment {
    const fn = this.#functions.get(called) ?? this.#packFunction(called);
    const { args, transfer } = this.#inputs.prepare(task, given, called.policy?.retries === undefined);
    const key = this.#graph.names.key(task);
    const packed = args.map((arg, index) =>
      typeof arg === 'object' || typeof arg === 'function' || typeof arg === 'symbol'
        ? packValue(arg, { name: `argument ${String(index)} of "${key}"` })
        : arg,
    );
    const attempt = this.#report.attemptOf(task);
    const id = ++lastTask;
    return { id, fn, key, attempt, args: packed, transfer, lane: this, task, deaths: 0 };
  }

  /** All functions of the run, and the arguments that are known before it: what is refused is refused together. */
  #packFunctions(): void {
    const { functions, constants, offsets, refs, names } = this.#graph;
    const distinct = new Map<AnyFunction, TaskFunction[]>();
    const problems: ShipProblem[] = [];
    const check = (look: () => unknown): void => {
      try {
        look();
      } catch (error) {
        if (!(error instanceof NotShippableError)) throw error;
        problems.push(...error.problems);
      }
    };
    functions.forEach((called, task) => {
      if (!this.#report.goesOut(called)) return;
      const same = distinct.get(called.fn!);
      if (same === undefined) distinct.set(called.fn!, [called]);
      else if (same.at(-1) !== called) same.push(called);
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const constant = refs[at]! < 0 ? constants[~refs[at]!] : undefined;
        if (typeof constant !== 'object' && typeof constant !== 'function' && typeof constant !== 'symbol')
          continue;
        const value =
          constant instanceof Template
            ? constant instanceof OrderOnly
              ? []
              : constant.build(() => null, false)
            : constant;
        check(() => packValue(value, { name: `an argument of "${names.key(task)}"` }));
      }
    });
    const packed = new Map<AnyFunction, PoolFunction>();
    for (const [fn, [called]] of distinct) check(() => packed.set(fn, this.#pack(called!)));
    if (problems.length > 0) throw new NotShippableError(problems);
    for (const [fn, same] of distinct)
      for (const called of same) this.#functions.set(called, packed.get(fn)!);
  }

  /** A function that came up while the graph ran: a lazy result brought it. */
  #packFunction(called: TaskFunction): PoolFunction {
    const made = this.#pack(called);
    this.#functions.set(called, made);
    return made;
  }

  #pack({ fn, name, module, captures, method }: TaskFunction): PoolFunction {
    const options = {
      fn: fn!,
      name,
      ...(module !== undefined && { module }),
      ...(captures !== undefined && { captures }),
    };
    const [shipped] = packFunctions([options]);
    return new PoolFunction(++lastFunction, shipped!, method);
  }
}

function isAbortOf(error: unknown, reason: unknown): boolean {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  const given = (reason ?? {}) as { name?: unknown; message?: unknown };
  return name === 'AbortError' || (name === given.name && message === given.message);
}

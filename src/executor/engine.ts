import {
  argumentsOf,
  checkedItems,
  consumersOf,
  countUses,
  givenValue,
  type Expansion,
  type Links,
  type TaskFunction,
  type TaskGraph,
} from '../graph/index.js';
import { isThenable } from '../basics/index.js';
import { enterTask, leaveTask, type ContextSource, type Lane, type TaskContext } from '../workers/index.js';
import { Attempts, type Attempt } from './attempts.js';
import { callFunction } from './call-function.js';
import { LateLinks } from './late-links.js';
import { MutationWatch } from './mutation-watch.js';
import { isAbort } from './outcome.js';
import { isOperation, type Placement } from './placement.js';
import { NONE, ReadyTasks } from './ready-tasks.js';
import { circleError, findCircle } from './standstill.js';
import { TaskState } from './task-state.js';
import { TimeSlice } from './time-slice.js';
import type { TaskWatch } from './task-watch.js';
import type { Window } from './window.js';

/** How an engine runs. */
export interface EngineSettings {
  /** The places for promises of tasks. */
  readonly window: Window;
  /** Whether the first failure stops the run; otherwise only what needs the failed task is given up. */
  readonly failFast: boolean;
  /** Results held at once, above which tasks without inputs wait; undefined: as many as there are. */
  readonly maxLive: number | undefined;
  readonly placement: Placement;
  /** Looks for lazy values in a result; where there are any, adds their tasks to the graph. */
  readonly expand: (result: unknown, results: KeptResults) => Expansion | undefined;
  /** Whether a task that changes its inputs fails. */
  readonly detectMutation: boolean;
}

/** Results of a running graph, for whoever adds tasks to it. */
export interface KeptResults {
  /** Whether the result of a task can still be had. */
  isUsable(task: number): boolean;
  /** The result of a task, one of those that another's was made of, is not needed any more. */
  release(task: number): void;
}

/** Is told of every change of a task's state, while the change is made. */
export type Observer = (task: number, state: TaskState) => void;

/** A task that failed, what it threw and how often it was tried. */
export interface Failure {
  readonly task: number;
  readonly error: unknown;
  readonly tries: number;
}

/**
 * Runs a task graph.
 *
 * Tasks stand in an order that finishes started branches before it opens new ones, and every task stands after
 * its inputs. So a graph of synchronous functions is one walk along that order, without a promise or a counter
 * for any task. The first promise switches to counting: a task met before its inputs are there is passed over,
 * and started when the last of them arrives, ahead of everything not yet begun.
 *
 * A lazy result makes the graph grow: its tasks are added at the end, and the task that gave it is done when they are.
 */
export class Engine implements ContextSource, KeptResults {
  readonly values: unknown[];
  readonly failures: Failure[] = [];
  /** Tasks whose results are made of those of other tasks, and could not be had or are not there yet. */
  readonly expansions: Map<number, Expansion> = new Map();
  /** Tasks that have given their result. */
  completed = 0;
  /** The task started last, for whoever shows progress. */
  latest: number = NONE;
  observer: Observer | undefined;

  readonly #graph: TaskGraph;
  readonly #settings: EngineSettings;
  readonly #ready: ReadyTasks;
  readonly #window: Window;
  readonly #slice = new TimeSlice();
  readonly #attempts: Attempts;
  readonly #links = new LateLinks();
  readonly #over: Promise<void>;
  readonly #watch: TaskWatch | undefined;
  #states: Uint8Array;
  #uses: Int32Array;
  /** Signals of tasks that asked for theirs. */
  readonly #controllers: Map<number, AbortController> = new Map();
  #end: () => void = () => undefined;
  #isOver = false;
  #stopped = false;
  #stopReason: unknown;
  #scheduled = false;
  #inFlight = 0;
  #lane: Lane | undefined;
  /** Tasks at the scheduler. */
  readonly #away: Set<number> = new Set();
  /** Tasks that will not change any more. */
  #settled = 0;
  /** Results that are kept. */
  #live = 0;
  /** Reasons not to end although nothing is left to do. */
  #holds = 0;
  #consumers: Links | undefined;

  constructor(graph: TaskGraph, settings: EngineSettings) {
    this.#graph = graph;
    this.#settings = settings;
    this.#window = settings.window;
    this.#uses = countUses(graph);
    this.values = new Array<unknown>(graph.size);
    if (settings.detectMutation) this.#watch = new MutationWatch(graph, (task) => this.values[task]);
    this.#states = new Uint8Array(graph.size);
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
    const prioritized = graph.functions.some(({ policy }) => policy !== undefined && policy.priority !== 0);
    this.#ready = new ReadyTasks(graph, prioritized);
    this.#attempts = new Attempts({
      timedOut: (task, error) => {
        if (this.#away.has(task)) this.#lane?.cancel(task, error);
        else this.#giveUp(task, error);
      },
      again: (task) => {
        this.#ready.free(task);
        this.#goOn();
      },
    });
    if (!prioritized) return;
    const waitingFor = this.#startCounting();
    for (let task = 0; task < graph.size; task++) if (waitingFor[task] === 0) this.#ready.free(task);
  }

  /** The state of each task, a TaskState. */
  get states(): Uint8Array {
    return this.#states;
  }

  /** Tasks awaited now. */
  get inFlight(): number {
    return this.#inFlight + this.#away.size;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a task's result is still kept: it is until its last use, and to the end if it was asked for. */
  holds(task: number): boolean {
    return this.#states[task] === TaskState.DONE && this.#uses[task]! > 0;
  }

  /** Runs until every task is settled or the run was stopped; how it went stands in `states` and `failures`. */
  async run(): Promise<void> {
    const { goesOut, scheduler } = this.#settings.placement;
    if (this.#graph.functions.some(goesOut)) {
      this.#lane = await scheduler().open(this.#graph, {
        done: (task, value) => this.#arrive(task, () => this.#accept(task, value)),
        failed: (task, error) => this.#arrive(task, () => this.#fail(task, error)),
        goOn: () => this.#goOn(),
        goesOut,
        attemptOf: (task) => this.#attempts.tries(task),
        usesLeft: (task) => this.#uses[task]!,
      });
    }
    this.#pump();
    await this.#over;
    await this.#lane?.close(this.#stopReason);
  }

  /** Ends the run now: nothing is started any more and what is still awaited is ignored when it comes. */
  cancel(reason: unknown): void {
    if (this.#isOver) return;
    this.#stop(reason);
    this.#finish();
  }

  /** Calls the function of a task again, with the inputs it had. */
  again(task: number): unknown {
    enterTask(this, task);
    try {
      return callFunction(this.#graph, task, this.#graph.functions[task]!, this.values);
    } finally {
      leaveTask();
    }
  }

  /** Keeps the run open although nothing is left to do, until the function it gives is called. */
  hold(): () => void {
    this.#holds++;
    return () => {
      this.#holds--;
      this.#goOn();
    };
  }

  /** Makes results of tasks that were added to the graph results that were asked for. */
  keep(tasks: readonly number[]): void {
    this.#adopt();
    for (const task of tasks) this.#uses[task]!++;
    this.#goOn();
  }

  isUsable(task: number): boolean {
    return this.#states[task] !== TaskState.DONE || this.#uses[task]! > 0;
  }

  release(task: number): void {
    if (--this.#uses[task]! === 0 && this.#states[task] === TaskState.DONE) this.#letGo(task);
  }

  readonly #pump = (): void => {
    this.#scheduled = false;
    if (this.#isOver) return;
    this.#slice.begin();
    while (!this.#stopped) {
      if (this.#window.isFull) {
        // places of its own come back by themselves
        if (this.#window.taken > this.#inFlight) this.#window.callWhenFree(this.#pump);
        return;
      }
      if (this.#lane?.hasRoom === false) return;
      const task = this.#next();
      if (task === NONE) break;
      this.#start(task);
      if (this.#isOver) return;
      if (this.#slice.isOver()) {
        this.#scheduled = true;
        setImmediate(this.#pump);
        return;
      }
    }
    if (this.#isIdle() && this.#holds === 0 && !this.#breakCircle()) this.#finish();
  };

  #next(): number {
    const { maxLive } = this.#settings;
    if (maxLive === undefined) return this.#ready.next(false);
    const task = this.#ready.next(this.#live + this.inFlight >= maxLive);
    // where nothing else can go on, nothing will ever be let go
    return task === NONE && this.#isIdle() ? this.#ready.next(false) : task;
  }

  #isIdle(): boolean {
    return this.#inFlight + this.#away.size + (this.#stopped ? 0 : this.#attempts.waiting) === 0;
  }

  #start(task: number): void {
    const called = this.#graph.functions[task]!;
    const started = this.#states[task] === TaskState.RUNNING;
    if (started && this.expansions.has(task)) {
      this.#assemble(task);
      return;
    }
    if (this.failures.length > 0 && this.#anInputFailed(task)) {
      this.#settle(task, TaskState.INPUT_FAILED);
      return;
    }
    if (called.fn === undefined) {
      this.#give(task, called);
      return;
    }
    if (called.policy !== undefined && !this.#attempts.begin(task, called.policy)) return;
    this.latest = task;
    if (!started) {
      this.#mark(task, TaskState.RUNNING);
      if (this.#isOver) return; // a listener cancelled the run
    }
    this.#watch?.before(task);
    if (this.#lane !== undefined && this.#settings.placement.goesOut(called)) {
      this.#send(this.#lane, task, called);
      return;
    }
    enterTask(this, task);
    try {
      const result = callFunction(this.#graph, task, called, this.values);
      if (isThenable(result)) this.#await(task, result);
      else this.#accept(task, result);
    } catch (error) {
      this.#fail(task, error);
    } finally {
      leaveTask();
    }
  }

  /** Data that was given: complete as it is, unless it is the promise of data. */
  #give(task: number, called: TaskFunction): void {
    const value = givenValue(this.#graph, task);
    try {
      if (isThenable(value)) this.#await(task, value);
      else this.#complete(task, checkedItems(value, called.nout));
    } catch (error) {
      this.#fail(task, error);
    }
  }

  #send(lane: Lane, task: number, called: TaskFunction): void {
    this.#ready.waitingFor ??= this.#startCounting();
    this.#away.add(task);
    lane.start(
      task,
      called,
      argumentsOf(this.#graph, task, (input) => this.values[input]),
    );
  }

  /** Something came back from the scheduler; it calls `goOn` itself. */
  #arrive(task: number, take: () => void): void {
    if (!this.#away.delete(task) || this.#isOver) return;
    try {
      take();
    } catch (error) {
      this.#fail(task, error);
    }
  }

  /** The context a task gets when it asks for it. */
  contextOf(task: number): TaskContext {
    const { names, functions } = this.#graph;
    return {
      key: names.key(task),
      name: functions[task]!.name,
      attempt: this.#attempts.tries(task),
      signal: this.#signalOf(task),
    };
  }

  /** Each task has a signal of its own: what it adds to it is gone with the task. */
  #signalOf(task: number): AbortSignal {
    const known = this.#controllers.get(task);
    if (known !== undefined) return known.signal;
    const controller = new AbortController();
    if (this.#stopped) controller.abort(this.#stopReason);
    else this.#controllers.set(task, controller);
    return controller.signal;
  }

  #await(task: number, promise: PromiseLike<unknown>): void {
    this.#ready.waitingFor ??= this.#startCounting();
    this.#inFlight++;
    this.#window.enter();
    const attempt: Attempt | undefined =
      this.#graph.functions[task]!.policy === undefined ? undefined : this.#attempts.current(task);
    asPromise(promise).then(
      (value) => {
        if (attempt?.isOver === true) return;
        this.#leaveWindow();
        if (this.#isOver) return;
        try {
          this.#accept(task, value);
        } catch (error) {
          this.#fail(task, error);
        }
        this.#goOn();
      },
      (error: unknown) => {
        if (attempt?.isOver === true) return;
        this.#leaveWindow();
        if (this.#isOver) return;
        this.#fail(task, error);
        this.#goOn();
      },
    );
  }

  /** A try took too long: what its promise gives later is not wanted any more. */
  #giveUp(task: number, error: unknown): void {
    this.#leaveWindow();
    this.#fail(task, error);
    this.#goOn();
  }

  #leaveWindow(): void {
    this.#inFlight--;
    this.#window.leave();
  }

  #goOn(): void {
    if (!this.#scheduled) this.#pump();
  }

  /** Takes the result of a function: checks its length, or adds the tasks to the graph where it is lazy itself. */
  #accept(task: number, result: unknown): void {
    if (this.#isOver) return; // the task itself cancelled the run
    const { policy, nout } = this.#graph.functions[task]!;
    if (policy !== undefined) {
      const overrun = this.#attempts.end(task);
      if (overrun !== undefined) throw overrun;
    }
    this.#watch?.after(task);
    const expansion =
      typeof result === 'object' && result !== null ? this.#settings.expand(result, this) : undefined;
    if (expansion === undefined) this.#complete(task, checkedItems(result, nout));
    else this.#awaitExpansion(task, expansion);
  }

  /** The task goes on when the tasks its result is made of are done; until then it holds no place. */
  #awaitExpansion(task: number, expansion: Expansion): void {
    this.#adopt();
    this.expansions.set(task, expansion);
    const waitingFor = this.#ready.waitingFor!;
    for (const input of expansion.tasks) {
      this.#uses[input]! += 2; // for this task, and for whoever gives the same lazy value again
      if (this.#states[input]! > TaskState.RUNNING) continue;
      this.#links.add(input, task);
      waitingFor[task]!++;
    }
    if (waitingFor[task] === 0) this.#ready.free(task);
  }

  /** The graph may have grown: the tables grow with it, and tasks that can start are freed. */
  #adopt(): void {
    const { size, refs, offsets } = this.#graph;
    this.#ready.waitingFor ??= this.#startCounting();
    const known = this.values.length;
    this.#links.grow(size);
    if (size === known) return;
    this.values.length = size;
    this.#states = grown(this.#states, size);
    this.#uses = grown(this.#uses, size);
    const waitingFor = (this.#ready.waitingFor = grown(this.#ready.waitingFor, size));
    for (let task = known; task < size; task++) {
      // any lazy result to come may ask for it again, and it is to run once
      if (this.#graph.functions[task]!.pure && !isOperation(this.#graph.functions[task]!)) this.#uses[task]!++;
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const input = refs[at]!;
        if (input < 0) continue;
        this.#uses[input]!++;
        if (this.#states[input]! > TaskState.RUNNING) continue;
        this.#links.add(input, task);
        waitingFor[task]!++;
      }
    }
    // from the last to the first, so that the first is on top
    for (let task = size - 1; task >= known; task--) if (waitingFor[task] === 0) this.#ready.free(task);
  }

  /** All tasks that a result is made of have come to their end. */
  #assemble(task: number): void {
    const { tasks, build } = this.expansions.get(task)!;
    const failed = tasks.some((input) => this.#failed(input));
    try {
      const values = tasks.map((input) => this.values[input]);
      for (const input of tasks) this.release(input);
      if (failed) this.#settle(task, TaskState.INPUT_FAILED);
      else {
        this.expansions.delete(task);
        this.#complete(task, checkedItems(build(values), this.#graph.functions[task]!.nout));
      }
    } catch (error) {
      this.#fail(task, error);
    }
  }

  #complete(task: number, value: unknown): void {
    this.values[task] = value;
    this.completed++;
    this.#live++;
    this.#watch?.completed(task, value);
    this.#settle(task, TaskState.DONE);
  }

  #fail(task: number, error: unknown): void {
    if (this.#isOver) return;
    const { policy } = this.#graph.functions[task]!;
    let cause = error;
    if (policy !== undefined) {
      this.#attempts.end(task);
      try {
        if (!this.#stopped && this.#attempts.retry(task, policy, error)) {
          this.#abort(task, error);
          return;
        }
      } catch (thrown) {
        cause = thrown;
      }
    }
    if (this.#stopped && isAbort(cause, this.#stopReason)) {
      this.#settle(task, TaskState.CANCELLED); // it only did what it was told when another failed
      return;
    }
    this.#abort(task, cause);
    this.failures.push({ task, error: cause, tries: policy === undefined ? 1 : this.#attempts.tries(task) });
    this.#settle(task, TaskState.FAILED);
    if (this.#settings.failFast) this.#stop(cause);
  }

  /** What a task has begun and left to itself is told to end. */
  #abort(task: number, reason: unknown): void {
    const controller = this.#controllers.get(task);
    if (controller === undefined) return;
    this.#controllers.delete(task);
    controller.abort(reason);
  }

  /** Nothing is started any more; what runs is told to end. */
  #stop(reason: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stopReason = reason;
    this.#attempts.stop();
    for (const task of this.#away) this.#lane?.cancel(task, reason);
    for (const controller of [...this.#controllers.values()]) controller.abort(reason);
  }

  /** The task will not change any more: drops the inputs nobody else needs and frees the tasks it held back. */
  #settle(task: number, state: TaskState): void {
    const { offsets, refs } = this.#graph;
    this.#settled++;
    this.#mark(task, state);
    if (this.#controllers.size > 0) this.#controllers.delete(task);
    // those of a failed task are kept, so that it can be looked into
    if (state !== TaskState.FAILED) {
      const end = offsets[task + 1]!;
      for (let at = offsets[task]!; at < end; at++) {
        const ref = refs[at]!;
        if (ref >= 0 && --this.#uses[ref]! === 0) this.#letGo(ref);
      }
    }
    if (this.#ready.waitingFor !== undefined) this.#free(task, this.#ready.waitingFor);
  }

  #letGo(task: number): void {
    this.values[task] = undefined;
    this.#live--;
    this.#watch?.released(task);
  }

  #free(task: number, waitingFor: Int32Array): void {
    const { offsets, items } = this.#consumers!;
    const free = (consumer: number): void => {
      if (--waitingFor[consumer]! === 0) this.#ready.free(consumer);
    };
    // from the last to the first, so that the first is on top
    for (let at = (offsets[task + 1] ?? 0) - 1; at >= offsets[task]!; at--) free(items[at]!);
    this.#links.forEach(task, free);
  }

  #startCounting(): Int32Array {
    const { offsets, refs } = this.#graph;
    const size = this.values.length;
    this.#consumers = consumersOf(this.#graph, size);
    const waitingFor = new Int32Array(size);
    for (let task = 0; task < size; task++) {
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const ref = refs[at]!;
        if (ref >= 0 && this.#states[ref]! <= TaskState.RUNNING) waitingFor[task]!++;
      }
    }
    return waitingFor;
  }

  #anInputFailed(task: number): boolean {
    const { offsets, refs } = this.#graph;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const ref = refs[at]!;
      if (ref >= 0 && this.#failed(ref)) return true;
    }
    return false;
  }

  #failed(task: number): boolean {
    const state = this.#states[task];
    return state === TaskState.FAILED || state === TaskState.INPUT_FAILED;
  }

  /** Where lazy results wait for themselves, nothing would ever happen again: one of them fails instead. */
  #breakCircle(): boolean {
    if (this.#stopped || this.expansions.size === 0 || this.#settled === this.values.length) return false;
    const circle = findCircle(this.#graph, this.expansions, this.#states);
    if (circle === undefined) return false;
    this.#fail(circle[0]!, circleError(circle.map((task) => this.#graph.names.key(task))));
    queueMicrotask(this.#pump);
    return true;
  }

  #mark(task: number, state: TaskState): void {
    this.#states[task] = state;
    if (this.observer !== undefined) this.observer(task, state);
  }

  /** Settles what never ran: in error where an input failed, cancelled otherwise. */
  #finish(): void {
    this.#isOver = this.#stopped = true;
    this.#attempts.close();
    if (this.expansions.size > 0) this.#blame();
    const size = this.values.length;
    for (let task = 0; this.#settled < size; task++) {
      if (this.#states[task]! > TaskState.RUNNING) continue;
      this.#settled++;
      this.#mark(task, this.#anInputFailed(task) ? TaskState.INPUT_FAILED : TaskState.CANCELLED);
    }
    this.#controllers.clear();
    this.#end();
  }

  /** Settles what needs a failed task, where some need tasks that stand after them. */
  #blame(): void {
    const { offsets, items } = this.#consumers!;
    const todo = this.failures.map(({ task }) => task);
    const blame = (task: number): void => {
      if (this.#states[task]! > TaskState.RUNNING) return;
      this.#settled++;
      this.#mark(task, TaskState.INPUT_FAILED);
      todo.push(task);
    };
    for (let task = todo.pop(); task !== undefined; task = todo.pop()) {
      for (let at = offsets[task] ?? 0; at < (offsets[task + 1] ?? 0); at++) blame(items[at]!);
      this.#links.forEach(task, blame);
    }
  }
}

/** A table with room for more tasks; it doubles, so that adding them one by one is cheap. */
function grown<T extends Uint8Array | Int32Array>(table: T, size: number): T {
  if (size <= table.length) return table;
  const larger = new (table.constructor as new (length: number) => T)(Math.max(size, 2 * table.length));
  larger.set(table);
  return larger;
}

/** A promise that calls back once and later: one with a `then` of its own, or none of ours, may do otherwise. */
function asPromise(promise: PromiseLike<unknown>): Promise<unknown> {
  if (promise instanceof Promise && promise.then === Promise.prototype.then) return promise;
  return new Promise((resolve) => resolve(promise));
}

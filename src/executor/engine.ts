import { setMaxListeners } from 'node:events';
import {
  checkedItems,
  consumersOf,
  countUses,
  givenValue,
  type Links,
  type TaskFunction,
  type TaskGraph,
} from '../graph/index.js';
import { isThenable } from '../basics/index.js';
import { callFunction } from './call-function.js';
import { isAbort } from './outcome.js';
import { enterTask, leaveTask, type ContextSource, type TaskContext } from './task-context.js';
import { TaskState } from './task-state.js';
import { TimeSlice } from './time-slice.js';
import type { Window } from './window.js';

/** How an engine runs. */
export interface EngineSettings {
  /** The places for promises of tasks, shared with the runs of lazy results. */
  readonly window: Window;
  /** Whether the first failure stops the run; otherwise only what needs the failed task is given up. */
  readonly failFast: boolean;
  /** Takes a result that holds lazy values and computes them; undefined for any other result. */
  readonly expand: (result: unknown, signal: AbortSignal) => Promise<unknown> | undefined;
}

/** Is told of every change of a task's state, while the change is made. */
export type Observer = (task: number, state: TaskState) => void;

/** A task that failed and what it threw. */
export interface Failure {
  readonly task: number;
  readonly error: unknown;
}

const NONE = -1;

/**
 * Runs a task graph on the event loop.
 *
 * Tasks stand in an order that finishes started branches before it opens new ones, and every task stands after
 * its inputs. So a graph of synchronous functions is one walk along that order, without a promise or a counter
 * for any task. The first promise switches to counting: a task met before its inputs are there is passed over,
 * and started when the last of them arrives, ahead of everything not yet begun.
 */
export class Engine implements ContextSource {
  readonly values: unknown[];
  readonly states: Uint8Array;
  readonly failures: Failure[] = [];
  /** Tasks that have given their result. */
  completed = 0;
  /** The task started last, for whoever shows progress. */
  latest: number = NONE;
  observer: Observer | undefined;

  readonly #graph: TaskGraph;
  readonly #settings: EngineSettings;
  readonly #uses: Int32Array;
  readonly #window: Window;
  readonly #abort = new AbortController();
  readonly #slice = new TimeSlice();
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #isOver = false;
  #stopped = false;
  #scheduled = false;
  /** Next task of the order that was not looked at yet. */
  #cursor = 0;
  #inFlight = 0;
  /** Tasks that will not change any more. */
  #settled = 0;
  /** Results that were lazy themselves and are being computed; they hold no place among those in flight. */
  #expanding = 0;
  /** Tasks before the cursor whose last input has arrived; the one on top is started first. */
  readonly #freed: number[] = [];
  #consumers: Links | undefined;
  #waitingFor: Int32Array | undefined;

  constructor(graph: TaskGraph, settings: EngineSettings) {
    this.#graph = graph;
    this.#settings = settings;
    this.#window = settings.window;
    // lazy results are computed under this signal, and there may be many
    setMaxListeners(0, this.#abort.signal);
    this.#uses = countUses(graph);
    this.values = new Array<unknown>(graph.size);
    this.states = new Uint8Array(graph.size);
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Promises of tasks awaited now. */
  get inFlight(): number {
    return this.#inFlight;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a task's result is still kept: it is until its last use, and to the end if it was asked for. */
  holds(task: number): boolean {
    return this.states[task] === TaskState.DONE && this.#uses[task]! > 0;
  }

  /** Runs until every task is settled or the run was stopped; how it went stands in `states` and `failures`. */
  run(): Promise<void> {
    this.#pump();
    return this.#over;
  }

  /** Ends the run now: nothing is started any more and what is still awaited is ignored when it comes. */
  cancel(reason: unknown): void {
    if (this.#isOver) return;
    this.#abort.abort(reason);
    this.#finish();
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
    if (this.#inFlight + this.#expanding === 0 && !this.#isOver) this.#finish();
  };

  #next(): number {
    const freed = this.#freed.pop();
    if (freed !== undefined) return freed;
    while (this.#cursor < this.#graph.size) {
      const task = this.#cursor++;
      if (this.#waitingFor === undefined || this.#waitingFor[task] === 0) return task;
    }
    return NONE;
  }

  #start(task: number): void {
    const called = this.#graph.functions[task]!;
    if (this.failures.length > 0 && this.#anInputFailed(task)) {
      this.#settle(task, TaskState.INPUT_FAILED);
      return;
    }
    if (called.fn === undefined) {
      this.#give(task, called);
      return;
    }
    this.latest = task;
    this.#mark(task, TaskState.RUNNING);
    if (this.#isOver) return; // a listener cancelled the run
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

  /** The context a task gets when it asks for it. */
  contextOf(task: number): TaskContext {
    const { names, functions } = this.#graph;
    return { key: names.key(task), name: functions[task]!.name, signal: this.#abort.signal };
  }

  #await(task: number, promise: PromiseLike<unknown>): void {
    this.#waitingFor ??= this.#startCounting();
    this.#inFlight++;
    this.#window.enter();
    asPromise(promise).then(
      (value) => {
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
        this.#leaveWindow();
        if (this.#isOver) return;
        this.#fail(task, error);
        this.#goOn();
      },
    );
  }

  #leaveWindow(): void {
    this.#inFlight--;
    this.#window.leave();
  }

  #goOn(): void {
    if (!this.#scheduled) this.#pump();
  }

  /** Takes the result of a function: checks its length, and computes it first where it is lazy itself. */
  #accept(task: number, result: unknown): void {
    if (this.#isOver) return; // the task itself cancelled the run
    const expansion = this.#settings.expand(result, this.#abort.signal);
    if (expansion === undefined)
      this.#complete(task, checkedItems(result, this.#graph.functions[task]!.nout));
    else this.#awaitExpansion(task, expansion);
  }

  /** Lazy results hold no place of their own: the tasks they consist of do. */
  #awaitExpansion(task: number, expansion: Promise<unknown>): void {
    this.#waitingFor ??= this.#startCounting();
    this.#expanding++;
    const arrive = (take: () => void): void => {
      this.#expanding--;
      if (this.#isOver) return;
      try {
        take();
      } catch (error) {
        this.#fail(task, error);
      }
      this.#goOn();
    };
    expansion.then(
      (value) => arrive(() => this.#complete(task, checkedItems(value, this.#graph.functions[task]!.nout))),
      (error: unknown) => arrive(() => this.#fail(task, error)),
    );
  }

  #complete(task: number, value: unknown): void {
    this.values[task] = value;
    this.completed++;
    this.#settle(task, TaskState.DONE);
  }

  #fail(task: number, error: unknown): void {
    if (this.#isOver) return;
    if (this.#stopped && isAbort(error, this.#abort.signal.reason)) {
      this.#settle(task, TaskState.CANCELLED); // it only did what it was told when another failed
      return;
    }
    this.failures.push({ task, error });
    this.#settle(task, TaskState.FAILED);
    if (this.#settings.failFast) {
      this.#stopped = true;
      this.#abort.abort(error);
    }
  }

  /** The task will not change any more: drops the inputs nobody else needs and frees the tasks it held back. */
  #settle(task: number, state: TaskState): void {
    const { offsets, refs } = this.#graph;
    this.#settled++;
    this.#mark(task, state);
    const end = offsets[task + 1]!;
    for (let at = offsets[task]!; at < end; at++) {
      const ref = refs[at]!;
      if (ref >= 0 && --this.#uses[ref]! === 0) this.values[ref] = undefined;
    }
    if (this.#waitingFor !== undefined) this.#free(task, this.#waitingFor);
  }

  #free(task: number, waitingFor: Int32Array): void {
    const { offsets, items } = this.#consumers!;
    // from the last to the first, so that the first is on top
    for (let at = offsets[task + 1]! - 1; at >= offsets[task]!; at--) {
      const consumer = items[at]!;
      if (--waitingFor[consumer]! === 0 && consumer < this.#cursor) this.#freed.push(consumer);
    }
  }

  #startCounting(): Int32Array {
    const { offsets, refs, size } = this.#graph;
    this.#consumers = consumersOf(this.#graph);
    const waitingFor = new Int32Array(size);
    for (let task = this.#cursor; task < size; task++) {
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const ref = refs[at]!;
        if (ref >= 0 && this.states[ref]! <= TaskState.RUNNING) waitingFor[task]!++;
      }
    }
    return waitingFor;
  }

  #anInputFailed(task: number): boolean {
    const { offsets, refs } = this.#graph;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const ref = refs[at]!;
      if (ref < 0) continue;
      const state = this.states[ref];
      if (state === TaskState.FAILED || state === TaskState.INPUT_FAILED) return true;
    }
    return false;
  }

  #mark(task: number, state: TaskState): void {
    this.states[task] = state;
    if (this.observer !== undefined) this.observer(task, state);
  }

  /** Settles what never ran: in error where an input failed, cancelled otherwise. */
  #finish(): void {
    this.#isOver = this.#stopped = true;
    for (let task = 0; this.#settled < this.#graph.size; task++) {
      if (this.states[task]! > TaskState.RUNNING) continue;
      this.#settled++;
      this.#mark(task, this.#anInputFailed(task) ? TaskState.INPUT_FAILED : TaskState.CANCELLED);
    }
    this.#end();
  }
}

/** A promise that calls back once and later: one with a `then` of its own, or none of ours, may do otherwise. */
function asPromise(promise: PromiseLike<unknown>): Promise<unknown> {
  if (promise instanceof Promise && promise.then === Promise.prototype.then) return promise;
  return new Promise((resolve) => resolve(promise));
}

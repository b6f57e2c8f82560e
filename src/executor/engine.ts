import {
  checkedItems,
  givenValue,
  type Expansion,
  type TaskFunction,
  type TaskGraph,
} from '../graph/index.js';
import { isThenable } from '../basics/index.js';
import { ELSEWHERE, enterTask, leaveTask, type ContextSource, type TaskContext } from '../workers/index.js';
import { Attempts } from './attempts.js';
import { AwayTasks } from './away-tasks.js';
import { callFunction } from './call-function.js';
import type { EngineSettings, Failure, KeptResults } from './engine-settings.js';
import { Expansions } from './expansions.js';
import { InFlight } from './in-flight.js';
import { MutationWatch } from './mutation-watch.js';
import { isAbort } from './outcome.js';
import { NONE } from './ready-tasks.js';
import { TaskSignals } from './task-signals.js';
import { TaskState } from './task-state.js';
import { TaskTables, type Observer } from './task-tables.js';
import { TimeSlice } from './time-slice.js';
import type { TaskWatch } from './task-watch.js';

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
  readonly failures: Failure[] = [];
  /** Tasks that have given their result. */
  completed = 0;
  /** The task started last, for whoever shows progress. */
  latest: number = NONE;

  readonly #graph: TaskGraph;
  readonly #settings: EngineSettings;
  readonly #tables: TaskTables;
  readonly #inFlight: InFlight;
  readonly #slice = new TimeSlice();
  readonly #attempts: Attempts;
  readonly #signals = new TaskSignals();
  readonly #away: AwayTasks;
  readonly #expansions: Expansions;
  readonly #watch: TaskWatch | undefined;
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #isOver = false;
  #stopped = false;
  #stopReason: unknown;
  /** Reasons not to end although nothing is left to do. */
  #holds = 0;

  constructor(graph: TaskGraph, settings: EngineSettings) {
    this.#graph = graph;
    this.#settings = settings;
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
    const tables = (this.#tables = new TaskTables(graph));
    this.#expansions = new Expansions(graph, tables);
    if (settings.detectMutation) {
      const watch = (this.#watch = new MutationWatch(graph, (task) => tables.values[task]));
      tables.onRelease = (task): void => watch.released(task);
    }
    this.#attempts = new Attempts({
      timedOut: (task, error) => {
        if (this.#away.has(task)) {
          this.#away.cancel(task, error);
          return;
        }
        this.#inFlight.leave(); // what its promise gives later is not wanted any more
        this.#fail(task, error);
        this.#goOn();
      },
      again: (task) => {
        tables.ready.free(task);
        this.#goOn();
      },
    });
    const events = {
      began: (task: number): void => this.#attempts.called(task),
      returned: (task: number, value: unknown): void => this.#return(task, value),
      failed: (task: number, error: unknown): void => this.#fail(task, error),
      attemptOf: (task: number): number => this.#attempts.tries(task),
      goOn: this.#goOn,
    };
    this.#inFlight = new InFlight(settings.window, events);
    this.#away = new AwayTasks(graph, tables, settings.placement, events, settings.detectMutation);
  }

  /** The state of each task, a TaskState. */
  get states(): Uint8Array {
    return this.#tables.states;
  }

  get values(): readonly unknown[] {
    return this.#tables.values;
  }

  /** Tasks whose results are made of those of other tasks, and are not there yet or could not be had. */
  get expansions(): ReadonlyMap<number, Expansion> {
    return this.#expansions.open;
  }

  set observer(observer: Observer | undefined) {
    this.#tables.observer = observer;
  }

  /** Tasks awaited now. */
  get inFlight(): number {
    return this.#inFlight.size + this.#away.size;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether a task's result is still kept: it is until its last use, and to the end if it was asked for. */
  holds(task: number): boolean {
    return this.states[task] === TaskState.DONE && this.isUsable(task);
  }

  /**
   * Runs until every task is settled or the run was stopped; how it went stands in `states` and `failures`.
   *
   * @throws NotShippableError, before the first task, with everything that cannot go to the scheduler.
   */
  async run(): Promise<void> {
    await this.#away.open();
    this.#pump();
    await this.#over;
    await this.#away.close(this.#stopReason);
  }

  /** Ends the run now: nothing is started any more and what is still awaited is ignored when it comes. */
  cancel(reason: unknown): void {
    if (this.#isOver) return;
    this.#stop(reason);
    this.#finish();
  }

  /** Calls the function of a task again, with the inputs it had. */
  again(task: number): unknown {
    this.#away.requireInputs(task);
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
    this.#tables.grow();
    for (const task of tasks) this.#tables.uses[task]!++;
    this.#goOn();
  }

  isUsable(task: number): boolean {
    const { values, states, uses } = this.#tables;
    if (values[task] === ELSEWHERE || this.#away.holdsResult(task)) return false;
    return states[task] !== TaskState.DONE || uses[task]! > 0;
  }

  release(task: number): void {
    this.#tables.release(task);
  }

  /** The context a task gets when it asks for it. */
  contextOf(task: number): TaskContext {
    const { names, functions } = this.#graph;
    const { name } = functions[task]!;
    return {
      key: names.key(task),
      name,
      attempt: this.#attempts.tries(task),
      signal: this.#signals.of(task),
    };
  }

  #pump(): void {
    if (this.#isOver) return;
    while (!this.#stopped) {
      if (this.#inFlight.isFull(this.#goOn) || !this.#away.hasRoom(this.#inFlight.most)) return;
      const task = this.#next();
      if (task === NONE) break;
      this.#start(task);
      if (this.#isOver) return;
      if (this.#slice.isOver()) {
        this.#slice.wait(this.#goOn);
        return;
      }
    }
    const isHeld = this.#holds > 0 && !this.#stopped;
    if (this.#isIdle() && !isHeld && !this.#breakCircle()) this.#finish();
  }

  readonly #goOn = (): void => {
    if (!this.#slice.isWaiting) this.#pump();
  };

  #next(): number {
    const { maxLive } = this.#settings;
    const { ready, live } = this.#tables;
    if (maxLive === undefined) return ready.next(false);
    const task = ready.next(live + this.inFlight >= maxLive);
    // where nothing else can go on, nothing will ever be let go
    return task === NONE && this.#isIdle() ? ready.next(false) : task;
  }

  #isIdle(): boolean {
    return this.inFlight + (this.#stopped ? 0 : this.#attempts.waiting) === 0;
  }

  #start(task: number): void {
    const called = this.#graph.functions[task]!;
    if (this.states[task]! > TaskState.RUNNING) return; // it failed in a circle, before what it waited for came to its end
    if (this.#expansions.has(task)) {
      this.#assemble(task);
      return;
    }
    if (this.failures.length > 0 && this.#tables.anInputFailed(task)) {
      this.#settle(task, TaskState.INPUT_FAILED);
      return;
    }
    if (called.fn === undefined) {
      this.#give(task, called);
      return;
    }
    const goesOut = this.#away.takes(task, called);
    if (called.policy !== undefined && !this.#attempts.begin(task, called.policy, !goesOut)) {
      this.#tables.count();
      return;
    }
    this.latest = task;
    if (this.states[task] !== TaskState.RUNNING) {
      this.#tables.mark(task, TaskState.RUNNING);
      if (this.#isOver) return; // a listener cancelled the run
    }
    this.#watch?.before(task);
    if (goesOut) {
      this.#away.send(task, called);
      return;
    }
    enterTask(this, task);
    try {
      const result = this.#attempts.call(this.#graph, task, called, this.#tables.values);
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

  #await(task: number, promise: PromiseLike<unknown>): void {
    this.#tables.count();
    const { policy } = this.#graph.functions[task]!;
    this.#inFlight.await(task, promise, policy === undefined ? undefined : this.#attempts.current(task));
  }

  /** A result came, later than the call. */
  #return(task: number, value: unknown): void {
    if (this.#isOver) return;
    try {
      if (value === ELSEWHERE) this.#complete(task, value);
      else this.#accept(task, value);
    } catch (error) {
      this.#fail(task, error);
    }
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
    const mayBeLazy = (typeof result === 'object' && result !== null) || typeof result === 'function';
    const expansion = mayBeLazy ? this.#settings.expand(result, this) : undefined;
    if (expansion === undefined) this.#complete(task, checkedItems(result, nout));
    else this.#expansions.add(task, expansion);
  }

  /** All tasks that a result is made of have come to their end. */
  #assemble(task: number): void {
    try {
      const whole = this.#expansions.take(task);
      if (whole === undefined) this.#settle(task, TaskState.INPUT_FAILED);
      else this.#complete(task, checkedItems(whole.result, this.#graph.functions[task]!.nout));
    } catch (error) {
      this.#fail(task, error);
    }
  }

  #complete(task: number, value: unknown): void {
    this.#tables.values[task] = value;
    this.completed++;
    this.#tables.live++;
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
        // a task whose lazy result waits for itself would only wait again
        const isCalled = !this.expansions.has(task);
        if (isCalled && !this.#stopped && this.#attempts.retry(task, policy, error)) {
          this.#tables.count();
          this.#signals.abort(task, error);
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
    this.#signals.abort(task, cause);
    this.failures.push({ task, error: cause, tries: policy === undefined ? 1 : this.#attempts.tries(task) });
    this.#settle(task, TaskState.FAILED);
    if (this.#settings.failFast) this.#stop(cause);
  }

  #settle(task: number, state: TaskState): void {
    this.#signals.forget(task);
    this.#tables.settle(task, state);
  }

  /** Where lazy results wait for themselves, nothing would ever happen again: one of them fails instead. */
  #breakCircle(): boolean {
    const circle = this.#stopped ? undefined : this.#expansions.inCircle();
    if (circle === undefined) return false;
    this.#fail(circle.task, circle.error);
    queueMicrotask(this.#goOn);
    return true;
  }

  /** Nothing is started any more; what runs is told to end. */
  #stop(reason: unknown): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stopReason = reason;
    this.#attempts.stop();
    this.#away.cancelAll(reason);
    this.#signals.abortAll(reason);
  }

  #finish(): void {
    this.#isOver = this.#stopped = true;
    this.#attempts.close();
    if (this.expansions.size > 0) this.#tables.blame(this.failures.map(({ task }) => task));
    this.#tables.settleRest();
    this.#signals.clear();
    this.#end();
  }
}

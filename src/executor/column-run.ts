import { SessionError, TaskError } from '../errors/index.js';
import type { DropEvent } from '../events/index.js';
import { waysToOutputs, type TaskGraph } from '../graph/index.js';
import { tellDropEvents } from './drop-events.js';
import { Engine } from './engine.js';
import type { EngineSettings, Failure, KeptResults } from './engine-settings.js';
import type { DropStatus, Outcome, Run, SessionDrop } from './run.js';
import { SessionDrops } from './session-drops.js';
import { hasFailed, TaskState } from './task-state.js';
import type { Observer } from './task-tables.js';
import { TaskTimes } from './task-times.js';
import type { RunTrace, TraceState } from '../viz/index.js';

/** Steps of ways to results that are told for each result; beyond, results share the error of their failed task. */
const STEPS = 1_000_000;

/** What pictures call the states, by their numbers. */
const STATE_NAMES: readonly TraceState[] = [
  'waiting',
  'running',
  'done',
  'failed',
  'input failed',
  'cancelled',
];

/** A run of a graph of tasks: the engine runs columns, and drops are made of them when somebody looks. */
export class ColumnRun implements Run {
  readonly #graph: TaskGraph;
  readonly #engine: Engine;
  readonly #drops: SessionDrops;
  readonly #sessionId: string;
  readonly #observers: Observer[] = [];
  readonly #errors: Map<number, TaskError> = new Map();
  /** The failures by task, and how many of them were read. */
  readonly #failures: Map<number, Failure> = new Map();
  #read = 0;
  #times: TaskTimes | undefined;
  #ways: Int32Array | undefined;
  #observed = false;
  #steps = 0;

  constructor(sessionId: string, graph: TaskGraph, settings: EngineSettings) {
    this.#sessionId = sessionId;
    this.#graph = graph;
    this.#engine = new Engine(graph, settings);
    this.#drops = new SessionDrops(sessionId, graph, this.#engine);
  }

  get completed(): number {
    return this.#engine.completed;
  }

  get total(): number {
    return this.#graph.size;
  }

  get latest(): string | undefined {
    return this.#graph.functions[this.#engine.latest]?.name;
  }

  get inFlight(): number {
    return this.#engine.inFlight;
  }

  get isOver(): boolean {
    return this.#engine.isOver;
  }

  get failed(): boolean {
    return this.#engine.failures.length > 0;
  }

  get failures(): TaskError[] {
    return this.#engine.failures.map((failure) => this.#taskError(failure));
  }

  start(): Promise<void> {
    return this.#engine.run();
  }

  cancel(reason: unknown): void {
    this.#engine.cancel(reason);
  }

  /** Is told of every change of a task's state from now on. */
  watch(observer: Observer): void {
    this.#observers.push(observer);
    const [first] = this.#observers;
    this.#engine.observer =
      this.#observers.length === 1
        ? first
        : (task, state): void => {
            for (const observe of this.#observers) observe(task, state);
          };
  }

  observe(listener: (event: DropEvent) => void): void {
    if (this.#observed) return;
    this.#observed = true;
    this.watch((task, state) => tellDropEvents(this.#graph, task, state, this.#sessionId, listener));
  }

  receive(event: DropEvent): void {
    this.#drops.receive(event);
  }

  results(): ReadonlyMap<string, unknown> {
    const { outputs, names } = this.#graph;
    return new Map(Array.from(outputs, (task) => [names.key(task), this.#engine.values[task]]));
  }

  values(): unknown[] {
    return Array.from(this.#graph.outputs, (task) => this.#engine.values[task]);
  }

  /** How it went for one of the results that were asked for; undefined where it never came to its end. */
  outcome(task: number): Outcome | undefined {
    const state = this.#engine.states[task];
    if (state === TaskState.DONE) return { status: 'fulfilled', value: this.#engine.values[task] };
    if (!hasFailed(state)) return undefined;
    return { status: 'rejected', reason: this.#errorOf(task) };
  }

  drop(uid: string): SessionDrop {
    return this.#drops.get(uid);
  }

  statuses(): Record<string, DropStatus> {
    return this.#drops.statuses();
  }

  rerun(uid: string): unknown {
    const task = this.#drops.taskOf(uid);
    if (this.#engine.states[task] !== TaskState.FAILED) {
      throw new SessionError(
        `"${uid}" did not fail itself, so its inputs were not kept; run a failed task again`,
      );
    }
    return this.#engine.again(task);
  }

  /** Remembers when tasks begin and end. */
  recordTimes(): void {
    this.#times = new TaskTimes(this.#graph.size);
    this.watch(this.#times.record);
  }

  trace(): RunTrace {
    const { started, ended } = this.#times ?? new TaskTimes(0);
    const errors = new Map(this.#engine.failures.map(({ task, error }) => [task, error]));
    const { states } = this.#engine;
    return {
      graph: this.#graph,
      states,
      stateNames: STATE_NAMES,
      started,
      ended,
      now: performance.now(),
      errors,
    };
  }

  /** Keeps the run open for tasks that are added, until the function it gives is called. */
  hold(): () => void {
    return this.#engine.hold();
  }

  /** Keeps the results of tasks that were added to the graph. */
  keep(tasks: readonly number[]): void {
    this.#engine.keep(tasks);
  }

  /** The results, for whoever adds tasks to the graph. */
  get kept(): KeptResults {
    return this.#engine;
  }

  /** The error of a result, with the way from the failed task to this very result. */
  #errorOf(output: number): TaskError {
    const way = [output];
    for (let task = output; this.#engine.states[task] !== TaskState.FAILED;) {
      task = this.#failedInput(task);
      way.push(task);
    }
    const failed = way.at(-1)!;
    const failure = this.#failureOf(failed);
    this.#steps += way.length;
    return this.#steps > STEPS ? this.#taskError(failure) : this.#errorAt(failure, way.reverse());
  }

  #failureOf(task: number): Failure {
    const { failures } = this.#engine;
    for (; this.#read < failures.length; this.#read++) {
      this.#failures.set(failures[this.#read]!.task, failures[this.#read]!);
    }
    return this.#failures.get(task)!;
  }

  #failedInput(task: number): number {
    const { states, expansions } = this.#engine;
    const { refs, offsets } = this.#graph;
    const isFailed = (input: number): boolean => input >= 0 && hasFailed(states[input]);
    return (
      expansions.get(task)?.tasks.find(isFailed) ??
      refs.subarray(offsets[task], offsets[task + 1]).find(isFailed)!
    );
  }

  /** The error of a failed task, with the way to the nearest result. The same one every time. */
  #taskError(failure: Failure): TaskError {
    const { task } = failure;
    const known = this.#errors.get(task);
    if (known !== undefined) return known;
    this.#ways ??= waysToOutputs(this.#graph, this.#engine.expansions);
    const way = [task];
    for (let at = this.#ways[task]!; at !== -1 && at !== way.at(-1); at = this.#ways[at]!) way.push(at);
    const error = this.#errorAt(failure, way);
    this.#errors.set(task, error);
    return error;
  }

  #errorAt({ task, error, tries }: Failure, way: readonly number[]): TaskError {
    const { names, functions } = this.#graph;
    const path = way.map((step) => names.key(step));
    const callSite = names.callSite(task);
    const { name } = functions[task]!;
    return new TaskError({ key: names.key(task), taskName: name, path, callSite, tries }, error);
  }
}

import { availableParallelism } from 'node:os';
import { FunctionApp, runsCode } from '../apps/index.js';
import { getDownstreamObjects, getUpstreamObjects } from '../droputils/index.js';
import {
  AppDROP,
  ContainerDROP,
  DataDROP,
  DirectoryDROP,
  InMemoryDROP,
  InputFiredAppDROP,
  type AbstractDROP,
} from '../drops/index.js';
import { AppError, InvalidDropError, SessionError, TaskError } from '../errors/index.js';
import type { DropEvent, Event } from '../events/index.js';
import type { TaskGraph, TaskLimit } from '../graph/index.js';
import { AppDROPStates, DROPStates, ExecutionMode } from '../protocol/index.js';
import type { RunTrace } from '../viz/index.js';
import { AppTimes, isInError, traceOfDrops } from './drop-trace.js';
import { Lane } from './lane.js';
import type { DropStatus, Run, SessionDrop } from './run.js';
import { callIn, enterLimit, leaveLimit, placeAround, waitForLimit, type Place } from './task-limits.js';
import { withContext, type TaskContext } from '../workers/index.js';
import { Window } from './window.js';

/** How many drops a message names of those that wait in vain. */
const NAMED = 5;

/**
 * A run of a graph of drops: the roots are started, and from there on the drops start each other by their events.
 * The run only limits how many applications are at work, listens, and notices when nothing can happen any more.
 */
export class DropRun implements Run {
  readonly #sessionId: string;
  readonly #drops: ReadonlyMap<string, AbstractDROP>;
  readonly #roots: readonly AbstractDROP[];
  readonly #columns: () => TaskGraph;
  /** Applications whose inputs are complete: those that start processes have fewer places. */
  readonly #tasks: Lane<InputFiredAppDROP>;
  readonly #processes: Lane<InputFiredAppDROP>;
  /** Drops that have not come to their end. */
  readonly #open: Set<AbstractDROP>;
  readonly #over: Promise<void>;
  #end: () => void = () => undefined;
  #isOver = false;
  #latest: string | undefined;
  #times: AppTimes | undefined;
  #listener: ((event: DropEvent) => void) | undefined;
  /** The place under a limit of the task in which the run was asked for. */
  readonly #within: Place | undefined = placeAround();

  /** @param columns - the graph as tasks, made where it is drawn. */
  constructor(
    sessionId: string,
    drops: ReadonlyMap<string, AbstractDROP>,
    roots: readonly AbstractDROP[],
    window: Window,
    columns: () => TaskGraph,
  ) {
    this.#sessionId = sessionId;
    this.#columns = columns;
    this.#drops = drops;
    this.#roots = roots;
    const start = (app: InputFiredAppDROP): Promise<void> => this.#start(app);
    this.#tasks = new Lane(window, start);
    this.#processes = new Lane(new Window(Math.min(window.size, availableParallelism())), start);
    // what could not be made as it should has come to its end already
    this.#open = new Set([...drops.values()].filter(({ status }) => status === DROPStates.INITIALIZED));
    this.#over = new Promise((resolve) => {
      this.#end = resolve;
    });
    for (const drop of drops.values()) {
      drop.subscribe((event) => this.#hear(drop, event));
      if (drop instanceof InputFiredAppDROP) drop.runner = (app): void => this.#enqueue(app);
    }
  }

  get completed(): number {
    let completed = 0;
    for (const { status } of this.#drops.values()) if (status === DROPStates.COMPLETED) completed++;
    return completed;
  }

  get total(): number {
    return this.#drops.size;
  }

  get latest(): string | undefined {
    return this.#latest;
  }

  get inFlight(): number {
    return this.#tasks.taken + this.#processes.taken;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * The drops a failure began at, where it reached a result: a failure that an application tolerated
   * (`input_error_threshold`) made nothing fail.
   */
  get failures(): TaskError[] {
    const failures: TaskError[] = [];
    for (const drop of this.#drops.values()) {
      if (drop.status !== DROPStates.ERROR || getUpstreamObjects(drop).some(isInError)) continue;
      const path = pathToFailedLeaf(drop);
      if (path === undefined) continue;
      const cause = drop.error ?? new AppError(`"${drop.uid}" is in ERROR`);
      const taskName = drop.name === '' ? drop.uid : drop.name;
      const tries = drop instanceof FunctionApp ? drop.attempt : undefined;
      failures.push(new TaskError({ key: drop.uid, taskName, path, callSite: undefined, tries }, cause));
    }
    return failures;
  }

  get failed(): boolean {
    return this.failures.length > 0;
  }

  /** What an application read may be gone, and what it wrote is in ERROR. */
  rerun(uid: string): never {
    throw new SessionError(
      `"${this.drop(uid).uid}" is a drop of DALiuGE; only tasks of functions can be run again`,
    );
  }

  /** Remembers when applications begin and end. */
  recordTimes(): void {
    this.#times = new AppTimes();
  }

  trace(): RunTrace {
    return traceOfDrops(this.#columns(), this.#drops, this.#times);
  }

  start(): Promise<void> {
    if (this.#open.size === 0) this.#finish();
    for (const root of this.#roots.toSorted((a, b) => priorityOf(b) - priorityOf(a))) {
      if (root instanceof InputFiredAppDROP) this.#enqueue(root);
      else if (root instanceof AppDROP) root.setError(unfed(root));
      else if (root.status === DROPStates.INITIALIZED) this.#complete(root);
    }
    this.#noticeStandstill();
    return this.#over;
  }

  /** Applications first: what they fill is cancelled by them. */
  cancel(): void {
    this.#tasks.clear();
    this.#processes.clear();
    for (const drop of this.#drops.values()) if (drop instanceof AppDROP) drop.cancel();
    for (const drop of this.#drops.values()) drop.cancel();
    this.#finish();
  }

  /** Ends the run early, and well: what has not run is skipped (EndDROP). */
  skipRest(): void {
    this.#tasks.clear();
    this.#processes.clear();
    for (const drop of this.#open) drop.skip();
  }

  observe(listener: (event: DropEvent) => void): void {
    this.#listener ??= listener;
  }

  /** Drops have told their listeners already. */
  receive(): void {}

  /** Data that nobody uses: the value or the bytes where they are in memory, else where the data is. */
  results(): ReadonlyMap<string, unknown> {
    const results = new Map<string, unknown>();
    for (const drop of this.#drops.values()) {
      if (drop.status !== DROPStates.COMPLETED || !holdsResult(drop)) continue;
      results.set(drop.oid, drop instanceof InMemoryDROP ? drop.value : drop.dataURL);
    }
    return results;
  }

  values(): unknown[] {
    return [...this.results().values()];
  }

  drop(uid: string): SessionDrop {
    const drop = this.#drops.get(uid);
    if (drop === undefined) throw new SessionError(`The graph of ${this.#sessionId} has no drop "${uid}"`);
    return drop as SessionDrop;
  }

  statuses(): Record<string, DropStatus> {
    return Object.fromEntries(
      Array.from(this.#drops, ([uid, drop]) => {
        const { status } = drop;
        return [uid, drop instanceof AppDROP ? { status, execStatus: drop.execStatus } : { status }];
      }),
    );
  }

  #hear(drop: AbstractDROP, event: Event): void {
    this.#listener?.(event as unknown as DropEvent);
    if (event.type === 'execStatus') {
      this.#times?.record(drop, event['execStatus']);
      if (event['execStatus'] === AppDROPStates.RUNNING)
        this.#latest = drop.name === '' ? drop.uid : drop.name;
    }
    // what a drop tells at its end, and only then
    if (event.type !== 'reproducibility') return;
    this.#open.delete(drop);
    if (this.#open.size === 0) this.#finish();
  }

  #enqueue(app: InputFiredAppDROP): void {
    (runsCode(app) ? this.#processes : this.#tasks).add(app, priorityOf(app));
  }

  async #start(app: InputFiredAppDROP): Promise<void> {
    if (this.#isOver) return;
    const limit = app instanceof FunctionApp ? app.policy?.limit : undefined;
    const place = limit === undefined ? this.#within : await this.#enterLimit(limit);
    try {
      await callIn(place, () => withContext(contextOf(app), () => app.asyncExecute()));
    } finally {
      if (place !== undefined && limit !== undefined) leaveLimit(place);
    }
    this.#noticeStandstill();
  }

  /** Resolves with a place under the limit, and never where the run is over before. */
  async #enterLimit(limit: TaskLimit): Promise<Place> {
    for (;;) {
      const place = enterLimit(limit, this.#within);
      if (place !== undefined) return place;
      await new Promise<void>((resolve) => {
        waitForLimit(limit, this.#within, () => {
          if (!this.#isOver) resolve();
          return !this.#isOver;
        });
      });
    }
  }

  #complete(root: AbstractDROP): void {
    try {
      root.setCompleted();
    } catch (error) {
      root.setError(error); // its content cannot be kept
    }
  }

  /** Where nothing is at work and nothing will come from outside, what is still open would wait for ever. */
  #noticeStandstill(): void {
    setImmediate(() => {
      if (this.#isOver || !this.#tasks.isIdle || !this.#processes.isIdle) return;
      const open = [...this.#open];
      const goesOn = open.some(
        (drop) => drop.executionMode === ExecutionMode.EXTERNAL || isAtWork(drop) || isFedFromOutside(drop),
      );
      if (goesOn || open.length === 0) return;
      const names = open.slice(0, NAMED).map(({ uid }) => `"${uid}"`);
      const more = open.length > NAMED ? ` and ${String(open.length - NAMED)} more` : '';
      const error = new SessionError(
        `Nothing is left to run, but ${names.join(', ')}${more} still wait: an input never came to its end`,
      );
      for (const drop of open) drop.error ??= error;
      for (const drop of open) drop.setError(error);
      this.#finish();
    });
  }

  #finish(): void {
    this.#isOver = true;
    this.#end();
  }
}

/** What nobody uses is what the graph is run for. A container has no data of its own: its children are results. */
function holdsResult(drop: AbstractDROP): drop is DataDROP {
  if (!(drop instanceof DataDROP) || getDownstreamObjects(drop).length > 0) return false;
  return !(drop instanceof ContainerDROP) || drop instanceof DirectoryDROP;
}

function unfed({ uid }: AppDROP): InvalidDropError {
  return new InvalidDropError(uid, 'works while its inputs are written, but has none, so nothing starts it');
}

function isAtWork(drop: AbstractDROP): boolean {
  return drop instanceof AppDROP && drop.execStatus === AppDROPStates.RUNNING;
}

function priorityOf(drop: AbstractDROP): number {
  return drop instanceof FunctionApp ? (drop.policy?.priority ?? 0) : 0;
}

/** What a function learns of its task; each try of it asks anew. */
function contextOf(app: InputFiredAppDROP): TaskContext {
  const { uid: key, name } = app;
  const isFunction = app instanceof FunctionApp;
  return {
    key,
    name: name === '' ? key : name,
    get attempt(): number {
      return isFunction ? app.attempt : 1;
    },
    get signal(): AbortSignal {
      return isFunction ? app.attemptSignal : app.signal;
    },
  };
}

/** A consumer of a drop that is completed by hand waits for somebody outside. */
function isFedFromOutside(drop: AbstractDROP): boolean {
  return getUpstreamObjects(drop).some(({ executionMode }) => executionMode === ExecutionMode.EXTERNAL);
}

/**
 * The way of a failure to an end of the graph, or to where all that follows was skipped, through drops in ERROR alone;
 * undefined where it was tolerated.
 */
function pathToFailedLeaf(drop: AbstractDROP): string[] | undefined {
  const via = new Map<AbstractDROP, AbstractDROP | undefined>([[drop, undefined]]);
  for (const at of via.keys()) {
    const next = getDownstreamObjects(at);
    if (next.every(({ status }) => status === DROPStates.SKIPPED)) {
      const path: string[] = [];
      for (let step: AbstractDROP | undefined = at; step !== undefined; step = via.get(step))
        path.push(step.uid);
      return path.reverse();
    }
    for (const other of next) if (isInError(other) && !via.has(other)) via.set(other, at);
  }
  return undefined;
}

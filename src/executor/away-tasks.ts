import { DropgraphError, messageOf, SessionError, WorkerError } from '../errors/index.js';
import { argumentsOf, someFunction, type TaskFunction, type TaskGraph } from '../graph/index.js';
import { ELSEWHERE, type Lane, type Step, type TaskReport } from '../workers/index.js';
import { followerOf, hasPolicyOfItsOwn } from './chains.js';
import type { InFlightEvents } from './in-flight.js';
import type { Placement } from './placement.js';
import type { TaskTables } from './task-tables.js';

/** What the run does about tasks that were away. */
export interface AwayEvents extends InFlightEvents {
  /** The function of a task is called: its timeout counts from now. */
  began(task: number): void;
  attemptOf(task: number): number;
}

/** The tasks of a run that are at a scheduler. */
export class AwayTasks {
  readonly #graph: TaskGraph;
  readonly #tables: TaskTables;
  readonly #placement: Placement;
  readonly #events: AwayEvents;
  /** Whether inputs are looked at after every task: then they are not to go away. */
  readonly #keepsInputs: boolean;
  #lane: Lane | undefined;
  #opening: Promise<Lane> | undefined;
  readonly #away: Set<number> = new Set();
  /** Tasks that went there with the one before them, and what came back before it was their turn. */
  readonly #ahead: Map<number, (() => void) | undefined> = new Map();
  /** Tasks there whose result stays for the one that follows them. */
  readonly #passesOn: Set<number> = new Set();
  /** Tasks there that took too long. */
  readonly #late: Map<number, unknown> = new Map();

  constructor(
    graph: TaskGraph,
    tables: TaskTables,
    placement: Placement,
    events: AwayEvents,
    keepsInputs: boolean,
  ) {
    this.#graph = graph;
    this.#tables = tables;
    this.#placement = placement;
    this.#events = events;
    this.#keepsInputs = keepsInputs;
  }

  /** Number of tasks there. */
  get size(): number {
    return this.#away.size;
  }

  has(task: number): boolean {
    return this.#away.has(task);
  }

  /** @throws NotShippableError with everything that cannot go to the scheduler. */
  async open(): Promise<void> {
    if (someFunction(this.#graph, this.#placement.goesOut)) await (this.#opening = this.#open());
  }

  async #open(): Promise<Lane> {
    const { goesOut, scheduler } = this.#placement;
    const report: TaskReport = {
      began: (task) => {
        if (this.#away.has(task)) this.#events.began(task);
      },
      done: (task, value) => this.#arrive(task, () => this.#events.returned(task, value)),
      failed: (task, error) =>
        this.#arrive(task, () => this.#events.failed(task, this.#late.get(task) ?? error)),
      handedOver: (task) => {
        this.#tables.values[task] = ELSEWHERE;
      },
      goOn: () => this.#events.goOn(),
      goesOut,
      attemptOf: (task) => this.#events.attemptOf(task),
      usesLeft: (task) => (this.#keepsInputs ? Infinity : this.#tables.uses[task]!),
    };
    const chosen = scheduler();
    try {
      return (this.#lane = await chosen.open(this.#graph, report));
    } catch (error) {
      // a scheduler of the user's may throw anything
      if (error instanceof DropgraphError) throw error;
      throw new WorkerError(`The scheduler "${chosen.name}" does not take the run: ${messageOf(error)}`);
    }
  }

  /** Ends what is still there; resolves when nothing is left. */
  async close(reason: unknown): Promise<void> {
    await this.#opening?.catch(() => undefined); // whoever waits for it is told
    await this.#lane?.close(reason);
  }

  /** Whether a task goes there. */
  takes(task: number, called: TaskFunction): boolean {
    if (!this.#placement.goesOut(called)) return false;
    return this.#lane?.takes === undefined || this.#ahead.has(task) || this.#lane.takes(called);
  }

  /** Whether there is room for another task; nobody here knows which of them are awaited, so all count. */
  hasRoom(most: number): boolean {
    return this.#lane === undefined || (this.#lane.hasRoom && this.#away.size < most);
  }

  /** Whether the result of a task will never be here. */
  holdsResult(task: number): boolean {
    return this.#passesOn.has(task);
  }

  cancel(task: number, reason: unknown): void {
    this.#late.set(task, reason);
    this.#lane?.cancel(task, reason);
  }

  cancelAll(reason: unknown): void {
    for (const task of this.#away) {
      if (this.#lane === undefined) this.#late.set(task, reason);
      else this.#lane.cancel(task, reason);
    }
  }

  send(task: number, called: TaskFunction): void {
    this.#tables.count();
    this.#away.add(task);
    if (this.#ahead.has(task)) {
      const take = this.#ahead.get(task);
      this.#ahead.delete(task);
      if (take !== undefined) this.#arrive(task, take);
      return;
    }
    if (this.#lane === undefined) void this.#startOnceOpen(task, called);
    else this.#start(task, called, this.#lane);
  }

  /** Task of a growing graph that is the first to go to the scheduler. */
  async #startOnceOpen(task: number, called: TaskFunction): Promise<void> {
    try {
      const lane = await (this.#opening ??= this.#open());
      if (this.#late.has(task)) throw this.#late.get(task);
      this.#start(task, called, lane);
    } catch (error) {
      this.#arrive(task, () => this.#events.failed(task, error));
      this.#events.goOn();
    }
  }

  #start(task: number, called: TaskFunction, lane: Lane): void {
    const args = argumentsOf(this.#graph, task, (input) => this.#tables.values[input]);
    const steps: [Step, ...Step[]] = [{ task, called, args, argument: -1 }];
    if (!this.#keepsInputs && !hasPolicyOfItsOwn(called)) this.#addFollowers(steps, lane.longestChain);
    lane.start(steps);
  }

  /** @throws SessionError when an input of a task is not here any more. */
  requireInputs(task: number): void {
    const { refs, offsets, names } = this.#graph;
    const inputs = refs.subarray(offsets[task], offsets[task + 1]);
    const gone = inputs.find((ref) => this.#tables.values[ref] === ELSEWHERE);
    if (gone === undefined) return;
    throw new SessionError(
      `The result of "${names.key(gone)}" was handed over to the worker that ran the task; ` +
        'use the local scheduler to look into it',
    );
  }

  /** Tasks that nothing but the one before them holds back go with it: its result need not come back. */
  #addFollowers(steps: [Step, ...Step[]], longest: number): void {
    const { goesOut } = this.#placement;
    for (let before = steps[0]; steps.length < longest;) {
      if (this.#tables.uses[before.task] !== 1 || before.called.nout !== undefined) return;
      const next = followerOf(this.#graph, before.task, this.#tables.consumers!, goesOut);
      if (next === undefined) return;
      this.#passesOn.add(before.task);
      this.#ahead.set(next.task, undefined);
      steps.push(next);
      before = next;
    }
  }

  /** Something came back; the scheduler calls `goOn` itself. */
  #arrive(task: number, take: () => void): void {
    if (!this.#away.delete(task)) {
      if (this.#ahead.has(task)) this.#ahead.set(task, take);
      return;
    }
    this.#passesOn.delete(task);
    take();
    this.#late.delete(task);
  }
}

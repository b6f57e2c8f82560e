import type { AppDROP, DataDROP } from '../drops/index.js';
import { SessionError } from '../errors/index.js';
import type { DropEvent } from '../events/index.js';
import { consumersOf, inputsOf, type Links, type TaskGraph } from '../graph/index.js';
import type { AppDROPStates, DROPStates } from '../protocol/index.js';
import type { Engine } from './engine.js';
import { RecordedApp, RecordedData, type DropSource } from './recorded-drops.js';
import type { DropStatus } from './run.js';
import { dropStatesOf, TaskState } from './task-state.js';

/** The drops of a graph of tasks: each is made when it is first looked at, and stays the same object. */
export class SessionDrops implements DropSource {
  readonly sessionId: string;
  readonly #graph: TaskGraph;
  readonly #engine: Engine;
  readonly #drops: Map<string, RecordedApp | RecordedData> = new Map();
  readonly #tasks: Map<string, number> = new Map();
  #consumers: { readonly size: number; readonly links: Links } | undefined;
  /** Tasks of the graph that stand in the table. */
  #read = 0;

  constructor(sessionId: string, graph: TaskGraph, engine: Engine) {
    this.sessionId = sessionId;
    this.#graph = graph;
    this.#engine = engine;
  }

  get(uid: string): RecordedApp | RecordedData {
    const known = this.#drops.get(uid);
    if (known !== undefined) return known;
    const task = this.taskOf(uid);
    const drop =
      this.#graph.names.appOid(task) === uid
        ? new RecordedApp(this, task, uid)
        : new RecordedData(this, task, uid);
    this.#drops.set(uid, drop);
    return drop;
  }

  /** @throws SessionError when there is no such drop. */
  taskOf(uid: string): number {
    this.#readNewTasks();
    const task = this.#tasks.get(uid);
    if (task === undefined) throw new SessionError(`The graph of ${this.sessionId} has no drop "${uid}"`);
    return task;
  }

  /** The graph grows while it runs, so its new drops are looked at whenever somebody asks. */
  #readNewTasks(): void {
    const { names, size } = this.#graph;
    for (; this.#read < size; this.#read++) {
      for (const oid of [names.appOid(this.#read), names.dataOid(this.#read)])
        if (oid !== undefined) this.#tasks.set(oid, this.#read);
    }
  }

  /** Hands an event to its drop, where that was looked at. */
  receive(event: DropEvent): void {
    if (this.#drops.size > 0) this.#drops.get(event.uid)?.receive(event);
  }

  statuses(): Record<string, DropStatus> {
    const { names, size } = this.#graph;
    const statuses: [string, DropStatus][] = [];
    for (let task = 0; task < size; task++) {
      const appOid = names.appOid(task);
      const dataOid = names.dataOid(task);
      if (appOid !== undefined) statuses.push([appOid, { ...dropStatesOf(this.#state(task)) }]);
      if (dataOid !== undefined) statuses.push([dataOid, { status: this.status(task) }]);
    }
    return Object.fromEntries(statuses);
  }

  name(task: number): string {
    return this.#graph.functions[task]!.name;
  }

  function(task: number): (...args: never[]) => unknown {
    return this.#graph.functions[task]!.fn as (...args: never[]) => unknown; // of an application, which has one
  }

  holds(task: number): boolean {
    return this.#engine.holds(task);
  }

  status(task: number): DROPStates {
    return dropStatesOf(this.#state(task)).status;
  }

  execStatus(task: number): AppDROPStates {
    return dropStatesOf(this.#state(task)).execStatus;
  }

  value(task: number): unknown {
    const key = this.#graph.names.key(task);
    if (this.#state(task) !== TaskState.DONE) {
      throw new SessionError(`The drop "${key}" is not COMPLETED, so it has no data`);
    }
    if (!this.#engine.holds(task)) {
      throw new SessionError(
        `The data of "${key}" was let go after its last use; ask for it as a result to keep it`,
      );
    }
    return this.#engine.values[task];
  }

  /** A data drop is made by the application of its own task; as one of several outputs, by that of its input. */
  producers(task: number): AppDROP[] {
    return this.#apps(this.#graph.names.appOid(task) === undefined ? inputsOf(this.#graph, task) : [task]);
  }

  consumers(task: number): AppDROP[] {
    return this.#apps(this.#consumersOf(task));
  }

  inputs(task: number): DataDROP[] {
    return this.#data(inputsOf(this.#graph, task));
  }

  outputs(task: number): DataDROP[] {
    return this.#data(this.#graph.names.dataOid(task) === undefined ? this.#consumersOf(task) : [task]);
  }

  #apps(tasks: readonly number[]): RecordedApp[] {
    const oids = tasks.map((task) => this.#graph.names.appOid(task));
    return oids.flatMap((oid) => (oid === undefined ? [] : [this.get(oid) as RecordedApp]));
  }

  #data(tasks: readonly number[]): RecordedData[] {
    const oids = tasks.map((task) => this.#graph.names.dataOid(task));
    return oids.flatMap((oid) => (oid === undefined ? [] : [this.get(oid) as RecordedData]));
  }

  #consumersOf(task: number): number[] {
    this.#consumers = this.#consumers?.size === this.#graph.size ? this.#consumers : linksOfNow(this.#graph);
    const { offsets, items } = this.#consumers.links;
    return [...new Set(items.subarray(offsets[task], offsets[task + 1]))];
  }

  #state(task: number): TaskState {
    return this.#engine.states[task] as TaskState;
  }
}

function linksOfNow(graph: TaskGraph): { size: number; links: Links } {
  return { size: graph.size, links: consumersOf(graph) };
}

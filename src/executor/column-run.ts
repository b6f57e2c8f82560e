import { TaskError } from '../errors/index.js';
import type { DropEvent } from '../events/index.js';
import { pathToOutput, type TaskGraph } from '../graph/index.js';
import { dropEventsOf } from './drop-events.js';
import { Engine, type EngineSettings, type Failure } from './engine.js';
import type { DropStatus, Run, SessionDrop } from './run.js';
import { SessionDrops } from './session-drops.js';

/** A run of a graph of tasks: the engine runs columns, and drops are made of them when somebody looks. */
export class ColumnRun implements Run {
  readonly #graph: TaskGraph;
  readonly #engine: Engine;
  readonly #drops: SessionDrops;
  readonly #sessionId: string;

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

  get failures(): TaskError[] {
    return this.#engine.failures.map((failure) => this.#taskError(failure));
  }

  start(): Promise<void> {
    return this.#engine.run();
  }

  cancel(reason: unknown): void {
    this.#engine.cancel(reason);
  }

  observe(listener: (event: DropEvent) => void): void {
    this.#engine.observer ??= (task, state) => {
      for (const event of dropEventsOf(this.#graph, task, state, this.#sessionId)) {
        listener(event);
      }
    };
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

  drop(uid: string): SessionDrop {
    return this.#drops.get(uid);
  }

  statuses(): Record<string, DropStatus> {
    return this.#drops.statuses();
  }

  #taskError({ task, error }: Failure): TaskError {
    const { names, functions } = this.#graph;
    const path = pathToOutput(this.#graph, task).map((step) => names.key(step));
    const callSite = names.callSite(task);
    return new TaskError({ key: names.key(task), taskName: functions[task]!.name, path, callSite }, error);
  }
}

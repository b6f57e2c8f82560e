import { FunctionApp } from '../apps/index.js';
import { InMemoryDROP, valueBytes, type AppDROP, type DataDROP } from '../drops/index.js';
import { DropStateError } from '../errors/index.js';
import type { DropEvent } from '../events/index.js';
import { DROPStates, type AppDROPStates } from '../protocol/index.js';
import { MemoryStore, type Reader } from '../storage/index.js';

/** What the drops of a graph of tasks read from the run they belong to. */
export interface DropSource {
  readonly sessionId: string;
  name(task: number): string;
  function(task: number): (...args: never[]) => unknown;
  status(task: number): DROPStates;
  execStatus(task: number): AppDROPStates;
  holds(task: number): boolean;
  /** The data of a task's drop; throws where there is none to give. */
  value(task: number): unknown;
  producers(task: number): AppDROP[];
  consumers(task: number): AppDROP[];
  inputs(task: number): DataDROP[];
  outputs(task: number): DataDROP[];
}

/** The data drop of a task, made when somebody looks at it: it reads everything from the run. */
export class RecordedData extends InMemoryDROP {
  readonly #source: DropSource;
  readonly #task: number;

  constructor(source: DropSource, task: number, oid: string) {
    super(oid, oid, { categoryType: 'Data', name: source.name(task), dlg_session_id: source.sessionId });
    this.#source = source;
    this.#task = task;
  }

  override get status(): DROPStates {
    return this.#source.status(this.#task);
  }

  override set status(_: DROPStates) {
    throw driven(this.uid);
  }

  override get hasValue(): boolean {
    return this.status === DROPStates.COMPLETED && this.#source.holds(this.#task);
  }

  /**
   * The result of the task.
   *
   * @throws SessionError when it is not COMPLETED, or was let go after its last use.
   */
  override get value(): unknown {
    return this.#source.value(this.#task);
  }

  override get producers(): AppDROP[] {
    return this.#source.producers(this.#task);
  }

  override get consumers(): AppDROP[] {
    return this.#source.consumers(this.#task);
  }

  protected override openReader(): Promise<Reader> {
    return new MemoryStore({ content: valueBytes(this.value) }).openReader();
  }

  /** Only its run writes it. */
  protected override get isOpen(): boolean {
    return false;
  }

  override cancel(): void {
    throw driven(this.uid);
  }

  override skip(): void {
    throw driven(this.uid);
  }

  override setError(): void {
    throw driven(this.uid);
  }

  /** Hands an event of this drop to its listeners. */
  receive({ type, ...fields }: DropEvent): void {
    this.fireEvent(type, fields);
  }
}

/** The application drop of a task, made when somebody looks at it: it reads everything from the run. */
export class RecordedApp extends FunctionApp {
  readonly #source: DropSource;
  readonly #task: number;

  constructor(source: DropSource, task: number, oid: string) {
    super(oid, oid, {
      categoryType: 'Application',
      name: source.name(task),
      dlg_session_id: source.sessionId,
      func: source.function(task),
    });
    this.#source = source;
    this.#task = task;
  }

  override get status(): DROPStates {
    return this.#source.status(this.#task);
  }

  override set status(_: DROPStates) {
    throw driven(this.uid);
  }

  override get execStatus(): AppDROPStates {
    return this.#source.execStatus(this.#task);
  }

  override set execStatus(_: AppDROPStates) {
    throw driven(this.uid);
  }

  override get inputs(): DataDROP[] {
    return this.#source.inputs(this.#task);
  }

  override get outputs(): DataDROP[] {
    return this.#source.outputs(this.#task);
  }

  override get inputsByUid(): ReadonlyMap<string, DataDROP> {
    return new Map(this.inputs.map((input) => [input.uid, input]));
  }

  override get outputsByUid(): ReadonlyMap<string, DataDROP> {
    return new Map(this.outputs.map((output) => [output.uid, output]));
  }

  override execute(): Promise<void> {
    return Promise.reject(driven(this.uid));
  }

  override cancel(): void {
    throw driven(this.uid);
  }

  override skip(): void {
    throw driven(this.uid);
  }

  /** Hands an event of this drop to its listeners. */
  receive({ type, ...fields }: DropEvent): void {
    this.fireEvent(type, fields);
  }
}

function driven(uid: string): DropStateError {
  return new DropStateError(uid, 'is driven by its session: cancel or run that');
}

import { EventFirer, type DropEvent } from '../events/index.js';
import type { AppDROPStates, DROPStates } from '../protocol/index.js';

/** What live drops read from the session they belong to. */
export interface DropSource {
  readonly sessionId: string;
  name(task: number): string;
  status(task: number): DROPStates;
  execStatus(task: number): AppDROPStates;
  /** The data of a task's drop; throws where there is none to give. */
  value(task: number): unknown;
  producers(task: number): readonly LiveApp[];
  consumers(task: number): readonly LiveApp[];
  inputs(task: number): readonly LiveData[];
  outputs(task: number): readonly LiveData[];
}

/**
 * A DROP of a session, made when somebody looks at it: its properties always tell the present state, and
 * listeners are told of its events from then on.
 *
 * @category Sessions
 */
export abstract class LiveDrop extends EventFirer {
  /** Key of the drop in its graph. */
  readonly oid: string;
  /** @internal */
  protected readonly source: DropSource;
  /** @internal */
  protected readonly task: number;

  /** @internal */
  constructor(source: DropSource, task: number, oid: string) {
    super();
    this.source = source;
    this.task = task;
    this.oid = oid;
  }

  /** Identity of this instance; the same as the oid. */
  get uid(): string {
    return this.oid;
  }

  /** Label of the task the drop belongs to. */
  get name(): string {
    return this.source.name(this.task);
  }

  get sessionId(): string {
    return this.source.sessionId;
  }

  get status(): DROPStates {
    return this.source.status(this.task);
  }

  /** Hands an event of this drop to its listeners. @internal */
  receive(event: DropEvent): void {
    const { type, ...fields } = event;
    this.fireEvent(type, fields);
  }
}

/** A data DROP of a session: it holds the result of a task. @category Sessions */
export class LiveData extends LiveDrop {
  /**
   * The data itself.
   *
   * @throws SessionError when the drop is not COMPLETED, or its data was let go after its last use.
   */
  get value(): unknown {
    return this.source.value(this.task);
  }

  /** The application that fills this drop; none for data that was given. */
  get producers(): readonly LiveApp[] {
    return this.source.producers(this.task);
  }

  /** The applications that use this drop. */
  get consumers(): readonly LiveApp[] {
    return this.source.consumers(this.task);
  }
}

/** An application DROP of a session: it runs the function of a task. @category Sessions */
export class LiveApp extends LiveDrop {
  get execStatus(): AppDROPStates {
    return this.source.execStatus(this.task);
  }

  get inputs(): readonly LiveData[] {
    return this.source.inputs(this.task);
  }

  get outputs(): readonly LiveData[] {
    return this.source.outputs(this.task);
  }
}

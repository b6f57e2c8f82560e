import type { AppDROP, ContainerDROP, DataDROP } from '../drops/index.js';
import type { TaskError } from '../errors/index.js';
import type { DropEvent } from '../events/index.js';
import type { AppDROPStates, DROPStates } from '../protocol/index.js';
import type { RunTrace } from '../viz/index.js';

/** A drop of a session. @category Sessions */
export type SessionDrop = AppDROP | DataDROP | ContainerDROP;

/** State of a drop as DALiuGE's managers report it. @category Sessions */
export interface DropStatus {
  readonly status: DROPStates;
  readonly execStatus?: AppDROPStates;
}

/** How it went for one result. */
export type Outcome =
  | { readonly status: 'fulfilled'; readonly value: unknown }
  | { readonly status: 'rejected'; readonly reason: TaskError };

/**
 * One run of a graph, however it is held: as columns of tasks, with drops made when somebody looks, or as drops that
 * start each other. Both change the same states and tell the same events.
 */
export interface Run {
  /** Tasks that have given their result. */
  readonly completed: number;
  readonly total: number;
  /** Name of the task started last. */
  readonly latest: string | undefined;
  /** Tasks that are awaited. */
  readonly inFlight: number;
  readonly isOver: boolean;
  /** Whether a task failed by itself and made the run fail. */
  readonly failed: boolean;
  /** The tasks that failed by themselves and made the run fail, in the order they did. */
  readonly failures: readonly TaskError[];
  /** Starts the run; resolves when nothing of it is left to do. */
  start(): Promise<void>;
  /** Ends the run: nothing is started any more. */
  cancel(reason: unknown): void;
  /** Tells of every event from now on. A second call does nothing. */
  observe(listener: (event: DropEvent) => void): void;
  /** Hands an event to the listeners of its drop, where drops do not fire their events themselves. */
  receive(event: DropEvent): void;
  /** The results by oid, when the run is over. */
  results(): ReadonlyMap<string, unknown>;
  /** The results alone, without making a name for each. */
  values(): unknown[];
  /** @throws SessionError when there is no such drop. */
  drop(uid: string): SessionDrop;
  statuses(): Record<string, DropStatus>;
  /**
   * Calls the function of a failed task again with the inputs it had, and gives what it gives.
   *
   * @throws SessionError when there is no such drop, or it did not fail itself.
   */
  rerun(uid: string): unknown;
  /** How it went for each task, for pictures. */
  trace(): RunTrace;
}

import type { AppDROPStates, DROPStates } from '../protocol/index.js';

/** What every event of a drop says: the names are DALiuGE's. */
interface DropEventBase {
  readonly oid: string;
  readonly uid: string;
  readonly session_id: string;
  /** Label of the task the drop belongs to. */
  readonly name: string;
}

/** The state of a drop changed. @category Events */
export interface StatusEvent extends DropEventBase {
  readonly type: 'status';
  readonly status: DROPStates;
}

/** The execution state of an application drop changed. @category Events */
export interface ExecStatusEvent extends DropEventBase {
  readonly type: 'execStatus';
  readonly execStatus: AppDROPStates;
}

/** A data drop is complete, in error or skipped; its consumers may start. @category Events */
export interface DropCompletedEvent extends DropEventBase {
  readonly type: 'dropCompleted';
  readonly status: DROPStates;
}

/** An application drop has finished, well or not. @category Events */
export interface ProducerFinishedEvent extends DropEventBase {
  readonly type: 'producerFinished';
  readonly status: DROPStates;
  readonly execStatus: AppDROPStates;
}

/**
 * The events of a session, in the order of the DROP model: for an application `execStatus`, `status`,
 * `producerFinished`; for its data `status`, `dropCompleted` in between.
 *
 * @category Events
 */
export type DropEvent = StatusEvent | ExecStatusEvent | DropCompletedEvent | ProducerFinishedEvent;

import type { AppDROPStates, DROPStates } from '../protocol/index.js';

/** What every event of a drop says: the names are DALiuGE's. */
interface DropEventBase {
  readonly oid: string;
  readonly uid: string;
  readonly session_id: string;
  /** Label of the task the drop belongs to. */
  readonly name: string;
  /** Key of the node of the logical graph the drop was made from; empty where there is none. */
  readonly lg_key: string | number;
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

/** A drop has come to its end; what it is compared by in other runs is known. @category Events */
export interface ReproducibilityEvent extends DropEventBase {
  readonly type: 'reproducibility';
  readonly reprodata: { readonly data: unknown; readonly merkleroot: unknown };
}

/** A data drop was opened for reading. @category Events */
export interface OpenEvent extends DropEventBase {
  readonly type: 'open';
}

/**
 * The events of a session. Those of one drop come in the order of the DROP model: of an application `execStatus`,
 * `status`, `producerFinished`, `reproducibility`; of data `status`, `dropCompleted`, `reproducibility`.
 *
 * @category Events
 */
export type DropEvent =
  | StatusEvent
  | ExecStatusEvent
  | DropCompletedEvent
  | ProducerFinishedEvent
  | ReproducibilityEvent
  | OpenEvent;

export { ERROR_CODES, type ErrorCode } from './codes.js';
export { DropgraphError, ListenerError, messageOf, SessionError } from './dropgraph-error.js';
export {
  CycleError,
  GraphError,
  InvalidGraphError,
  KeyConflictError,
  SerializationError,
  type GraphProblem,
} from './graph-errors.js';
export { CancelledError, ComputeError, TaskError, type FailedTask } from './run-errors.js';
export {
  AppError,
  CodecError,
  DropStateError,
  InvalidDropError,
  InvalidRelationshipError,
  MissingError,
  StorageError,
} from './drop-errors.js';
export { warnOfDrop } from './warn-of-drop.js';

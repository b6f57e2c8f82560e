export { ADVICE_CODES, ERROR_CODES, type AdviceCode, type ErrorCode } from './codes.js';
export { DropgraphError, ListenerError, messageOf, SessionError } from './dropgraph-error.js';
export {
  CycleError,
  GraphError,
  InvalidGraphError,
  KeyConflictError,
  SerializationError,
  type GraphProblem,
} from './graph-errors.js';
export {
  CancelledError,
  ComputeError,
  ItemError,
  MutationError,
  TaskError,
  WorkerError,
  type FailedTask,
} from './run-errors.js';
export {
  AppError,
  CodecError,
  DropStateError,
  HostError,
  InvalidDropError,
  InvalidRelationshipError,
  MissingError,
  StorageError,
} from './drop-errors.js';
export { LostRemoteError, RemoteError, RPCError, RPCTimeoutError, type RemoteFailure } from './rpc-errors.js';
export { NotShippableError, type ShipFault, type ShipProblem } from './ship-errors.js';
export { warnOfDrop } from './warn-of-drop.js';

/**
 * Lazy, typed, parallel pipelines: record function calls with `delayed`, run them as a graph of DROPs.
 *
 * @module
 */
export {
  compile,
  compute,
  computeTE,
  Delayed,
  delayed,
  runGraph,
  visualize,
  type Computed,
  type DelayedFunction,
  type DelayedItems,
  type DelayedItemsFunction,
  type DelayedOptions,
  type Input,
  type VisualizeOptions,
} from './delayed/index.js';
export {
  DropGraph,
  type AppDropspec,
  type DataDropspec,
  type Dropspec,
  type DropspecLink,
  type FunctionDropspec,
  type OtherDropspec,
} from './dropspec/index.js';
export {
  AppError,
  CancelledError,
  CodecError,
  ComputeError,
  CycleError,
  DropgraphError,
  DropStateError,
  ERROR_CODES,
  GraphError,
  InvalidDropError,
  InvalidGraphError,
  InvalidRelationshipError,
  KeyConflictError,
  ListenerError,
  MissingError,
  SerializationError,
  SessionError,
  StorageError,
  TaskError,
  type ErrorCode,
  type FailedTask,
  type GraphProblem,
} from './errors/index.js';
export type {
  Event,
  EventHandler,
  EventListener,
  DropCompletedEvent,
  DropEvent,
  ExecStatusEvent,
  OpenEvent,
  ProducerFinishedEvent,
  ReproducibilityEvent,
  StatusEvent,
} from './events/index.js';
export {
  Session,
  taskContext,
  type DropStatus,
  type RunOptions,
  type SessionDrop,
  type TaskContext,
} from './executor/index.js';
export { loadGraph, loadGraphFrom } from './loader/index.js';
export type { ProgressRenderer } from './notebook/index.js';
export { AppDROPStates, DROPStates, SessionStates } from './protocol/index.js';

/**
 * Lazy, typed, parallel pipelines: record function calls with `delayed`, run them as a graph of DROPs.
 *
 * @module
 */
export {
  asCompleted,
  compile,
  Completions,
  compute,
  computeSettled,
  computeTE,
  Delayed,
  delayed,
  GraphSession,
  persist,
  plan,
  Plan,
  runGraph,
  visualize,
  type Completion,
  type Computed,
  type DelayedFunction,
  type DelayedItems,
  type DelayedItemsFunction,
  type DelayedOptions,
  type Input,
  type RetryOptions,
  type Settled,
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
  MutationError,
  SerializationError,
  SessionError,
  StorageError,
  TaskError,
  WorkerError,
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
export { hashKey, hashOf, registerHash, type HashableClass, type HashOptions } from './hashing/index.js';
export { loadGraph, loadGraphFrom } from './loader/index.js';
export {
  processes,
  threads,
  WorkerPool,
  type Lane,
  type PoolOptions,
  type Scheduler,
  type TaskReport,
  type WorkerLimits,
} from './workers/index.js';
export type { ProgressRenderer } from './notebook/index.js';
export { AppDROPStates, DROPStates, SessionStates } from './protocol/index.js';

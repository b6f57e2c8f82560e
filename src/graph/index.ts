/**
 * Task graphs as columns, and the containers that hold their results. Pure: nothing here does I/O.
 *
 * @module
 */
export { checkedItems, expectItems } from './expect-items.js';
export { CallSites } from './call-sites.js';
export { containerOf, entriesOf, type ContainerKind } from './containers.js';
export { countedResults, liveResults, type LiveResults, type LiveSettings } from './live.js';
export {
  BATCH_OPERATIONS,
  filterItems,
  foldItems,
  mapItems,
  reduceItems,
  reduceLists,
  soleResult,
  starmapItems,
  type BatchFunction,
} from './batch-operations.js';
export {
  callMethod,
  checkpoint,
  concat,
  gather,
  getProperty,
  itemAt,
  OPERATIONS,
  sliceOf,
  soleItem,
} from './operations.js';
export { holdsLazy, type IsLazy } from './find-lazy.js';
export { templateOf } from './make-template.js';
export { orderOf, walksOf } from './order.js';
export { inRunningOrder, placesOf, reorder, reorderColumns } from './order-columns.js';
export { plainFunction, type AnyFunction, type TaskFunction } from './task-function.js';
export {
  mergedPolicy,
  retryDelay,
  type Placement,
  type RetryPolicy,
  type TaskLimit,
  type TaskPolicy,
} from './task-policy.js';
export {
  argumentsOf,
  consumersOf,
  countUses,
  givenValue,
  inputsOf,
  linksOf,
  someFunction,
  taskGraph,
  TaskGraphBuilder,
  type Links,
  type Expansion,
  type TaskColumns,
  type TaskGraph,
  type TaskNames,
} from './task-graph.js';
export { OrderOnly, Template } from './template.js';
export { waysToOutputs } from './ways-to-outputs.js';

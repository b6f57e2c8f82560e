/**
 * Task graphs as columns, and the containers that hold their results. Pure: nothing here does I/O.
 *
 * @module
 */
export { checkedItems, expectItems } from './expect-items.js';
export { CallSites } from './call-sites.js';
export { containerOf, entriesOf, type ContainerKind } from './containers.js';
export { callMethod, gather, getProperty, itemAt, OPERATIONS, sliceOf, soleItem } from './operations.js';
export { holdsLazy, type IsLazy } from './find-lazy.js';
export { templateOf } from './make-template.js';
export type { AnyFunction, TaskFunction } from './task-function.js';
export {
  argumentsOf,
  consumersOf,
  countUses,
  givenValue,
  inputsOf,
  linksOf,
  pathToOutput,
  TaskGraphBuilder,
  type Links,
  type TaskColumns,
  type TaskGraph,
  type TaskNames,
} from './task-graph.js';
export { Template } from './template.js';

/**
 * Recording: lazy functions and values, and running what was recorded.
 *
 * @module
 */
export { compile } from './compile-structure.js';
export { compute, computeTE, runGraph } from './compute.js';
export { delayed, type DelayedFunction, type DelayedItemsFunction } from './delayed.js';
export type { DelayedItems } from './delayed-items.js';
export type { DelayedOptions } from './delayed-options.js';
export type { Computed, Input } from './input-types.js';
export { Delayed } from './lazy.js';
export { visualize, type VisualizeOptions } from './visualize.js';

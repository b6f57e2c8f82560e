/**
 * Recording: lazy functions and values, and running what was recorded.
 *
 * @module
 */
export { asCompleted, Completions, type Completion } from './as-completed.js';
export type { FoldOptions, MapOptions, ReduceOptions } from './collection-options.js';
export { filter, map, starmap, take } from './collections.js';
export { compile } from './compile-structure.js';
export { compute, computeTE, runGraph } from './compute.js';
export { computeSettled, type Settled } from './compute-settled.js';
export { GraphSession } from './graph-session.js';
export { delayed, type DelayedFunction, type DelayedItemsFunction } from './delayed.js';
export type { DelayedItems } from './delayed-items.js';
export type { DelayedOptions, RetryOptions } from './delayed-options.js';
export { bind, clone, type CloneOptions } from './clone.js';
export { checkpoint, waitOn } from './checkpoint.js';
export type { Computed, Input } from './input-types.js';
export { Delayed } from './lazy.js';
export { persist } from './persist.js';
export { fold, reduce } from './reductions.js';
export { plan, Plan } from './plan.js';
export { visualize, type VisualizeOptions } from './visualize.js';

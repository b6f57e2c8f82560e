/**
 * Dropspecs, DALiuGE's JSON format of graphs: written from task graphs, checked, and read back.
 *
 * @module
 */
export { DropGraph, loadGraph, loadGraphFrom } from './drop-graph.js';
export { APP_SUFFIX } from './format.js';
export type { AppDropspec, DataDropspec, Dropspec, DropspecLink } from './format.js';

/**
 * Dropspecs, DALiuGE's JSON format of graphs: written from task graphs, checked, and read back.
 *
 * @module
 */
export { DropGraph } from './drop-graph.js';
export { APP_SUFFIX, isLink } from './format.js';
export type {
  AppDropspec,
  DataDropspec,
  Dropspec,
  DropspecLink,
  FunctionDropspec,
  OtherDropspec,
} from './format.js';
export { FunctionCalls } from './function-calls.js';
export type { ClassKind, KnownClasses } from './known-classes.js';
export { KIND, LINK_FIELDS, oidOfLink, type LinkField } from './link-fields.js';
export { isRoot, readDrops, type CheckedDrops } from './read-drops.js';
export { readGraph } from './read-graph.js';
export { readEnvelope } from './read-text.js';

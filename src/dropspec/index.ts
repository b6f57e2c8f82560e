/**
 * Dropspecs, DALiuGE's JSON format of graphs: written from task graphs, checked, and read back.
 *
 * @module
 */
export { columnsOf } from './drop-columns.js';
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
export type { PolicyDropspec } from './policy.js';
export { FunctionCalls } from './function-calls.js';
export type { ClassKind, KnownClasses } from './known-classes.js';
export { KIND, LINK_FIELDS, oidOfLink, type LinkField } from './link-fields.js';
export { isRoot, readDrops, type CheckedDrops } from './read-drops.js';
export type { Envelope } from './envelope.js';
export { readGraph } from './read-graph.js';
export { readGraphFrom } from './read-stream.js';
export { readEnvelope } from './read-text.js';

/**
 * Physical graphs of DALiuGE: read, checked, and turned into drops (`dlg.graph_loader`).
 *
 * @module
 */
export {
  createDrops,
  createGraphFromDropSpecList,
  type CreatedGraph,
  type CreateGraphOptions,
  type DropFailure,
} from './create-graph.js';
export { GraphParts } from './graph-parts.js';
export { loadDropSpecs, type Reprodata } from './load-drop-specs.js';
export { loadGraph, loadGraphFrom } from './load-graph.js';
export { addLink, removeUnmetRelationships } from './spec-links.js';

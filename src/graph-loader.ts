/**
 * Dropspecs of DALiuGE's graphs: linked, checked, and turned into drops (`dlg.graph_loader`).
 *
 * @module
 */
export {
  addLink,
  createGraphFromDropSpecList,
  loadDropSpecs,
  removeUnmetRelationships,
  type CreatedGraph,
  type CreateGraphOptions,
  type DropFailure,
  type Reprodata,
} from './loader/index.js';

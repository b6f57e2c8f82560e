/**
 * Walking graphs of drops, and reading and writing what they hold (`dlg.droputils`).
 *
 * @module
 */
export { allDropContents, copyDropContents, readDrop } from './contents.js';
export { DROPFile } from './drop-file.js';
export { EvtConsumer } from './evt-consumer.js';
export { hasPath } from './has-path.js';
export { heldValue } from './held-value.js';
export { listify } from './listify.js';
export { getDownstreamObjects, getUpstreamObjects } from './neighbours.js';
export { loadNpy, saveNpy } from './npy.js';
export { loadPickle, savePickle } from './pickle.js';
export {
  DATAURL_PLACEHOLDER,
  dropOfPlaceholder,
  PATH_PLACEHOLDER,
  replaceDataurlPlaceholders,
  replacePathPlaceholders,
  type DropMap,
} from './placeholders.js';
export { getLeaves, getRoots, type LinkedSpec } from './roots-leaves.js';
export {
  breadFirstTraverse,
  breadthFirstTraverse,
  depthFirstTraverse,
  getLeafNodes,
  type Visit,
} from './traverse.js';
export { DROPWaiterCtx, type WaiterOptions } from './waiter.js';

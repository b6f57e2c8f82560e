/**
 * Reproducibility of runs: levels, hashes and Merkle roots as DALiuGE computes them, and the signatures of graphs.
 *
 * @module
 */
export { buildBlockdag, lgBuildBlockdag, type PhysicalStageName } from './build-block-dag.js';
export { compareSignatures, getSignatures, type Signatures } from './compare.js';
export {
  generateMerkleData,
  reproducibilityData,
  type MerkleSource,
  type ReproducibilityData,
} from './drop-data.js';
export {
  checkReproducibilityFlag,
  readReproducibilityFlag,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  type ReproducibilityMode,
} from './flags.js';
export type { Block, BlockDag } from './hash-blocks.js';
export type { LogicalGraph } from './list-nodes.js';
export { initLgReproData, initLgtReproData, type HashedLogicalGraph } from './logical-graph.js';
export { commonHash, merkleRoot, type MerkleData, type MerkleHash } from './merkle.js';
export type { HashedMode } from './modes.js';
export { initPgReproData, initPgtPartitionReproData, initPgtUnrollReproData } from './physical-graph.js';
export type {
  DropReprodata,
  GraphReprodata,
  HashedDropspec,
  ModeReprodata,
  ParentHashes,
  StageData,
} from './reprodata.js';
export type { LevelOptions, ReproOptions } from './repro-options.js';
export { initRuntimeReproData, type RunData } from './runtime-graph.js';
export { signGraph } from './sign-graph.js';

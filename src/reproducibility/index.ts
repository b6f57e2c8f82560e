/**
 * Reproducibility of runs: levels, hashes and Merkle roots as DALiuGE computes them.
 *
 * @module
 */
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
export { commonHash, merkleRoot, type MerkleData, type MerkleHash } from './merkle.js';

import { REPRODUCIBILITY_MODES, ReproducibilityFlags, type ReproducibilityMode } from './flags.js';
import { type MerkleData, merkleRoot } from './merkle.js';

/** What a drop tells about its run, one method for each level. @category Reproducibility */
export interface MerkleSource {
  /** What must be the same when the graph is run again: the state. */
  generateRerunData(): MerkleData;
  /** What must be the same when the run is repeated: the state. */
  generateRepeatData(): MerkleData;
  /** What must be the same when all is computed again in the same way. */
  generateRecomputeData(): MerkleData;
  /** What must be the same when others come to the result: the data. */
  generateReproduceData(): MerkleData;
  /** Both of rerunning and reproducing. */
  generateReplicateSciData(): MerkleData;
  /** Both of recomputing and reproducing. */
  generateReplicateCompData(): MerkleData;
  /** Both of repeating and reproducing. */
  generateReplicateTotalData(): MerkleData;
}

/** The data of a drop at its level, and what it hashes to; at level `ALL` both are by name of the level. @category Reproducibility */
export interface ReproducibilityData {
  readonly data: MerkleData;
  /** Null where there are no data. */
  readonly merkleroot: string | null | Readonly<Record<ReproducibilityMode, string | null>>;
}

const GENERATORS = {
  RERUN: 'generateRerunData',
  REPEAT: 'generateRepeatData',
  RECOMPUTE: 'generateRecomputeData',
  REPRODUCE: 'generateReproduceData',
  REPLICATE_SCI: 'generateReplicateSciData',
  REPLICATE_COMP: 'generateReplicateCompData',
  REPLICATE_TOTAL: 'generateReplicateTotalData',
} as const satisfies Record<ReproducibilityMode, keyof MerkleSource>;

/**
 * What a drop tells at a level: nothing at `NOTHING`, the data of every level by name at `ALL`.
 *
 * @category Reproducibility
 * @throws RangeError at `EXPERIMENTAL`, for which nothing is defined.
 */
export function generateMerkleData(level: ReproducibilityFlags, source: MerkleSource): MerkleData {
  if (level === ReproducibilityFlags.NOTHING) return {};
  if (level === ReproducibilityFlags.ALL) {
    return Object.fromEntries(REPRODUCIBILITY_MODES.map((mode) => [mode, source[GENERATORS[mode]]()]));
  }
  const mode = REPRODUCIBILITY_MODES.find((name) => ReproducibilityFlags[name] === level);
  if (mode === undefined) {
    throw new RangeError(
      'Nothing is defined for the level of reproducibility EXPERIMENTAL; choose another level',
    );
  }
  return source[GENERATORS[mode]]();
}

/**
 * The data of a drop at its level with their Merkle root: what a drop commits when it is complete, and what its event
 * `reproducibility` carries.
 *
 * @category Reproducibility
 * @throws RangeError at `EXPERIMENTAL`, for which nothing is defined.
 */
export function reproducibilityData(level: ReproducibilityFlags, source: MerkleSource): ReproducibilityData {
  const data = generateMerkleData(level, source);
  if (level !== ReproducibilityFlags.ALL) return { data, merkleroot: merkleRoot(data) };
  const roots = REPRODUCIBILITY_MODES.map((mode) => [mode, merkleRoot(data[mode] as MerkleData)]);
  return { data, merkleroot: Object.fromEntries(roots) as Record<ReproducibilityMode, string | null> };
}

import { DropBase } from './drop-base.js';
import {
  checkReproducibilityFlag,
  generateMerkleData,
  reproducibilityData,
  ReproducibilityFlags,
  REPRODUCIBILITY_MODES,
  type MerkleData,
  type MerkleSource,
  type ReproducibilityData,
} from '../reproducibility/index.js';

const NO_DATA: ReproducibilityData = { data: {}, merkleroot: null };
const NO_DATA_OF_ALL: ReproducibilityData = {
  data: {},
  merkleroot: Object.fromEntries(REPRODUCIBILITY_MODES.map((mode) => [mode, null])) as Record<
    (typeof REPRODUCIBILITY_MODES)[number],
    null
  >,
};

/** How a drop can be compared with itself in another run: data collected at the end, and their Merkle root. */
export abstract class ReproducibleDrop extends DropBase implements MerkleSource {
  #level: ReproducibilityFlags = ReproducibilityFlags.NOTHING;
  #committed = false;
  #reprodata: ReproducibilityData = NO_DATA;

  /** Which kind of sameness the drop collects data for. Setting it forgets what was collected. */
  get reproducibilityLevel(): ReproducibilityFlags {
    return this.#level;
  }

  set reproducibilityLevel(level: ReproducibilityFlags) {
    this.#level = checkReproducibilityFlag(level);
    this.#committed = false;
    this.#reprodata = level === ReproducibilityFlags.ALL ? NO_DATA_OF_ALL : NO_DATA;
  }

  /**
   * Root of the Merkle tree over what was collected, one for each level at ALL; null before {@link commit}, and where
   * there are no data.
   */
  get merkleroot(): ReproducibilityData['merkleroot'] {
    return this.#reprodata.merkleroot;
  }

  /** Collects the data of the level and computes their root; once, until the level is set again. */
  commit(): void {
    if (this.#committed) return;
    this.#committed = true;
    this.#reprodata = reproducibilityData(this.#level, this);
  }

  /** The drop has come to its end: commits and fires `reproducibility`. */
  completedrop(): void {
    this.commit();
    this.fireEvent('reproducibility', { reprodata: this.#reprodata });
  }

  /**
   * What the drop tells at its level.
   *
   * @throws RangeError at `EXPERIMENTAL`, for which nothing is defined.
   */
  generateMerkleData(): MerkleData {
    return generateMerkleData(this.#level, this);
  }

  /** What must be the same when the graph is run again: the state. */
  generateRerunData(): MerkleData {
    return { status: this.status };
  }

  /** What must be the same when the run is repeated: the state. */
  generateRepeatData(): MerkleData {
    return { status: this.status };
  }

  /** What must be the same when all is computed again in the same way. */
  generateRecomputeData(): MerkleData {
    return { status: this.status };
  }

  /** What must be the same when others come to the result: the data. */
  generateReproduceData(): MerkleData {
    return {};
  }

  /** Both of rerunning and reproducing. */
  generateReplicateSciData(): MerkleData {
    return { ...this.generateRerunData(), ...this.generateReproduceData() };
  }

  /** Both of recomputing and reproducing. */
  generateReplicateCompData(): MerkleData {
    return { ...this.generateRecomputeData(), ...this.generateReproduceData() };
  }

  /** Both of repeating and reproducing. */
  generateReplicateTotalData(): MerkleData {
    return { ...this.generateRepeatData(), ...this.generateReproduceData() };
  }
}

import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { checkReproducibilityFlag, type ReproducibilityFlags } from './flags.js';
import { hashedModes } from './modes.js';

/** How graphs are hashed. @category Reproducibility */
export interface ReproOptions {
  /**
   * Whether hashes and signatures are to be DALiuGE's (6.7.0), to be compared with those it computed; default false. It
   * takes its faults with them:
   *
   * - of links only `outputs` and `consumers` count, so a graph that says `inputs` and `producers` has no edges;
   * - at RERUN drops pass on their hash only without an `iid`, or where it is `0/0`: not where it is `0`, as of all
   *   drops outside of scatters. Here the first of the copies of a scatter passes it on, whatever the depth;
   * - the first character of a node and an island is cut off, whatever it is. Here it is if it is `#`;
   * - what drops tell of their run counts at ALL only;
   * - signatures are SHA-256, where everything else is SHA3-256, and the meta data of the graph name the hash as Python
   *   does, `openssl_sha3_256`.
   */
  readonly compatible?: boolean;
}

/** How graphs are hashed, and at which level. @category Reproducibility */
export interface LevelOptions extends ReproOptions {
  /** The level; default: that of the graph. */
  readonly rmode?: ReproducibilityFlags;
}

const schema = z.object({ compatible: z.boolean('must be true or false').default(false) });
const withLevel = schema.extend({ rmode: z.unknown().optional() });

/** What the options say, with the defaults. */
export function readReproOptions(given: ReproOptions | undefined, owner: string): { compatible: boolean } {
  return strictOptions(schema, given, owner);
}

/** What the options say, with the defaults; a level is one that graphs can be hashed at. */
export function readLevelOptions(
  given: LevelOptions | undefined,
  owner: string,
): { compatible: boolean; level: ReproducibilityFlags | undefined } {
  const { compatible, rmode } = strictOptions(withLevel, given, owner);
  if (rmode === undefined) return { compatible, level: undefined };
  const level = checkReproducibilityFlag(rmode);
  hashedModes(level);
  return { compatible, level };
}

import { InvalidGraphError } from '../errors/index.js';
import {
  checkReproducibilityFlag,
  readReproducibilityFlag,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  type ReproducibilityMode,
} from './flags.js';

/** Name of a level that graphs are hashed at; at `NOTHING` their blocks have no content. @category Reproducibility */
export type HashedMode = ReproducibilityMode | 'NOTHING';

/**
 * The levels a graph is hashed at: those that `ALL` stands for, or the one.
 *
 * @throws RangeError at `EXPERIMENTAL`, for which nothing is defined.
 */
export function hashedModes(level: ReproducibilityFlags): readonly HashedMode[] {
  if (level === ReproducibilityFlags.ALL) return REPRODUCIBILITY_MODES;
  return [hashedMode(level)];
}

/**
 * The name of a level.
 *
 * @throws TypeError for what is no level; RangeError at `ALL`, which is several, and at `EXPERIMENTAL`, which is none.
 */
export function hashedMode(level: ReproducibilityFlags): HashedMode {
  const flag = checkReproducibilityFlag(level);
  if (flag === ReproducibilityFlags.NOTHING) return 'NOTHING';
  const mode = REPRODUCIBILITY_MODES.find((name) => ReproducibilityFlags[name] === flag);
  if (mode !== undefined) return mode;
  throw new RangeError(
    flag === ReproducibilityFlags.ALL
      ? 'Blocks are hashed at one level of reproducibility, and ALL is several; give one of them'
      : 'Nothing is defined for the level of reproducibility EXPERIMENTAL; choose another level',
  );
}

/**
 * The level that a graph names; undefined where it names none.
 *
 * @throws InvalidGraphError for what is no level, and for `EXPERIMENTAL`.
 */
export function levelOfGraph(rmode: unknown): ReproducibilityFlags | undefined {
  if (rmode === undefined || rmode === null) return undefined;
  const { EXPERIMENTAL } = ReproducibilityFlags;
  const level = readReproducibilityFlag(rmode, EXPERIMENTAL);
  if (level !== EXPERIMENTAL) return level;
  const shown = typeof rmode === 'object' ? 'an object' : JSON.stringify(rmode);
  const valid = ['ALL', 'NOTHING', ...REPRODUCIBILITY_MODES] as const;
  const named = valid.map((name) => `${name} ("${String(ReproducibilityFlags[name])}")`).join(', ');
  const message = `is ${shown}, but graphs are hashed at one of ${named}`;
  throw new InvalidGraphError([{ oid: 'graph', path: 'reprodata.rmode', message }]);
}

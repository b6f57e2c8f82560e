import { CodecError, messageOf } from '../errors/index.js';
import { Tuple } from '../codecs/index.js';
import { merkleRoot } from './merkle.js';
import type { HashedMode } from './modes.js';
import type { StageData } from './reprodata.js';

/** What a stage tells of a drop, in the order in which it is hashed. */
export type Told = ReadonlyMap<string, unknown>;

/** Whether a drop of this category holds data. */
export function isData(categoryType: unknown): boolean {
  return typeof categoryType === 'string' && categoryType.toLowerCase() === 'data';
}

/** Whether a level asks for everything that was computed: arguments, files and machines. */
export function asksForAll(mode: HashedMode): boolean {
  return mode === 'RECOMPUTE' || mode === 'REPLICATE_COMP';
}

/** The fields of a drop by these names, without those it does not have. */
export function pick(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Map<string, unknown> {
  const told = new Map<string, unknown>();
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined && value !== null) told.set(name, value);
  }
  return told;
}

/** What was told with its Merkle root, which is computed from entries: objects do not keep the order of all names. */
export function withRoot(told: Told, oid: string): StageData {
  try {
    const merkleroot = merkleRoot(Array.from(told, ([name, value]) => Tuple.of<unknown>(name, value)));
    return { ...Object.fromEntries(told), merkleroot };
  } catch (error) {
    throw new CodecError(`Drop "${oid}" has a field that cannot be hashed: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** What an unrolled graph tells of a drop; a partitioned one tells where it runs as well. */
export function pgtData(
  drop: Readonly<Record<string, unknown>>,
  mode: HashedMode,
  { partitioned, compatible }: { readonly partitioned: boolean; readonly compatible: boolean },
): Told {
  if (mode === 'NOTHING') return new Map();
  const names = ['categoryType'];
  if (isData(drop['categoryType'])) names.push('storage');
  else if (mode !== 'REPRODUCE') names.push('dt');
  if (!asksForAll(mode)) return pick(drop, names);
  const told = pick(drop, [...names, 'rank']);
  if (!partitioned) return told;
  for (const [name, place] of pick(drop, ['node', 'island'])) {
    told.set(name, typeof place === 'string' ? withoutMark(place, compatible) : place);
  }
  return told;
}

/** Before graphs are mapped to machines, their places are numbers behind `#`. */
function withoutMark(place: string, compatible: boolean): string {
  return compatible || place.startsWith('#') ? place.slice(1) : place;
}

/** What a graph that is mapped to machines tells of a drop. */
export function pgData(drop: Readonly<Record<string, unknown>>, mode: HashedMode): Told {
  return asksForAll(mode) ? pick(drop, ['node', 'island']) : new Map();
}

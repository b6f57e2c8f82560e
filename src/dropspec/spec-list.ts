import type { GraphProblem } from '../errors/index.js';
import { categoryOf, checkDropspec } from './check.js';
import { isLink, type Dropspec } from './format.js';
import { OidIndex } from './oid-index.js';
import { readEnvelope } from './read-text.js';

/** What a drop is; anything else is 0. */
export const APP = 1;
export const DATA = 2;

/** The drops of a graph as they were given, with what is wrong with each by itself. */
export interface SpecList {
  readonly specs: readonly Dropspec[];
  /** APP or DATA, for each drop: asking millions of objects again and again is what takes the time. */
  readonly kinds: Uint8Array;
  /** Place in `specs` by oid. */
  readonly positions: OidIndex;
  /** Places in `specs` of drops that are wrong by themselves: only their links are looked at. */
  readonly faulty: ReadonlySet<number>;
  readonly problems: GraphProblem[];
}

/**
 * Reads the drops of a graph. A faulty drop keeps its place in the list and its links, so that one reading tells the
 * faults of the links as well, and links to it are not called dangling.
 */
export function readSpecs(input: unknown): SpecList {
  const { specs: candidates, problems: faults } = readEnvelope(input);
  const problems = [...faults];
  if (problems.length === 0 && candidates.length === 0) {
    problems.push({ oid: 'graph', path: '', message: 'has no drops' });
  }
  const specs = candidates.slice() as Dropspec[];
  const kinds = new Uint8Array(specs.length);
  const faulty = new Set<number>();
  for (let place = 0; place < specs.length; place++) {
    const candidate: unknown = candidates[place];
    const checked = checkDropspec(candidate, place, problems);
    const spec = checked ?? linksOf(candidate, place);
    if (checked === undefined) faulty.add(place);
    if (spec !== candidate) specs[place] = spec;
    kinds[place] = spec.categoryType === 'Application' ? APP : spec.categoryType === 'Data' ? DATA : 0;
  }
  const positions = new OidIndex(specs);
  if (positions.size < specs.length) refuseTaken(specs, positions, faulty, problems);
  return { specs, kinds, positions, faulty, problems };
}

/** Of several drops with one oid the first has it. */
function refuseTaken(
  specs: readonly Dropspec[],
  positions: OidIndex,
  faulty: Set<number>,
  problems: GraphProblem[],
): void {
  specs.forEach(({ oid }, place) => {
    if (positions.get(oid) === place) return;
    faulty.add(place);
    const message = `is taken: drop #${String(place)} has the oid of an earlier one`;
    problems.push({ oid, path: 'oid', message });
  });
}

/** What can be used of a faulty drop to go on checking. */
function linksOf(candidate: unknown, place: number): Dropspec {
  const { oid, categoryType, ...rest } = Object(candidate) as Record<string, unknown>;
  const links = Object.entries(rest).filter(([, value]) => Array.isArray(value) && value.every(isLink));
  return {
    ...Object.fromEntries(links),
    oid: typeof oid === 'string' && oid !== '' ? oid : `#${String(place)}`,
    categoryType: categoryOf(categoryType)?.name ?? categoryType,
    dropclass: '',
  } as unknown as Dropspec;
}

import type { GraphProblem } from '../errors/index.js';
import { categoryOf, checkDropspec, isSimple } from './check.js';
import { isForeign } from './foreign.js';
import { isLink, type FunctionDropspec } from './format.js';
import type { KnownClasses } from './known-classes.js';
import { OidIndex } from './oid-index.js';
import type { Envelope } from './envelope.js';

/** What a drop is; anything else is 0. */
export const APP = 1;
export const DATA = 2;

/** The drops of a graph as they were given, with what is wrong with each by itself. */
export interface SpecList {
  readonly specs: readonly FunctionDropspec[];
  /** APP or DATA, for each drop: asking millions of objects again and again is what takes the time. */
  readonly kinds: Uint8Array;
  /** Place in `specs` by oid. */
  readonly positions: OidIndex;
  /** Places in `specs` of drops that are wrong by themselves: only their links are looked at. */
  readonly faulty: ReadonlySet<number>;
  readonly problems: GraphProblem[];
}

/**
 * Reads the drops of a graph of functions; undefined when it is a graph of other drops. A faulty drop keeps its place
 * in the list and its links, so that one reading tells the faults of the links as well, and links to it are not
 * called dangling.
 */
export function readSpecs(
  { specs: candidates, problems: faults }: Envelope,
  classes: KnownClasses,
): SpecList | undefined {
  const problems = [...faults];
  if (problems.length === 0 && candidates.length === 0) {
    problems.push({ oid: 'graph', path: '', message: 'has no drops' });
  }
  const specs = candidates.slice() as FunctionDropspec[];
  const kinds = new Uint8Array(specs.length);
  const faulty = new Set<number>();
  for (let place = 0; place < specs.length; place++) {
    const candidate: unknown = candidates[place];
    let spec = candidate as FunctionDropspec;
    if (!isSimple(candidate)) {
      if (isForeign(candidate, classes)) return undefined;
      const checked = checkDropspec(candidate, place, problems);
      spec = checked ?? linksOf(candidate, place);
      if (checked === undefined) faulty.add(place);
      if (spec !== candidate) specs[place] = spec;
    }
    kinds[place] = spec.categoryType === 'Application' ? APP : spec.categoryType === 'Data' ? DATA : 0;
  }
  if (problems.length === 0 && !kinds.includes(APP) && specs.some(isEmpty)) return undefined;
  const positions = new OidIndex(specs);
  if (positions.size < specs.length) refuseTaken(specs, positions, faulty, problems);
  return { specs, kinds, positions, faulty, problems };
}

/** Data to be filled by nobody in a graph without functions: DALiuGE completes it as it is. */
function isEmpty(spec: FunctionDropspec): boolean {
  return spec.categoryType === 'Data' && spec.pydata === undefined;
}

/** Of several drops with one oid the first has it. */
function refuseTaken(
  specs: readonly FunctionDropspec[],
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
function linksOf(candidate: unknown, place: number): FunctionDropspec {
  const { oid, categoryType, ...rest } = Object(candidate) as Record<string, unknown>;
  const links = Object.entries(rest).filter(([, value]) => Array.isArray(value) && value.every(isLink));
  return {
    ...Object.fromEntries(links),
    oid: typeof oid === 'string' && oid !== '' ? oid : `#${String(place)}`,
    categoryType: categoryOf(categoryType)?.name ?? categoryType,
    dropclass: '',
  } as unknown as FunctionDropspec;
}

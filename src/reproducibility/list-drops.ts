import { InvalidGraphError, type GraphProblem } from '../errors/index.js';

/** A drop as it was given: any fields, and an oid. */
export interface Dropspec {
  readonly oid: string;
  readonly [field: string]: unknown;
}

/** The drops of a graph, and what stands last in its list to describe the graph. */
export interface DropList {
  readonly drops: readonly Dropspec[];
  readonly reprodata: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Takes the drops of a graph from its list.
 *
 * @throws TypeError for what is no list.
 * @throws InvalidGraphError for drops without an oid, or with that of another.
 */
export function listDrops(graph: Iterable<unknown>, owner: string): DropList {
  if (
    typeof graph !== 'object' ||
    typeof (graph as Partial<typeof graph> | null)?.[Symbol.iterator] !== 'function'
  ) {
    throw new TypeError(`${owner} takes a list of dropspecs, got ${graph === null ? 'null' : typeof graph}`);
  }
  const items: readonly unknown[] = Array.from(graph);
  const last = items.at(-1);
  const isDescribed = describesGraph(last);
  const candidates = isDescribed ? items.slice(0, -1) : items;
  const problems: GraphProblem[] = [];
  const oids = new Set<string>();
  const drops = candidates.filter((candidate, place): candidate is Dropspec => {
    const message = faultOf(candidate);
    if (message !== undefined) {
      problems.push({ oid: `#${String(place)}`, path: '', message });
      return false;
    }
    const { oid } = candidate as Dropspec;
    if (oids.has(oid)) {
      problems.push({
        oid,
        path: 'oid',
        message: `is taken: drop #${String(place)} has the oid of an earlier one`,
      });
    }
    oids.add(oid);
    return true;
  });
  if (problems.length > 0) throw new InvalidGraphError(problems);
  return { drops, reprodata: isDescribed ? last : undefined };
}

function faultOf(candidate: unknown): string | undefined {
  if (!isRecord(candidate)) return 'must be a dropspec, an object';
  const { oid } = candidate;
  return typeof oid === 'string' && oid !== '' ? undefined : 'must have an oid, a text that is not empty';
}

function describesGraph(last: unknown): last is Readonly<Record<string, unknown>> {
  if (!isRecord(last) || Object.hasOwn(last, 'oid')) return false;
  return Object.hasOwn(last, 'rmode') || Object.keys(last).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { Int32List } from '../basics/index.js';
import { InvalidGraphError, type GraphProblem } from '../errors/index.js';
import { blockGraph, type BlockGraph } from './block-graph.js';
import type { Dropspec } from './list-drops.js';

/** Links that lead on, in which the order of a visit is DALiuGE's; and those that say the same from the other side. */
const FORWARD = ['outputs', 'consumers'] as const;
const MORE_FORWARD = ['streamingConsumers'] as const;
const BACKWARD = ['inputs', 'streamingInputs', 'producers'] as const;

/**
 * The graph that the links of drops make: data flows along its edges, whichever side declares them.
 *
 * @param compatible - count only the links that DALiuGE counts.
 * @throws InvalidGraphError for links that are none, or lead to drops that are not there.
 */
export function dropEdges(drops: readonly Dropspec[], compatible: boolean): BlockGraph {
  const places = new Map(drops.map(({ oid }, place) => [oid, place]));
  const edges = { from: new Int32List(drops.length), to: new Int32List(drops.length) };
  const problems: GraphProblem[] = [];
  const follow = (fields: readonly string[], isForward: boolean): void => {
    drops.forEach((drop, place) => {
      for (const field of fields) {
        forEachLink(drop, field, problems, (oid, path) => {
          const other = places.get(oid);
          if (other === undefined) {
            const message = `leads to "${oid}", which is not in the graph`;
            problems.push({ oid: drop.oid, path, message });
            return;
          }
          edges.from.push(isForward ? place : other);
          edges.to.push(isForward ? other : place);
        });
      }
    });
  };
  follow(FORWARD, true);
  if (!compatible) {
    follow(MORE_FORWARD, true);
    follow(BACKWARD, false);
  }
  if (problems.length > 0) throw new InvalidGraphError(problems);
  return blockGraph([...places.keys()], edges);
}

function forEachLink(
  drop: Dropspec,
  field: string,
  problems: GraphProblem[],
  visit: (oid: string, path: string) => void,
): void {
  const links = drop[field];
  if (links === undefined || links === null) return;
  if (!Array.isArray(links)) {
    problems.push({ oid: drop.oid, path: field, message: 'must be a list of links' });
    return;
  }
  links.forEach((link: unknown, at) => {
    const path = `${field}[${String(at)}]`;
    const oid = oidOf(link);
    if (oid !== undefined) visit(oid, path);
    else problems.push({ oid: drop.oid, path, message: 'must be an oid, or an object { oid: port }' });
  });
}

function oidOf(link: unknown): string | undefined {
  if (typeof link === 'string') return link;
  if (typeof link !== 'object' || link === null || Array.isArray(link)) return undefined;
  const oids = Object.keys(link);
  return oids.length === 1 ? oids[0] : undefined;
}

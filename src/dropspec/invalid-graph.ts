import { CycleError, InvalidGraphError, type GraphProblem } from '../errors/index.js';
import type { OidIndex } from './oid-index.js';

/** Drops that wait for each other, the first repeated at the end, and what they do. */
export interface Circle {
  readonly places: readonly number[];
  /** As in "waits for itself". */
  readonly is: string;
}

/** The error that tells everything that is wrong with a graph, in the order of its drops; undefined when nothing is. */
export function invalidGraph(
  specs: readonly { readonly oid: string }[],
  positions: OidIndex,
  problems: readonly GraphProblem[],
  circles: readonly Circle[],
): InvalidGraphError | undefined {
  if (problems.length + circles.length === 0) return undefined;
  const ways = circles.map(({ places }) => places.map((place) => specs[place]!.oid));
  const told = ways.map((way, at) => ({
    oid: way[0]!,
    path: '',
    message: `${circles[at]!.is}: ${way.join(' -> ')}`,
  }));
  if (problems.length === 0) return new CycleError(told, ways[0]!);
  const rank = ({ oid }: GraphProblem): number => positions.get(oid) ?? -1;
  return new InvalidGraphError([...problems, ...told].sort((a, b) => rank(a) - rank(b)));
}

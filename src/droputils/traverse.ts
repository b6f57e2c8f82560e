import type { AbstractDROP } from '../drops/index.js';
import { listify } from './listify.js';
import { getDownstreamObjects } from './neighbours.js';

/** A drop and those downstream of it that will be visited: remove some of them, and they are left out. */
export type Visit = [drop: AbstractDROP, downstream: AbstractDROP[]];

/**
 * Visits a drop and everything downstream of it, depth first, each drop once and before what follows it.
 *
 * @param visited - drops that count as visited; those that are visited are added to it.
 * @category Droputils
 */
export function* depthFirstTraverse(node: AbstractDROP, visited: AbstractDROP[] = []): Generator<Visit> {
  const seen = new Set(visited);
  // A list of lists instead of recursion: graphs may be deeper than the stack.
  const open: AbstractDROP[][] = [[node]];
  while (open.length > 0) {
    const next = open.at(-1)!.pop();
    if (next === undefined) open.pop();
    else if (!seen.has(next)) {
      seen.add(next);
      visited.push(next);
      const downstream = getDownstreamObjects(next);
      yield [next, downstream];
      open.push(downstream.toReversed());
    }
  }
}

/**
 * Visits drops and everything downstream of them, breadth first, each drop once.
 *
 * @param toVisit - a drop or several to begin with.
 * @category Droputils
 */
export function* breadthFirstTraverse(toVisit: AbstractDROP | readonly AbstractDROP[]): Generator<Visit> {
  const queue = [...new Set(listify(toVisit))];
  const seen = new Set(queue);
  for (const drop of queue) {
    const downstream = getDownstreamObjects(drop);
    yield [drop, downstream];
    for (const next of downstream) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next); // the loop comes to it: it walks the list as it grows
    }
  }
}

export {
  /** The name of {@link breadthFirstTraverse} in DALiuGE. @category Droputils */
  breadthFirstTraverse as breadFirstTraverse,
};

/** The drops at the end of everything that is downstream of the given ones. @category Droputils */
export function getLeafNodes(drops: AbstractDROP | readonly AbstractDROP[]): AbstractDROP[] {
  const leaves: AbstractDROP[] = [];
  for (const [drop, downstream] of breadthFirstTraverse(drops))
    if (downstream.length === 0) leaves.push(drop);
  return leaves;
}

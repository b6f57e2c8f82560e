import { int32s, type Int32List } from '../basics/index.js';

/** Blocks and the edges among them, as columns: the successors of block `b` are `targets[offsets[b] .. offsets[b + 1]]`. */
export interface BlockGraph {
  /** Name of each block: the oid of its drop, the id of its node. */
  readonly ids: readonly string[];
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** Number of edges that lead to each block. */
  readonly indegrees: Int32Array;
}

/** Edges by place, in the order they were found; the same one may be there several times. */
export interface Edges {
  readonly from: Int32List;
  readonly to: Int32List;
}

/**
 * Puts edges into columns, each once: which of two ports an edge is of makes no other block. The successors of a block
 * stay in the order in which its edges were found.
 */
export function blockGraph(ids: readonly string[], { from, to }: Edges): BlockGraph {
  const starts = int32s(ids.length + 1);
  for (let edge = 0; edge < from.length; edge++) starts[from.get(edge) + 1]! += 1;
  for (let block = 0; block < ids.length; block++) starts[block + 1]! += starts[block]!;
  const ends = starts.slice();
  const sorted = int32s(from.length);
  for (let edge = 0; edge < from.length; edge++) {
    const block = from.get(edge);
    sorted[ends[block]!++] = to.get(edge);
  }
  return withoutDuplicates(ids, starts, sorted);
}

function withoutDuplicates(ids: readonly string[], starts: Int32Array, sorted: Int32Array): BlockGraph {
  const offsets = int32s(ids.length + 1);
  const indegrees = int32s(ids.length);
  const targets = int32s(sorted.length);
  /** One more than the last block that was found to lead to this one. */
  const reachedFrom = int32s(ids.length);
  let kept = 0;
  for (let block = 0; block < ids.length; block++) {
    for (let at = starts[block]!; at < starts[block + 1]!; at++) {
      const target = sorted[at]!;
      if (reachedFrom[target] === block + 1) continue;
      reachedFrom[target] = block + 1;
      targets[kept++] = target;
      indegrees[target]! += 1;
    }
    offsets[block + 1] = kept;
  }
  return { ids, offsets, targets: targets.subarray(0, kept), indegrees };
}

/** Whether nothing follows a block. */
export function isLeaf({ offsets }: BlockGraph, block: number): boolean {
  return offsets[block] === offsets[block + 1];
}

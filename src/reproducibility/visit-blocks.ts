import { int32s } from '../basics/index.js';
import { CycleError } from '../errors/index.js';
import type { BlockGraph } from './block-graph.js';

/** Most names of a circle that the message shows. */
const SHOWN = 8;
const NONE = -1;

/**
 * The places of all blocks, each after those that lead to it, in the order DALiuGE visits them: the last one that
 * became free is next (Kahn's algorithm with a stack), and blocks nothing leads to are free in their order.
 *
 * @throws CycleError where blocks lead to each other in a circle.
 */
export function visitBlocks(graph: BlockGraph): Int32Array {
  const { ids, offsets, targets, indegrees } = graph;
  const waiting = indegrees.slice();
  const order = int32s(ids.length);
  const free: number[] = [];
  for (let block = 0; block < ids.length; block++) if (waiting[block] === 0) free.push(block);
  let visited = 0;
  for (let block = free.pop(); block !== undefined; block = free.pop()) {
    order[visited++] = block;
    for (let at = offsets[block]!; at < offsets[block + 1]!; at++) {
      const target = targets[at]!;
      waiting[target]! -= 1;
      if (waiting[target] === 0) free.push(target);
    }
  }
  if (visited < ids.length) throw cycleError(graph, waiting);
  return order;
}

/** Walks backwards among the blocks that never became free: each has one such block before it, so it ends in a circle. */
function cycleError({ ids, offsets, targets }: BlockGraph, waiting: Int32Array): CycleError {
  const before = int32s(ids.length).fill(NONE);
  let block = 0;
  for (let place = 0; place < ids.length; place++) {
    if (waiting[place] === 0) continue;
    block = place;
    for (let at = offsets[place]!; at < offsets[place + 1]!; at++) before[targets[at]!] = place;
  }
  const steps = new Map<number, number>();
  const walked: number[] = [];
  while (!steps.has(block)) {
    steps.set(block, walked.length);
    walked.push(block);
    block = before[block]!;
  }
  const circle = walked.slice(steps.get(block)).reverse();
  const cycle = [...circle, circle[0]!].map((place) => ids[place]!);
  const message = `waits for itself: ${shorten(cycle).join(' -> ')}`;
  return new CycleError([{ oid: cycle[0]!, path: '', message }], cycle);
}

function shorten(names: readonly string[]): readonly string[] {
  if (names.length <= SHOWN) return names;
  const half = SHOWN / 2;
  return [...names.slice(0, half), `(${String(names.length - SHOWN)} more)`, ...names.slice(-half)];
}

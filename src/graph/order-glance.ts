import { int32s } from '../basics/index.js';
import { inputLinks, needs } from './order-links.js';
import type { TaskColumns } from './task-graph.js';

/** What one look along the columns tells about their order. */
export interface Glance {
  /** The most results that are alive at once, as `liveResults` counts them. */
  readonly peak: number;
  /** A number that the peak of no order can be below. */
  readonly least: number;
}

/**
 * Tells how good the order of the columns is. All inputs of a task are alive when it begins, so no order has a peak
 * below the number of them; and where no result is used twice, the least is known exactly.
 *
 * This is done for every graph that is run, so it makes one walk along the links and allocates no more than it must.
 */
export function glance(graph: TaskColumns, counted: Uint8Array): Glance {
  const { size, offsets, refs } = graph;
  const last = int32s(size).fill(-1); // the last task that uses each result
  let isForest = true;
  let least = 0;
  for (let task = 0, at = 0; task < size; task++) {
    const end = offsets[task + 1]!;
    let inputs = 0;
    for (; at < end; at++) {
      const ref = refs[at]!;
      if (ref < 0) continue;
      const user = last[ref]!;
      if (user === task || counted[ref] === 0) continue;
      if (user >= 0) isForest = false;
      last[ref] = task;
      inputs++;
    }
    if (inputs > least) least = inputs;
  }
  const peak = peakOf(last);
  if (peak > least && isForest) {
    for (const need of needs(inputLinks(graph, counted), size)) if (need > least) least = need;
  }
  return { peak, least };
}

function peakOf(last: Int32Array): number {
  const freed = int32s(last.length);
  for (const task of last) if (task >= 0) freed[task]!++;
  let peak = 0;
  let alive = 0;
  for (let task = 0; task < last.length; task++) {
    if (alive > peak) peak = alive;
    if (last[task]! >= 0) alive++;
    alive -= freed[task]!;
  }
  return peak;
}

import { int32s } from '../basics/index.js';
import type { TaskColumns } from './task-graph.js';

/** What is alive while a graph runs, one task at a time. */
export interface LiveResults {
  /** The most that is alive when a task begins: the score of an order, less is better. */
  readonly peak: number;
  /** Place in the running order of the first task that begins with that much alive; 0 for an empty graph. */
  readonly peakAt: number;
  /** For each task what is alive when it begins, its inputs included and its own result not. */
  readonly whenRun: Float64Array;
  /** For each task how many places later the last task begins that needs its result; 0 where none does. */
  readonly age: Int32Array;
  /** For each task of how many inputs it is the last user: they are let go when it is done. */
  readonly freed: Int32Array;
}

/** How a run is imagined. */
export interface LiveSettings {
  /** The tasks in running order, each after its inputs; default the order of the columns. */
  readonly order?: Int32Array | undefined;
  /** For each task how much its result weighs, such as its bytes; default `countedResults`. */
  readonly weights?: ArrayLike<number> | undefined;
}

/**
 * Imagines a run and tells what is alive when. What counts is the result of a task from when it is done until
 * the last task that needs it is done. So a result that nothing needs (any more) does not count, even if it was
 * asked for: it is no intermediate one, and every order holds all of those in the end. With a weight of 1 for every
 * task these are the numbers of `dask.order.diagnostics`, `whenRun` in running order being its pressure.
 *
 * Linear in tasks and links.
 */
export function liveResults(graph: TaskColumns, settings: LiveSettings = {}): LiveResults {
  const { size } = graph;
  const { order, weights = countedResults(graph) } = settings;
  const last = lastUses(graph, order);
  const whenRun = new Float64Array(size);
  const age = int32s(size);
  const freed = int32s(size);
  const freedWeight = new Float64Array(size); // by place
  for (let place = 0; place < size; place++) {
    const task = order === undefined ? place : order[place]!;
    const end = last[task]!;
    if (end < 0) continue;
    age[task] = end - place;
    freed[order === undefined ? end : order[end]!]!++;
    freedWeight[end]! += weights[task]!;
  }
  let peak = 0;
  let peakAt = 0;
  let alive = 0;
  for (let place = 0; place < size; place++) {
    const task = order === undefined ? place : order[place]!;
    whenRun[task] = alive;
    if (alive > peak) {
      peak = alive;
      peakAt = place;
    }
    if (last[task]! >= 0) alive += weights[task]!;
    alive -= freedWeight[place]!;
  }
  return { peak, peakAt, whenRun, age, freed };
}

/** 1 for each task, 0 for data that was given, which needs nothing: it is there before and after the run. */
export function countedResults({ functions, size, offsets, refs }: TaskColumns): Uint8Array {
  const counted = new Uint8Array(size).fill(1);
  for (let task = 0; task < size; task++) {
    if (functions[task]!.fn !== undefined) continue;
    counted[task] = 0;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) if (refs[at]! >= 0) counted[task] = 1;
  }
  return counted;
}

/** For each task the place of the last task that needs its result; -1 where none does. */
function lastUses({ size, offsets, refs }: TaskColumns, order: Int32Array | undefined): Int32Array {
  const last = int32s(size).fill(-1);
  for (let place = 0; place < size; place++) {
    const task = order === undefined ? place : order[place]!;
    const end = offsets[task + 1]!;
    for (let at = offsets[task]!; at < end; at++) {
      const ref = refs[at]!;
      if (ref >= 0) last[ref] = place;
    }
  }
  return last;
}

import { int32s } from '../basics/index.js';
import type { Expansion, TaskColumns } from './task-graph.js';

/**
 * For each task the next one on a shortest way to a result that was asked for: itself where it is such a result, -1
 * where no way leads to one.
 *
 * @param expansions - tasks whose results are made of those of other tasks.
 */
export function waysToOutputs(
  { size, refs, offsets, outputs }: TaskColumns,
  expansions: ReadonlyMap<number, Expansion>,
): Int32Array {
  const next = int32s(size).fill(-1);
  const todo = Array.from(outputs);
  for (const output of todo) next[output] = output;
  // breadth first, so the way found first is the shortest; the list grows while it is walked
  for (let at = 0; at < todo.length; at++) {
    const task = todo[at]!;
    const visit = (input: number): void => {
      if (next[input] !== -1) return;
      next[input] = task;
      todo.push(input);
    };
    for (let ref = offsets[task]!; ref < offsets[task + 1]!; ref++) if (refs[ref]! >= 0) visit(refs[ref]!);
    if (expansions.size > 0) expansions.get(task)?.tasks.forEach(visit);
  }
  return next;
}

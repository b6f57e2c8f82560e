import { CycleError } from '../errors/index.js';
import type { Expansion, TaskGraph } from '../graph/index.js';
import { TaskState } from './task-state.js';

/**
 * Finds tasks that wait for each other in a circle. Gives the one whose lazy result closes it, with the error it is to
 * fail with; undefined where no lazy result is waited for.
 */
export function findCircle(
  { refs, offsets, names }: TaskGraph,
  expansions: ReadonlyMap<number, Expansion>,
  states: Uint8Array,
): { readonly task: number; readonly error: CycleError } | undefined {
  const isOpen = (task: number): boolean => task >= 0 && states[task]! <= TaskState.RUNNING;
  const neededBy = (task: number): number | undefined =>
    expansions.get(task)?.tasks.find(isOpen) ??
    refs.subarray(offsets[task], offsets[task + 1]).find((ref) => isOpen(ref));
  const way = new Set<number>();
  let task = [...expansions.keys()].find(isOpen);
  for (; task !== undefined && !way.has(task); task = neededBy(task)) way.add(task);
  if (task === undefined) return undefined;
  const tasks = [...way];
  const circle = tasks.slice(tasks.indexOf(task));
  const first = circle.findIndex((member) => expansions.has(member));
  const members = [...circle.slice(first), ...circle.slice(0, first)];
  return { task: members[0]!, error: circleError(members.map((member) => names.key(member))) };
}

/** A task gave a lazy result that cannot be had without the task itself. */
function circleError(keys: readonly string[]): CycleError {
  const cycle = [...keys, keys[0]!];
  const message = `its lazy result needs the result of this very task: ${cycle.join(' -> ')}`;
  return new CycleError([{ oid: keys[0]!, path: '', message }], cycle);
}

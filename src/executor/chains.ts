import { Template, type Links, type TaskColumns, type TaskFunction } from '../graph/index.js';
import type { Step } from '../workers/index.js';

/** Whether a task is run in a way of its own: tried again, limited in time or number, or before others. */
export function hasPolicyOfItsOwn({ policy }: TaskFunction): boolean {
  if (policy === undefined) return false;
  const { retries, timeout, priority, limit } = policy;
  return retries !== undefined || timeout !== undefined || limit !== undefined || priority !== 0;
}

/**
 * The task that can go to a worker right behind another: the only one that uses its result, as an argument, and no other
 * result. All it is given besides is known.
 */
export function followerOf(
  { functions, refs, offsets, constants }: TaskColumns & { readonly functions: readonly TaskFunction[] },
  task: number,
  consumers: Links,
  goesOut: (called: TaskFunction) => boolean,
): Step | undefined {
  const from = consumers.offsets[task];
  const to = consumers.offsets[task + 1];
  if (from === undefined || to === undefined || to - from !== 1) return undefined;
  const next = consumers.items[from]!;
  const called = functions[next]!;
  if (called.fn === undefined || !goesOut(called) || hasPolicyOfItsOwn(called)) return undefined;
  const args: unknown[] = [];
  let argument = -1;
  for (let at = offsets[next]!; at < offsets[next + 1]!; at++) {
    const ref = refs[at]!;
    const constant = ref < 0 ? constants[~ref] : undefined;
    // what stands in a container is put together here
    if (constant instanceof Template || (ref >= 0 && ref !== task)) return undefined;
    if (ref >= 0) argument = args.length;
    args.push(constant);
  }
  return { task: next, called, args, argument };
}

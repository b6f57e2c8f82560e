import type { TaskLimit } from '../graph/index.js';

/** Takes the place it waited for; false where it is not wanted any more. */
type Waiter = () => boolean;

interface Named {
  taken: number;
  /** Those who wait, first come first served, each with the number of places it thinks there are. */
  readonly waiting: { readonly concurrency: number; readonly goOn: Waiter }[];
}

/** One table for the process: what a limit protects, such as a database, is shared by all runs. */
const limits = new Map<string, Named>();

/** Takes a place under a limit; false where there is none. */
export function enterLimit({ name, concurrency }: TaskLimit): boolean {
  const limit = limits.get(name) ?? { taken: 0, waiting: [] };
  limits.set(name, limit);
  if (limit.taken >= concurrency) return false;
  limit.taken++;
  return true;
}

/** Calls back once when there may be a place: whoever is called has to `enterLimit` like anybody else. */
export function waitForLimit({ name, concurrency }: TaskLimit, goOn: Waiter): void {
  limits.get(name)!.waiting.push({ concurrency, goOn });
}

/** Gives the place back. */
export function leaveLimit(limit: TaskLimit): void {
  limits.get(limit.name)!.taken--;
  offerLimit(limit);
}

/** There may be a place: calls the first of those who wait that wants it. */
export function offerLimit({ name }: TaskLimit): void {
  const limit = limits.get(name);
  if (limit === undefined) return;
  for (;;) {
    const next = limit.waiting.findIndex(({ concurrency }) => limit.taken < concurrency);
    if (next === -1) break;
    if (limit.waiting.splice(next, 1)[0]!.goOn()) break;
  }
  if (limit.taken === 0 && limit.waiting.length === 0) limits.delete(name);
}

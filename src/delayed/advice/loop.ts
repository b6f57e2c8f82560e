import { advise } from './advise.js';

/** Runs of one line, each soon after the one before, that are a loop. */
const MANY = 20;
/** Most tasks of a graph that is small. */
const SMALL = 100;
/** Milliseconds after a run beyond which the next one has nothing to do with it: a request, a timer. */
const PAUSE = 1000;

/** The runs of one line. */
interface Runs {
  count: number;
  /** When the latest came to its end. */
  ended: number;
}

const sites = new Map<string, Runs>();

/**
 * Counts the runs of small graphs that one line asks for.
 *
 * @param finished - resolves when this one is over.
 */
export function adviseOnLoop(site: string, tasks: number, finished: Promise<void>): void {
  if (tasks === 0 || tasks > SMALL) return;
  const runs = sites.get(site) ?? { count: 0, ended: performance.now() };
  sites.set(site, runs);
  runs.count = performance.now() - runs.ended > PAUSE ? 1 : runs.count + 1;
  void finished.then(() => (runs.ended = performance.now()));
  if (runs.count < MANY) return;
  advise({
    code: 'DLG_ADVICE_COMPUTE_LOOP',
    site,
    message: `${String(MANY)} small graphs were computed here, each by itself: they share no work, and awaited one by one they do not run side by side`,
    fix: 'Collect the lazy values in a list and compute it once: await compute(list); unless each needs the result before it',
  });
}

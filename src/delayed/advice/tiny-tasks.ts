import type { RunSettings, Session } from '../../executor/index.js';
import type { TaskGraph } from '../../graph/index.js';
import { SessionStates } from '../../protocol/index.js';
import { advise } from './advise.js';

/** Fewer tasks are done before anybody notices. */
const MANY = { here: 50_000, away: 2000 };
/** Milliseconds for one task, in all, below which most of them went into running tasks and not into their work. */
const TINY = { here: 0.005, away: 0.1 };

/** Looks at how long the tasks of a run took, when it has finished well. */
export function adviseOnTinyTasks(session: Session, graph: TaskGraph, settings: RunSettings): void {
  const place = settings.scheduler === 'local' ? 'here' : 'away';
  if (graph.size < MANY[place]) return;
  const start = performance.now();
  void session.finished.then(() => {
    const took = performance.now() - start;
    const tasks = graph.functions.filter(({ fn }) => fn !== undefined).length;
    const each = took / tasks;
    if (session.state !== SessionStates.FINISHED || tasks < MANY[place] || each > TINY[place]) return;
    const { name, count, first } = mostFrequent(graph);
    advise({
      code: 'DLG_ADVICE_TINY_TASKS',
      site: graph.names.callSite(first),
      message:
        `${thousands(tasks)} tasks took ${(1000 * each).toPrecision(2)} µs each, all told: running them costs as much ` +
        `as what they do; ${thousands(count)} of them are "${name}"`,
      fix: 'Let one task do more: map(items, fn, { batch: 1000 }) makes one task of a thousand items',
    });
  });
}

/** The function with the most tasks, how many, and the first of them. */
function mostFrequent({ functions }: TaskGraph): { name: string; count: number; first: number } {
  const found = new Map<string, { name: string; count: number; first: number }>();
  functions.forEach(({ fn, name }, task) => {
    if (fn === undefined) return;
    const same = found.get(name) ?? { name, count: 0, first: task };
    same.count++;
    found.set(name, same);
  });
  return [...found.values()].reduce((most, next) => (next.count > most.count ? next : most));
}

function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

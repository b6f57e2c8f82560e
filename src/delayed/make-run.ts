import { ColumnRun, placementOf, Window, type RunSettings } from '../executor/index.js';
import type { TaskGraph } from '../graph/index.js';
import { Expander } from './expander.js';

/** A run, and what makes its graph grow. */
export interface MadeRun {
  readonly run: ColumnRun;
  readonly expander: Expander;
}

/** Makes a run of a graph of tasks, which has not begun. @param failFast - whether the first failure ends it. */
export function makeRun(
  sessionId: string,
  compiled: TaskGraph,
  settings: RunSettings,
  failFast: boolean,
): MadeRun {
  const expander = new Expander(compiled);
  const run = new ColumnRun(sessionId, expander.graph, {
    window: new Window(settings.concurrency),
    failFast,
    maxLive: settings.maxLive,
    placement: placementOf(settings),
    expand: expander.expand,
    detectMutation: settings.detectMutation,
  });
  return { run, expander };
}

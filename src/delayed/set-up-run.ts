import {
  ColumnRun,
  nextSessionId,
  placementOf,
  Session,
  Window,
  type RunSettings,
} from '../executor/index.js';
import type { TaskGraph } from '../graph/index.js';
import { adviseOnRun, DEVELOPING } from './advice/index.js';
import { Expander } from './expander.js';

/** A run that was set up: call `session.run()`. */
export interface StartedRun {
  readonly session: Session;
  readonly run: ColumnRun;
  readonly expander: Expander;
}

/**
 * Sets up the run of a graph of tasks.
 *
 * @param failFast - whether the first failure ends it.
 */
export function setUpRun(compiled: TaskGraph, settings: RunSettings, failFast = true): StartedRun {
  const expander = new Expander(compiled);
  const sessionId = nextSessionId();
  const run = new ColumnRun(sessionId, expander.graph, {
    window: new Window(settings.concurrency),
    failFast,
    maxLive: settings.maxLive,
    placement: placementOf(settings),
    expand: expander.expand,
    detectMutation: settings.detectMutation,
  });
  if (settings.trace) run.recordTimes();
  const session = new Session(sessionId, run, settings);
  if (DEVELOPING) adviseOnRun(session, compiled, settings);
  return { session, run, expander };
}

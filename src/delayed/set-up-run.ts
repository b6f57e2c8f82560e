import { nextSessionId, Session, type RunSettings } from '../executor/index.js';
import type { TaskGraph } from '../graph/index.js';
import { adviseOnRun, DEVELOPING } from './advice/index.js';
import { keepOneRun } from './kept-run.js';
import { makeRun, type MadeRun } from './make-run.js';

/** A run that was set up: call `session.run()`. */
export interface StartedRun extends MadeRun {
  readonly session: Session;
}

/**
 * Sets up the run of a graph of tasks.
 *
 * @param failFast - whether the first failure ends it.
 */
export function setUpRun(compiled: TaskGraph, settings: RunSettings, failFast = true): StartedRun {
  keepOneRun();
  const sessionId = nextSessionId();
  const { run, expander } = makeRun(sessionId, compiled, settings, failFast);
  if (settings.trace) run.recordTimes();
  const session = new Session(sessionId, run, settings);
  if (DEVELOPING) adviseOnRun(session, compiled, settings);
  return { session, run, expander };
}

import type { DropSession } from '../drops/index.js';
import { columnsOf, type CheckedDrops } from '../dropspec/index.js';
import type { AnyFunction } from '../graph/index.js';
import { createDrops, type CreatedGraph } from '../loader/index.js';
import { SessionStates } from '../protocol/index.js';
import { manageLifetimes } from './data-lifetime.js';
import { DropRun } from './drop-run.js';
import type { RunSettings } from './run-options.js';
import { nextSessionId, Session } from './session.js';
import { SessionDirectory } from './session-directory.js';
import { Window } from './window.js';

/**
 * The session of a graph of drops, before its first drop.
 *
 * @param functions - the functions that its applications call, by name.
 */
export function sessionOfDrops(
  checked: CheckedDrops,
  functions: Readonly<Record<string, AnyFunction>>,
  settings: RunSettings,
): Session {
  const session = new SessionOfDrops(settings);
  const { drops, roots } = madeIn(session, checked, functions, settings);
  const run = new DropRun(session.sessionId, drops, roots, new Window(settings.concurrency), () =>
    columnsOf(checked),
  );
  if (settings.trace) run.recordTimes();
  session.end = (): void => run.skipRest();
  const whole = new Session(session.sessionId, run, settings);
  const expiring = new Set(checked.specs.filter((spec) => 'expireAfterUse' in spec).map(({ oid }) => oid));
  manageLifetimes(drops.values(), ({ oid }) => expiring.has(oid), whole.finished);
  // the first to hear of the end: whoever awaits it finds the directory as it will be
  void whole.finished.then(() => {
    session.place.removeIfSpent([...drops.values()], whole.state === SessionStates.FINISHED);
  });
  return whole;
}

/** The drops of the graph; the directory they made is removed when the graph is refused. */
function madeIn(
  session: SessionOfDrops,
  checked: CheckedDrops,
  functions: Readonly<Record<string, AnyFunction>>,
  { allowCode }: RunSettings,
): CreatedGraph {
  try {
    return createDrops(checked, { session, allowCode, functions });
  } catch (error) {
    session.place.removeIfSpent([], false);
    throw error;
  }
}

/** What drops know of their session. */
class SessionOfDrops implements DropSession {
  readonly sessionId: string = nextSessionId();
  readonly place: SessionDirectory;
  readonly allowOutside: boolean;
  readonly allowEnvironment: boolean;
  end: () => void = () => undefined;

  constructor({ directory, allowOutside, allowCode }: RunSettings) {
    this.place = new SessionDirectory(this.sessionId, directory);
    this.allowOutside = allowOutside;
    this.allowEnvironment = allowCode; // code could read it anyway
  }

  get directory(): string {
    return this.place.path;
  }
}

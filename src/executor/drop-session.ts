import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { DropSession } from '../drops/index.js';
import type { CheckedDrops } from '../dropspec/index.js';
import { messageOf, StorageError } from '../errors/index.js';
import type { AnyFunction } from '../graph/index.js';
import { createDrops } from '../loader/index.js';
import { directoryPathOf } from '../storage/index.js';
import { manageLifetimes } from './data-lifetime.js';
import { DropRun } from './drop-run.js';
import type { RunSettings } from './run-options.js';
import { nextSessionId, Session } from './session.js';
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
  const { drops, roots } = createDrops(checked, { session, allowCode: settings.allowCode, functions });
  const run = new DropRun(session.sessionId, drops, roots, new Window(settings.concurrency));
  session.end = (): void => run.skipRest();
  const whole = new Session(session.sessionId, run, settings);
  const expiring = new Set(checked.specs.filter((spec) => 'expireAfterUse' in spec).map(({ oid }) => oid));
  manageLifetimes(drops.values(), ({ oid }) => expiring.has(oid), whole.finished);
  return whole;
}

/** What drops know of their session. */
class SessionOfDrops implements DropSession {
  readonly sessionId: string = nextSessionId();
  readonly allowOutside: boolean;
  readonly allowEnvironment: boolean;
  end: () => void = () => undefined;
  readonly #given: string | undefined;
  #directory: string | undefined;

  constructor({ directory, allowOutside, allowCode }: RunSettings) {
    this.#given = directory;
    this.allowOutside = allowOutside;
    this.allowEnvironment = allowCode; // code could read it anyway
  }

  /** Where the files lie: made when the first drop asks, because most graphs have none. */
  get directory(): string {
    this.#directory ??= this.#given === undefined ? ownDirectory(this.sessionId) : madeDirectory(this.#given);
    return this.#directory;
  }
}

/** Ids of sessions come again in other processes: the directory has a name that does not. */
function ownDirectory(sessionId: string): string {
  return directoryPathOf({ uid: sessionId, dirname: `${sessionId}-${randomBytes(4).toString('hex')}` });
}

function madeDirectory(given: string): string {
  const directory = path.resolve(given);
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new StorageError(`The directory ${directory} cannot be made: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return directory;
}

import type { DropSession } from '../drops/index.js';
import { directoryPathOf } from '../storage/index.js';

/**
 * The session of drops that are made without one, or with one that has no directory. A graph may come from anybody, so
 * its files are confined all the same: to the directory of drops without a session.
 */
class ConfinedSession implements DropSession {
  readonly sessionId: string;
  readonly allowOutside: boolean | undefined;
  readonly allowEnvironment: boolean | undefined;
  readonly #given: DropSession | undefined;

  constructor(given: DropSession | undefined) {
    this.sessionId = given?.sessionId ?? '';
    this.allowOutside = given?.allowOutside;
    this.allowEnvironment = given?.allowEnvironment;
    this.#given = given;
  }

  /** Looked up when the first drop asks: most graphs have no files. */
  get directory(): string {
    return directoryPathOf({ uid: this.sessionId, dirname: '.' });
  }

  end(): void {
    this.#given?.end?.();
  }
}

/** The session for the drops of a graph: the given one, if it says where files may lie. */
export function sessionFor(given: DropSession | undefined): DropSession {
  // not read if it need not be: a session may make its directory when it is asked for
  const says =
    given !== undefined &&
    'directory' in given &&
    (hasGetter(given, 'directory') || given.directory !== undefined);
  return says ? given : new ConfinedSession(given);
}

function hasGetter(object: object, name: string): boolean {
  for (let at: unknown = object; at !== null; at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found.get !== undefined;
  }
  return false;
}

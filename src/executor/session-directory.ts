import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { getDownstreamObjects } from '../droputils/index.js';
import { DirectoryDROP, FileDROP, type AbstractDROP } from '../drops/index.js';
import { messageOf, StorageError } from '../errors/index.js';
import { directoryPathOf, isTemporary } from '../storage/index.js';

/** Where the files of a session lie: where the user says, or in a directory of its own. */
export class SessionDirectory {
  readonly #sessionId: string;
  readonly #given: string | undefined;
  #path: string | undefined;

  constructor(sessionId: string, given: string | undefined) {
    this.#sessionId = sessionId;
    this.#given = given;
  }

  /** Made when the first drop asks, because most graphs have no files. */
  get path(): string {
    this.#path ??= this.#given === undefined ? ownDirectory(this.#sessionId) : madeDirectory(this.#given);
    return this.#path;
  }

  /**
   * Removes the session's own directory, if nothing in it is to be kept: no file at all, or, where the run went well,
   * only files that the graph says not to persist and that were used. A directory that the user named stays.
   */
  removeIfSpent(drops: Iterable<AbstractDROP>, wentWell: boolean): void {
    const directory = this.#path;
    if (directory === undefined || this.#given !== undefined) return;
    try {
      if (isSpent(directory, wentWell ? spentFiles(drops) : new Set(), keptDirectories(drops))) {
        rmSync(directory, { recursive: true, force: true });
      }
    } catch {
      // what cannot be looked at or removed stays; the run is over, and well or not by what it did
    }
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

/** Whether a directory holds no other files than these, those that were never finished, and no such directory. */
function isSpent(directory: string, files: ReadonlySet<string>, kept: ReadonlySet<string>): boolean {
  if (kept.has(directory)) return false;
  return readdirSync(directory, { withFileTypes: true }).every((entry) => {
    const place = path.join(directory, entry.name);
    if (entry.isDirectory()) return isTemporary(entry.name) || isSpent(place, files, kept);
    return isTemporary(entry.name) || files.has(place);
  });
}

/** Files that were for others in the graph only; one that is another drop's as well is that drop's to keep. */
function spentFiles(drops: Iterable<AbstractDROP>): Set<string> {
  const spent = new Set<string>();
  const kept: string[] = [];
  for (const drop of drops) {
    if (!(drop instanceof FileDROP)) continue;
    const isForOthers = getDownstreamObjects(drop).length > 0;
    const isSpentFile = isForOthers && !drop.persist && drop.expirationDate === -1 && !drop.isBeingRead();
    if (isSpentFile) spent.add(drop.path);
    else kept.push(drop.path);
  }
  for (const place of kept) spent.delete(place);
  return spent;
}

function keptDirectories(drops: Iterable<AbstractDROP>): Set<string> {
  const kept = new Set<string>();
  for (const drop of drops) if (drop instanceof DirectoryDROP) kept.add(drop.path);
  return kept;
}

import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { InvalidDropError, messageOf } from '../errors/index.js';
import { codeOf } from './fs-errors.js';

/** Where drops without a session put their files: a directory of this user's below the temporary one. */
export function scratchDirectory(uid: string): string {
  const path = join(tmpdir(), 'daliuge_tfiles');
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new InvalidDropError(uid, `cannot make ${path}: ${messageOf(error)}`, { cause: error });
  }
  const stats = lstatSync(path);
  const isOurs = process.getuid === undefined || stats.uid === process.getuid();
  // anybody can make a directory of this name first, and change what lies in it afterwards
  if (!stats.isDirectory() || !isOurs || (process.platform !== 'win32' && (stats.mode & 0o022) !== 0)) {
    throw new InvalidDropError(
      uid,
      `${path} is not a directory that only this user can write; remove it, set TMPDIR, or give a session directory`,
    );
  }
  return path;
}

/**
 * Whether a path, with every symbolic link on the way followed, lies in a directory or is that directory. What does
 * not exist yet counts by where it would come to lie; a link that leads nowhere counts as outside.
 * Throws what the file system throws where it cannot look.
 */
export function isInside(path: string, directory: string): boolean {
  const way = relative(realOf(resolve(directory)) ?? directory, realOf(resolve(path)) ?? sep);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Whether anything has this path, be it a link that leads nowhere. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** The path without symbolic links; undefined when one leads nowhere. */
function realOf(path: string): string | undefined {
  if (isThere(path)) {
    try {
      return realpathSync(path);
    } catch {
      return undefined;
    }
  }
  const parent = dirname(path);
  const real = parent === path ? path : realOf(parent);
  return real === undefined ? undefined : join(real, path.slice(parent.length));
}

import { lengthOf, type TaskFunction } from '../graph/index.js';

/** Whether a task gave up because its signal was aborted. */
export function isAbort(error: unknown, reason: unknown): boolean {
  if (error === reason) return true;
  try {
    return error instanceof Error && (error.cause === reason || error.name === 'AbortError');
  } catch {
    return false; // what was thrown throws when it is looked at
  }
}

/** A result whose function promised `nout` items, checked. One item alone may stand for itself. */
export function checked(result: unknown, { nout }: TaskFunction): unknown {
  if (nout === undefined || nout === 1) return result;
  const length = lengthOf(result);
  if (length !== nout) {
    const got = length === undefined ? 'is no list' : `has ${String(length)} items`;
    throw new TypeError(
      `nout is ${String(nout)}, but the result ${got}; return an array of ${String(nout)} items`,
    );
  }
  return result;
}

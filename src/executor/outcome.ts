/** Whether a task gave up because its signal was aborted. */
export function isAbort(error: unknown, reason: unknown): boolean {
  if (error === reason) return true;
  try {
    return error instanceof Error && (error.cause === reason || error.name === 'AbortError');
  } catch {
    return false; // what was thrown throws when it is looked at
  }
}

/** Whether a task gave up for the reason it was told, which has been to another thread and back. */
export function isAbortOf(error: unknown, reason: unknown): boolean {
  if (error === reason) return true;
  try {
    const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
    const given = (reason ?? {}) as { name?: unknown; message?: unknown };
    return name === 'AbortError' || (name !== undefined && name === given.name && message === given.message);
  } catch {
    return false; // what was thrown throws when it is looked at
  }
}

/** What the command tells the shell. */
export const EXIT = { success: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** The command was called wrongly: nothing was run. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}

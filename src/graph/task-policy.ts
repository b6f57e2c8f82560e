/** How often a task is tried again when it failed, and when. */
export interface RetryPolicy {
  /** Tries after the first. */
  readonly times: number;
  /** Milliseconds before the second try. */
  readonly delay: number;
  /** What the delay is multiplied by after each try. */
  readonly factor: number;
  /** Longest delay, in milliseconds. */
  readonly maxDelay: number;
  /** Share of each delay, 0 to 1, that is left to chance, so that many tasks do not come back all at once. */
  readonly jitter: number;
  /** Whether an error is worth another try; undefined: every error is. */
  readonly when: ((error: unknown) => boolean) | undefined;
}

/** How many tasks that share a name may be at work at once, in all runs of the process together. */
export interface TaskLimit {
  readonly name: string;
  readonly concurrency: number;
}

/** Where a task runs, whatever the scheduler of the run would choose. */
export type Placement = 'main' | 'worker';

/** What was said about how tasks of a function are run; it changes no result. */
export interface TaskPolicy {
  readonly retries: RetryPolicy | undefined;
  /** Milliseconds that one try may take. */
  readonly timeout: number | undefined;
  /** Of tasks that could start, those with a higher number do first. */
  readonly priority: number;
  readonly limit: TaskLimit | undefined;
  readonly on: Placement | undefined;
}

/**
 * Milliseconds to wait after try number `tries` failed (1 is the first), or undefined where there is no other try.
 *
 * @param chance - a number from 0 to 1.
 */
export function retryDelay(policy: RetryPolicy, tries: number, chance: number): number | undefined {
  if (tries > policy.times) return undefined;
  if (policy.delay === 0) return 0; // and not the NaN that nothing of infinity is
  const delay = Math.min(policy.delay * policy.factor ** (tries - 1), policy.maxDelay);
  return delay * (1 - policy.jitter * chance);
}

/** The policy of one task that stands for two calls: the stricter of both in everything. */
export function mergedPolicy(a: TaskPolicy | undefined, b: TaskPolicy | undefined): TaskPolicy | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const least = (x: number | undefined, y: number | undefined): number | undefined =>
    x === undefined || y === undefined ? (x ?? y) : Math.min(x, y);
  return {
    retries: (a.retries?.times ?? 0) >= (b.retries?.times ?? 0) ? a.retries : b.retries,
    timeout: least(a.timeout, b.timeout),
    priority: Math.max(a.priority, b.priority),
    limit: a.limit ?? b.limit,
    on: a.on === 'main' || b.on === 'main' ? 'main' : (a.on ?? b.on),
  };
}

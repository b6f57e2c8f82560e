import { afterAll, describe } from 'vitest';
import { processes, threads, type PoolOptions, type RunOptions } from 'dropgraph';

/** Where tasks run, with a pool of its own for a whole file. */
export interface Place {
  readonly name: 'local' | 'threads' | 'processes';
  readonly options: Pick<RunOptions, 'scheduler'>;
}

export const POOLS = { threads, processes } as const;
export type PoolName = keyof typeof POOLS;

/** The same tests on the event loop, on threads and in processes. */
export function describeEverywhere(body: (place: Place) => void, options: PoolOptions = {}): void {
  describe('local', () => body({ name: 'local', options: { scheduler: 'local' } }));
  describeOnWorkers((name, pool) => body({ name, options: { scheduler: pool } }), options);
}

/** The same tests on threads and in processes, each with a pool of two workers. */
export function describeOnWorkers(
  body: (name: PoolName, pool: ReturnType<typeof threads>) => void,
  options: PoolOptions = {},
): void {
  for (const name of ['threads', 'processes'] as const) {
    describe(name, () => {
      const pool = POOLS[name]({ workers: 2, grace: 200, ...options });
      afterAll(() => pool.close());
      body(name, pool);
    });
  }
}

/** What the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  if (outcome === undefined) throw new Error('it did not reject');
  return outcome.error;
}

/** Waits until something has come true, however slow the machine is. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1));
}

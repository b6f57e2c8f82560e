import { describe, expect, it } from 'vitest';
import { compute, computeSettled, delayed, taskContext, TaskError } from '../../src/index.js';
import { failureOf } from './support.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('the timeout of a task', () => {
  it('fails an async task that takes longer, with a TimeoutError as the cause', async () => {
    const error = (await failureOf(compute(delayed(never, { timeout: 5 })()))) as TaskError;
    expect(error).toBeInstanceOf(TaskError);
    expect(error.cause).toMatchObject({ name: 'TimeoutError' });
    expect(error.message).toContain('5 ms');
  });

  it('aborts the signal of the task, so that it can end what it has begun', async () => {
    let reason: unknown;
    const waiting = delayed(
      async () => {
        const { signal } = taskContext();
        signal.addEventListener('abort', () => {
          reason = signal.reason;
        });
        await never();
      },
      { timeout: 5 },
    );
    await failureOf(compute(waiting()));
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('fails a task that never gave the event loop a turn when it ends at last', async () => {
    const busy = delayed(
      () => {
        const end = performance.now() + 20;
        while (performance.now() < end);
        return 'too late';
      },
      { timeout: 5 },
    );
    const error = (await failureOf(compute(busy()))) as TaskError;
    expect(error.cause).toMatchObject({ name: 'TimeoutError' });
  });

  it('does nothing to a task that is done before', async () => {
    expect(await compute(delayed(async () => 'in time', { timeout: 60_000 })())).toBe('in time');
    expect(await compute(delayed(() => 'in time', { timeout: 60_000 })())).toBe('in time');
  });

  it('is for each try: with retries, the next one has all the time again', async () => {
    let tries = 0;
    const slow = delayed(() => (++tries < 3 ? never() : tries), { timeout: 5, retries: 2 });
    expect(await compute(slow())).toBe(3);
  });

  it('ignores what the task gives later, and what it throws', async () => {
    let late: (value: string) => void = () => undefined;
    let tries = 0;
    const slow = delayed(
      () => {
        if (++tries === 2) {
          late('of the first try');
          return 'of the second';
        }
        return new Promise<string>((resolve) => {
          late = resolve;
        });
      },
      { timeout: 5, retries: 1 },
    );
    expect(await compute(slow())).toBe('of the second');
  });

  it('of one hung task does not stop the others where outcomes are settled', async () => {
    const quick = delayed((x: number) => x);
    const outcomes = await computeSettled([quick(1), delayed(never, { timeout: 5 })(), quick(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('gives the place of the task back', async () => {
    const hung = delayed(never, { timeout: 5 });
    const quick = delayed(async (x: number) => x);
    const outcomes = await computeSettled([hung(), hung(), quick(1)], { concurrency: 1 });
    expect(outcomes[2]).toEqual({ status: 'fulfilled', value: 1 });
  });
});

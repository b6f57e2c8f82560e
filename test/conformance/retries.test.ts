import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compute, delayed, TaskError, taskContext } from '../../src/index.js';
import { failureOf, failing, until } from './support.js';

describe('retries', () => {
  it('run a task again until it gives a result, as often as was said', async () => {
    const { fn, calls } = failing(2, 'at last');
    expect(await compute(delayed(fn, { retries: 2 })())).toBe('at last');
    expect(calls()).toBe(3);
  });

  it('run out: the task fails with the last error, and the TaskError tells how often it was tried', async () => {
    const { fn, calls } = failing(10, 'never');
    const error = await failureOf(compute(delayed(fn, { retries: 2 })()));
    expect(error).toBeInstanceOf(TaskError);
    expect((error as TaskError).tries).toBe(3);
    expect((error as TaskError).cause).toEqual(new Error('failure 3'));
    expect((error as TaskError).message).toContain('failed 3 times: failure 3');
    expect(calls()).toBe(3);
  });

  it('are of no use to a task that has none', async () => {
    const { fn, calls } = failing(1, 'never');
    expect(((await failureOf(compute(delayed(fn)()))) as TaskError).tries).toBe(1);
    expect(calls()).toBe(1);
  });

  it('work for async functions as for others, and tell the task which try it is', async () => {
    const tries: number[] = [];
    const flaky = delayed(
      async () => {
        const { attempt } = taskContext();
        tries.push(attempt);
        await Promise.resolve();
        if (attempt < 3) throw new Error('again');
        return attempt;
      },
      { retries: 5 },
    );
    expect(await compute(flaky())).toBe(3);
    expect(tries).toEqual([1, 2, 3]);
  });

  it('abort the signal of the try that failed, and give the next one a signal of its own', async () => {
    const signals: AbortSignal[] = [];
    const flaky = delayed(
      () => {
        const { signal } = taskContext();
        signals.push(signal);
        if (signals.length === 1) throw new Error('again');
        return signal.aborted;
      },
      { retries: 1 },
    );
    expect(await compute(flaky())).toBe(false);
    expect(signals[0]!.aborted).toBe(true);
    expect(signals[1]).not.toBe(signals[0]);
  });

  it('do not run what the task needs again', async () => {
    const input = vi.fn(() => 1);
    const { fn } = failing(3, 'done');
    expect(await compute(delayed(fn, { retries: 3 })(delayed(input)()))).toBe('done');
    expect(input).toHaveBeenCalledTimes(1);
  });

  it('with `when` are only for errors worth it', async () => {
    const { fn, calls } = failing(10, 'never');
    const seen: unknown[] = [];
    const when = (error: unknown): boolean => {
      seen.push((error as Error).message);
      return seen.length < 2;
    };
    const error = await failureOf(compute(delayed(fn, { retries: { times: 9, when } })()));
    expect((error as TaskError).tries).toBe(2);
    expect(calls()).toBe(2);
    expect(seen).toEqual(['failure 1', 'failure 2']);
  });

  it('with a `when` that throws fail with what it threw', async () => {
    const { fn, calls } = failing(10, 'never');
    const when = (): never => {
      throw new RangeError('in when');
    };
    const error = await failureOf(compute(delayed(fn, { retries: { times: 9, when } })()));
    expect((error as TaskError).cause).toEqual(new RangeError('in when'));
    expect(calls()).toBe(1);
  });

  it('are not for a run that was cancelled', async () => {
    const controller = new AbortController();
    const fn = vi.fn(() => {
      controller.abort(new Error('enough'));
      throw new Error('failed as well');
    });
    await failureOf(compute(delayed(fn, { retries: 5 })(), { signal: controller.signal }));
    expect(fn).toHaveBeenCalledTimes(1);
  });

  it('are not for a run in which another task failed', async () => {
    const { fn, calls } = failing(100, 'never');
    const other = delayed(() => {
      throw new Error('other');
    });
    const flaky = delayed(fn, { retries: { times: 99, delay: 60_000 } });
    await failureOf(compute([flaky(), other()]));
    expect(calls()).toBe(1);
  });
});

describe('the delay before another try', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function delaysOf(retries: object): Promise<number[]> {
    const asked: number[] = [];
    const timer = vi.spyOn(globalThis, 'setTimeout').mockClear();
    const { fn } = failing(5, 'done');
    const running = compute(delayed(fn, { retries: { times: 5, ...retries } })());
    for (let tries = 0; tries < 5; tries++) {
      await until(() => timer.mock.calls.length === tries + 1);
      asked.push(timer.mock.calls[tries]![1]!);
      await vi.advanceTimersByTimeAsync(asked[tries]!);
    }
    expect(await running).toBe('done');
    return asked;
  }

  it('is doubled each time unless said otherwise', async () => {
    expect(await delaysOf({ delay: 100 })).toEqual([100, 200, 400, 800, 1600]);
  });

  it('grows by the factor, up to the longest', async () => {
    expect(await delaysOf({ delay: 100, factor: 10, maxDelay: 5_000 })).toEqual([
      100, 1000, 5000, 5000, 5000,
    ]);
  });

  it('with jitter leaves its share to chance: shorter, never longer', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await delaysOf({ delay: 100, factor: 1, jitter: 0.5 })).toEqual([75, 75, 75, 75, 75]);
    expect(await delaysOf({ delay: 100, factor: 1, jitter: true })).toEqual([50, 50, 50, 50, 50]);
  });

  it('holds no place: others run meanwhile, with one place', async () => {
    const { fn } = failing(1, 'late');
    const log: string[] = [];
    const late = delayed(fn, { retries: { times: 1, delay: 1000 } })();
    const others = [1, 2, 3].map((at) => delayed(async () => log.push(`other ${String(at)}`))());
    const running = compute([late, ...others], { concurrency: 1 });
    await until(() => log.length === 3);
    expect(log).toEqual(['other 1', 'other 2', 'other 3']);
    await vi.advanceTimersByTimeAsync(1000);
    expect((await running)[0]).toBe('late');
  });

  it('ends with the run: no timer is left', async () => {
    const { fn } = failing(1, 'late');
    const controller = new AbortController();
    const late = delayed(fn, { retries: { times: 1, delay: 1000 } })();
    const running = failureOf(compute(late, { signal: controller.signal }));
    await until(() => vi.getTimerCount() === 1);
    controller.abort();
    await running;
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import {
  compile,
  compute,
  delayed,
  runGraph,
  taskContext,
  TaskError,
  type DelayedFunction,
  type DelayedOptions,
} from '../../src/index.js';
import { deferred, rejection, turn, until } from './watching.js';

/** A function that fails so many times, and how often it was called. */
function flaky(
  failures: number,
  options: DelayedOptions,
): { lazy: () => ReturnType<typeof lazy>; calls: () => number } {
  let calls = 0;
  const lazy = delayed(
    async () => {
      await turn();
      if (++calls <= failures) throw new RangeError(`failure ${String(calls)}`);
      return calls;
    },
    { name: 'flaky', ...options },
  );
  return { lazy: () => lazy(), calls: () => calls };
}

describe('retries', () => {
  it('try a task again until it works', async () => {
    const { lazy, calls } = flaky(3, { retries: 3 });
    expect(await compute(lazy())).toBe(4);
    expect(calls()).toBe(4);
  });

  it('end with the last error, which says how often it was tried', async () => {
    const { lazy } = flaky(5, { retries: { times: 2, delay: 1 } });
    const error = (await rejection(compute(lazy()))) as TaskError;
    expect(error).toBeInstanceOf(TaskError);
    expect(error.tries).toBe(3);
    expect(error.message).toContain('failed 3 times: failure 3');
    expect(error.cause).toMatchObject({ message: 'failure 3' });
  });

  it('are only for the errors that the predicate takes', async () => {
    const { lazy, calls } = flaky(5, {
      retries: { times: 5, when: (error) => !(error instanceof RangeError) },
    });
    await rejection(compute(lazy()));
    expect(calls()).toBe(1);
  });

  it('fail with what the predicate throws', async () => {
    const { lazy } = flaky(1, {
      retries: {
        times: 1,
        when: () => {
          throw new TypeError('the predicate');
        },
      },
    });
    expect(await rejection(compute(lazy()))).toMatchObject({ cause: { message: 'the predicate' } });
  });

  it('tell each try its number, with a signal of its own', async () => {
    const seen: [number, boolean][] = [];
    const signals: AbortSignal[] = [];
    const task = delayed(
      () => {
        const { attempt, signal } = taskContext();
        seen.push([attempt, signal.aborted]);
        signals.push(signal);
        if (attempt < 3) throw new Error('again');
        return attempt;
      },
      { retries: 5 },
    );
    expect(await compute(task())).toBe(3);
    expect(seen).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  });

  it('hold no place while they wait', async () => {
    const { lazy } = flaky(1, { retries: { times: 1, delay: 50 } });
    let other = false;
    const quick = delayed(async () => {
      await turn();
      other = true;
    });
    const waiting = compute([lazy(), quick()], { concurrency: 1 });
    await until(() => other);
    expect(await waiting).toEqual([2, undefined]);
  });

  it('are given up when the run is cancelled', async () => {
    const controller = new AbortController();
    const { lazy, calls } = flaky(100, { retries: { times: 100, delay: 60_000 } });
    const running = rejection(compute(lazy(), { signal: controller.signal }));
    await until(() => calls() === 1);
    await turn();
    controller.abort(new Error('enough'));
    expect(await running).toMatchObject({ name: 'CancelledError' });
  });

  it('wait longer each time, and never longer than they may', async () => {
    const { lazy } = flaky(4, { retries: { times: 4, delay: 10, factor: 3, maxDelay: 20 } });
    const begun = performance.now();
    await compute(lazy());
    expect(performance.now() - begun).toBeGreaterThanOrEqual(10 + 20 + 20 + 20 - 4); // timers round down
  });
});

describe('a timeout', () => {
  it('ends a task that waits too long, and aborts its signal', async () => {
    let signal: AbortSignal | undefined;
    const slow = delayed(
      () => {
        ({ signal } = taskContext());
        return deferred().promise;
      },
      { timeout: 5, name: 'slow' },
    );
    const error = (await rejection(compute(slow()))) as TaskError;
    expect(error.cause).toMatchObject({ name: 'TimeoutError' });
    expect(error.message).toContain('"slow"');
    expect(error.message).toContain('5 ms');
    expect(signal!.aborted).toBe(true);
  });

  it('fails a task that never gave the event loop a turn', async () => {
    const spin = delayed(
      () => {
        const end = performance.now() + 20;
        while (performance.now() < end);
      },
      { timeout: 2 },
    );
    expect(await rejection(compute(spin()))).toMatchObject({ cause: { name: 'TimeoutError' } });
  });

  it('is for each try', async () => {
    const task = delayed(() => (taskContext().attempt < 3 ? deferred<number>().promise : 3), {
      timeout: 5,
      retries: 2,
    });
    expect(await compute(task())).toBe(3);
  });

  it('gives its place to another, though the promise never settles', async () => {
    const hanging = delayed(() => deferred().promise, { timeout: 5, retries: 0 });
    const quick = delayed(async () => (await turn(), 'quick'));
    const seen: string[] = [];
    const note = delayed((text: string) => void seen.push(text));
    await rejection(compute([note(quick()), hanging()], { concurrency: 1 }));
    expect(seen).toEqual(['quick']);
  });
});

describe('a limit', () => {
  it('holds across runs, and lets everything through in the end', async () => {
    let at = 0;
    let most = 0;
    const limited = delayed(
      async (value: number) => {
        most = Math.max(most, ++at);
        await turn();
        at--;
        return value;
      },
      { limit: { name: 'across-runs', concurrency: 2 } },
    );
    const lists = [0, 1, 2].map((run) => Array.from({ length: 20 }, (_, item) => limited(100 * run + item)));
    const results = await Promise.all(lists.map((list) => compute(list)));
    expect(results[2]![19]).toBe(219);
    expect(most).toBe(2);
  });

  it('gives its place back when a task fails, times out or its run is cancelled', async () => {
    const limit = { name: 'given-back', concurrency: 1 };
    const failing = delayed(() => Promise.reject(new Error('no')), { limit });
    const hanging = delayed(() => deferred().promise, { limit });
    const fine = delayed(async () => (await turn(), 'fine'), { limit });
    await rejection(compute(failing()));
    await rejection(compute(hanging.with({ timeout: 5 })()));
    await rejection(compute(hanging(), { timeout: 5 }));
    expect(await compute([fine(), fine()])).toEqual(['fine', 'fine']);
  });

  it('of others is no reason to fail: a run that waits goes on when they are done', async () => {
    const limit = { name: 'waiting-run', concurrency: 1 };
    const gate = deferred<string>();
    const first = compute(delayed(() => gate.promise, { limit })());
    await turn();
    const second = compute(delayed(() => 'second', { limit })());
    await turn();
    gate.resolve('first');
    expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  });

  describe('of a task that computes others under the same limit', () => {
    /** A task at the bottom of so many that compute each other, all under one limit; and the most that were at work. */
    function nested(
      name: string,
      concurrency: number,
    ): { task: DelayedFunction<[number, number], Promise<number>>; most: () => number } {
      let at = 0;
      let most = 0;
      const options = { name, limit: { name, concurrency } };
      const task: DelayedFunction<[number, number], Promise<number>> = delayed(
        async (level: number, item: number): Promise<number> => {
          await turn();
          if (level > 0) {
            const [a, b] = await compute([task(level - 1, item), task(level - 1, item + 1)]);
            return a + b;
          }
          most = Math.max(most, ++at);
          await turn();
          at--;
          return item;
        },
        options,
      );
      return { task, most: () => most };
    }

    it.each([1, 2])('lets them have its place, one after the other: concurrency %i', async (concurrency) => {
      const { task, most } = nested(`nested-${String(concurrency)}`, concurrency);
      expect(await compute([task(3, 0), task(3, 100)])).toEqual([12, 812]);
      expect(most()).toBe(concurrency);
    });

    it('has its place back when they are done, also where it does not wait for them', async () => {
      const limit = { name: 'left-alone', concurrency: 1 };
      const gate = deferred<string>();
      let inner: Promise<string> | undefined;
      const slow = delayed(() => gate.promise, { limit });
      const careless = delayed(
        () => {
          inner = compute(slow());
          return turn();
        },
        { limit },
      );
      await compute(careless());
      let isDone = false;
      const next = compute(delayed(() => 'next', { limit })()).then((value) => ((isDone = true), value));
      await turn();
      expect(isDone).toBe(false);
      gate.resolve('slow');
      expect(await Promise.all([inner, next])).toEqual(['slow', 'next']);
    });

    it('is not lent to tasks of others', async () => {
      const limit = { name: 'not-lent', concurrency: 1 };
      const gate = deferred();
      let isDone = false;
      const holder = compute(delayed(() => gate.promise, { limit })());
      await turn();
      const other = compute(delayed(() => (isDone = true), { limit })());
      await turn();
      expect(isDone).toBe(false);
      gate.resolve();
      await Promise.all([holder, other]);
    });

    it('may be a drop of a loaded graph', async () => {
      const { task } = nested('nested-drops', 1);
      const limit = { name: 'nested-drops', concurrency: 1 };
      const outer = delayed(async () => compute(task(1, 5)), { name: 'outer', limit });
      const specs = compile(outer()).toJSON();
      const data = { categoryType: 'Data', dropclass: 'dlg.data.drops.memory.InMemoryDROP' };
      const also = { ...data, oid: 'also', pydata: { type: 'int', value: 1 } };
      const session = await runGraph([...specs, also], { functions: { outer: outer.fn } });
      expect([...(await session.results()).values()]).toContain(11);
    });
  });
});

describe('a priority', () => {
  it('decides which of the tasks that can start does', async () => {
    const order: string[] = [];
    const task = (name: string, priority: number): ReturnType<typeof lazy> => lazy.with({ priority })(name);
    const lazy = delayed(async (name: string) => {
      order.push(name);
      await turn();
    });
    await compute([task('low', -1), task('usual', 0), task('high', 2), task('higher', 3)], {
      concurrency: 1,
    });
    expect(order).toEqual(['higher', 'high', 'usual', 'low']);
  });

  it('never lets a task start before its inputs', async () => {
    const input = delayed(async () => (await turn(), 1), { priority: -5 });
    const user = delayed((x: number) => x + 1, { priority: 5 });
    expect(await compute(user(input()))).toBe(2);
  });
});

describe('after', () => {
  it('orders tasks without handing them anything', async () => {
    const order: string[] = [];
    const first = delayed(async () => {
      await turn();
      order.push('first');
    })();
    const second = delayed((...args: unknown[]) => order.push(`second ${String(args.length)}`), {
      after: [first],
    });
    await compute([second('argument'), second()]);
    expect(order).toEqual(['first', 'second 1', 'second 0']);
  });

  it('keeps a task from running where what it waits for failed', async () => {
    let ran = false;
    const bad = delayed(() => Promise.reject(new Error('no')), { key: 'bad' })();
    const late = delayed(() => (ran = true), { after: bad });
    expect(await rejection(compute(late()))).toMatchObject({ key: 'bad' });
    expect(ran).toBe(false);
  });

  it('tells pure calls apart that wait for different things', async () => {
    let runs = 0;
    const task = delayed(() => ++runs, { pure: true });
    const [a, b] = [delayed(1), delayed(2)];
    await compute([task.with({ after: a })(), task.with({ after: a })(), task.with({ after: b })()]);
    expect(runs).toBe(2);
  });
});

describe('maxLive', () => {
  it('holds tasks without inputs back while as many results are alive', async () => {
    let alive = 0;
    let most = 0;
    const load = delayed(async (item: number) => {
      most = Math.max(most, ++alive);
      await turn();
      return item;
    });
    const use = delayed(async (item: number) => {
      for (let turns = 0; turns < 5; turns++) await turn();
      alive--;
      return item;
    });
    const results = await compute(
      Array.from({ length: 50 }, (_, item) => use(load(item))),
      { maxLive: 60 }, // all results are asked for, and kept
    );
    expect(results[49]).toBe(49);
    const free = most;
    alive = most = 0;
    const sum = delayed((items: number[]) => items.length);
    expect(await compute(sum(Array.from({ length: 50 }, (_, item) => use(load(item)))), { maxLive: 4 })).toBe(
      50,
    );
    expect(most).toBeLessThan(free);
  });

  it('never keeps a run from going on', async () => {
    const sum = delayed((items: number[]) => items.reduce((a, b) => a + b, 0));
    const one = delayed(async () => (await turn(), 1));
    expect(await compute(sum(Array.from({ length: 20 }, () => one())), { maxLive: 1 })).toBe(20);
  });
});

describe('wrong policies', () => {
  it.each<[DelayedOptions, RegExp]>([
    [{ retries: -1 }, /"retries"/],
    [{ retries: { times: 1, dealy: 5 } as never }, /"dealy".*valid options: times, delay/],
    [{ retries: { times: 1, jitter: 2 } }, /"jitter"/],
    [{ timeout: 0 }, /"timeout"/],
    [{ priority: 'high' as never }, /"priority"/],
    [{ after: 5 as never }, /"after"/],
    [{ limit: { name: 'x', concurrency: 0 } }, /"limit\.concurrency"/],
    [{ on: 'moon' as never }, /"on"/],
  ])('%j is a TypeError that names the option', (options, message) => {
    expect(() => delayed(() => 1, options)).toThrow(message);
    expect(() => delayed(() => 1, options)).toThrow(TypeError);
  });

  it('are refused for values, which are not run', () => {
    expect(() => delayed(5, { timeout: 5 })).toThrow(/are for functions/);
  });
});

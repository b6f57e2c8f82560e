import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  asCompleted,
  compute,
  computeSettled,
  delayed,
  KeyConflictError,
  ListenerError,
  persist,
  TaskError,
  type Delayed,
} from '../../src/index.js';

const inc = delayed((x: number) => x + 1, { name: 'inc' });

describe('what needs a task that has to wait', () => {
  it.each([0, 1])('waits while a synchronous task is tried again after %i ms', async (delay) => {
    let calls = 0;
    const flaky = delayed(
      () => {
        if (++calls < 3) throw new Error('not yet');
        return 10;
      },
      { retries: { times: 5, delay } },
    );
    expect(await inc(flaky()).compute()).toBe(11);
  });

  it('waits while a limit is taken by another run', async () => {
    const limit = { name: 'stranger: taken', concurrency: 1 };
    let leave: (value: number) => void = () => undefined;
    const holder = delayed(() => new Promise<number>((resolve) => (leave = resolve)), { limit });
    const held = holder().compute();
    await sleep(1);
    const result = inc(delayed((x: number) => x * 2, { limit })(3)).compute();
    await sleep(1);
    leave(1);
    await held;
    expect(await result).toBe(7);
  });

  it('gets the place of a limit that was offered to a run which is cancelled before it takes it', async () => {
    const limit = { name: 'stranger: offered', concurrency: 1 };
    let leave: (value: number) => void = () => undefined;
    const holder = delayed(() => new Promise<number>((resolve) => (leave = resolve)), { limit });
    const held = holder().compute();
    await sleep(1);
    const wanted = delayed(() => 'mine', { limit });
    const forever = delayed(() => new Promise<never>(() => undefined));
    const stop = new AbortController();
    const first = compute([wanted(), forever()], { concurrency: 1, signal: stop.signal }).catch(
      () => 'cancelled',
    );
    await sleep(1);
    const second = compute(wanted());
    await sleep(1);
    leave(1);
    await held;
    stop.abort();
    expect(await first).toBe('cancelled');
    expect(await second).toBe('mine');
  });
});

describe('a lazy result', () => {
  it('may be what a promise that was given as a value gives', async () => {
    const value: unknown = await delayed(Promise.resolve(inc(1))).compute();
    expect(value).toBe(2);
  });

  it('that waits for itself fails, also where the task may be tried again', async () => {
    const lazy: Delayed<unknown> = delayed((): unknown => lazy, { retries: 2 })();
    await expect(lazy.compute()).rejects.toThrow(/needs the result of this very task/);
  });

  it('in a circle of two fails both of them and nothing else', async () => {
    const first: Delayed<unknown> = delayed((): unknown => second)();
    const second: Delayed<unknown> = delayed((): unknown => first)();
    const settled = await computeSettled([first, second, inc(1)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('shares pure calls and keys with the graph that was there', async () => {
    let calls = 0;
    const count = (x: number): number => {
      calls++;
      return x;
    };
    const pure = delayed(count, { pure: true });
    const keyed = delayed(count, { key: 'counted' });
    const one = pure(1);
    const two = keyed(2);
    const more = delayed((_: unknown): unknown => [pure(1), keyed(2)])([one, two]);
    expect(await compute([one, two, more])).toEqual([1, 2, [1, 2]]);
    expect(calls).toBe(2);
  });

  it('has the type of what it gives', async () => {
    const one: Delayed<number> = delayed(() => inc(0))();
    const list: Delayed<unknown> = delayed(async (): Promise<unknown> => Promise.resolve([inc(1), inc(2)]))();
    expect(await compute([inc(one), list])).toEqual([2, [2, 3]]);
  });

  it('cannot use a key of the graph for something else', async () => {
    const keyed = delayed((x: number) => x, { key: 'taken' });
    const error: unknown = await compute([keyed(1), delayed(() => keyed(2))()]).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TaskError);
    expect((error as TaskError).cause).toBeInstanceOf(KeyConflictError);
  });
});

describe('asCompleted', () => {
  it('refuses an added item whose key is taken, and goes on without it', async () => {
    const keyed = delayed((x: number) => x, { key: 'added' });
    const results = asCompleted([keyed(1), inc(1)]);
    const values: number[] = [];
    for await (const { value } of results) {
      if (values.length === 0) expect(() => results.add(keyed(2))).toThrow(KeyConflictError);
      values.push(value);
    }
    expect(values).toEqual([1, 2]);
  });

  it('tells everyone who asks at once', async () => {
    const results = asCompleted([inc(1)]);
    const [first, second] = await Promise.all([results.next(), results.next()]);
    expect(first.value).toEqual({ index: 0, value: 2 });
    expect(second.done).toBe(true);
  });

  it('ends quietly for whoever still asks when the loop is left', async () => {
    const results = asCompleted([delayed(() => new Promise<never>(() => undefined))()]);
    const asked = results.next();
    await results.return();
    expect((await asked).done).toBe(true);
  });
});

it('does not give what ends well after a failure is known', async () => {
  let finish: (value: number) => void = () => undefined;
  const early = delayed(() => 'early');
  const slow = delayed(() => new Promise<number>((resolve) => (finish = resolve)));
  const failing = delayed(async () => {
    await sleep(5);
    setImmediate(() => finish(1));
    throw new Error('no');
  });
  const seen: unknown[] = [];
  const results = asCompleted([slow(), failing(), early()]);
  const loop = async (): Promise<void> => {
    for await (const { value } of results) seen.push(value);
  };
  await expect(loop()).rejects.toThrow(TaskError);
  expect(seen).toEqual(['early']);
});

it('a lazy value that stands in several places is one after persist, too', async () => {
  const one = inc(1);
  const [a, { b }, c] = await persist([one, { b: one }, inc(1)]);
  expect([Object.is(a, b), Object.is(a, c)]).toEqual([true, false]);
  expect(await compute([a, b, c])).toEqual([2, 2, 2]);
});

it('uses a persisted result for every equal pure call', async () => {
  let calls = 0;
  const load = delayed((x: number) => (calls++, x), { pure: true });
  const data = await persist(load(5));
  expect(await compute([data, load(5), inc(load(5))])).toEqual([5, 5, 6]);
  expect(calls).toBe(1);
});

it('many runs may share one signal', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listen);
  const { signal } = new AbortController();
  const wait = delayed(() => sleep(1));
  await Promise.all(Array.from({ length: 20 }, () => wait().compute({ signal })));
  await sleep(0);
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});

it('an async listener that fails stops the run like any other', async () => {
  const failure = new Error('heard enough');
  const listener: (event: unknown) => unknown = async () => {
    await Promise.resolve();
    throw failure;
  };
  const slow = delayed(() => sleep(20));
  const error: unknown = await compute(slow(), { onEvent: (event) => listener(event) }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ListenerError);
  expect((error as ListenerError).cause).toBe(failure);
});

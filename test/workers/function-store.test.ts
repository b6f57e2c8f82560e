import { afterAll, describe, expect, it } from 'vitest';
import { compute, delayed, threads } from 'dropgraph';
import { packFunction } from '../../src/closures/index.js';
import { FunctionStore } from '../../src/workers/function-store.js';

const double = (x: number): number => 2 * x;

describe('functions that workers have', () => {
  it('are the same in the next run, with what is known of their times', () => {
    const store = new FunctionStore();
    const first = store.take(double, packFunction(double), false);
    expect(store.letGo([first.id])).toEqual([]);
    expect(store.take(double, packFunction(double), false)).toBe(first);
    expect(store.take(double, packFunction(double), true)).not.toBe(first);
  });

  it('are others where they capture something else', () => {
    const store = new FunctionStore();
    let factor = 2;
    const times = (x: number): number => x * factor;
    const before = store.take(times, packFunction(times), false);
    factor = 3;
    const after = store.take(times, packFunction(times), false);
    expect(after).not.toBe(before);
    expect(after.times).toBe(before.times);
  });

  it('are forgotten with the last run that needs them where they capture objects', () => {
    const store = new FunctionStore();
    const state = { count: 0 };
    const count = (): number => ++state.count;
    const first = store.take(count, packFunction(count), false);
    const second = store.take(count, packFunction(count), false);
    expect(second).not.toBe(first);
    expect(store.letGo([first.id])).toEqual([first.id]);
    expect(store.letGo([second.id])).toEqual([second.id]);
  });

  it('are not kept without end: those that were not needed for longest are forgotten', () => {
    const store = new FunctionStore();
    const make = (by: number) => (x: number) => x + by;
    const ids = Array.from({ length: 300 }, (_, by) => {
      const fn = make(by);
      return store.take(fn, packFunction(fn), false).id;
    });
    expect(store.letGo(ids.slice(0, 200))).toEqual([]);
    expect(store.letGo(ids.slice(200))).toEqual(ids.slice(0, 300 - 256));
  });
});

describe('in a worker', () => {
  const pool = threads({ workers: 1 });
  afterAll(() => pool.close());

  it('a function is rebuilt once for all runs', async () => {
    const self = delayed(
      function rebuilt(): number {
        const all = ((globalThis as { rebuilt?: Set<unknown> }).rebuilt ??= new Set());
        return all.add(rebuilt).size;
      },
      { name: 'rebuilt' },
    );
    const run = (): Promise<number> => compute(self(), { scheduler: pool });
    expect([await run(), await run(), await run()]).toEqual([1, 1, 1]);
  });

  it('one that captures an object begins each run with the object as it is here', async () => {
    const state = { count: 0 };
    const count = delayed(() => ++state.count, { name: 'count' });
    const run = (): Promise<number> => compute(count(), { scheduler: pool });
    expect([await run(), await run()]).toEqual([1, 1]);
    state.count = 10;
    expect(await run()).toBe(11);
  });
});

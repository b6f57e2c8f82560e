import { describe, expect, it } from 'vitest';
import { compute, delayed } from '../../src/index.js';
import { rejection, settles, turn } from './watching.js';

interface Watch {
  inFlight: number;
  most: number;
  readonly order: number[];
}

/** Tasks that take a few turns of the event loop, and are watched. */
function watchedTasks(count: number, watch: Watch): unknown[] {
  const task = delayed(async (id: number) => {
    watch.order.push(id);
    watch.most = Math.max(watch.most, ++watch.inFlight);
    for (let turns = id % 3; turns >= 0; turns--) await turn();
    watch.inFlight--;
    return id;
  });
  return Array.from({ length: count }, (_, id) => task(id));
}

describe('the option concurrency', () => {
  it.each([
    [1, 20],
    [2, 50],
    [7, 100],
    [1024, 3000],
  ])('%i: as many promises are awaited at once, never more, of %i tasks', async (concurrency, count) => {
    const watch: Watch = { inFlight: 0, most: 0, order: [] };
    const results = await compute(watchedTasks(count, watch), { concurrency });
    expect(watch.most).toBe(concurrency);
    expect(watch.inFlight).toBe(0);
    expect(results).toEqual(Array.from({ length: count }, (_, id) => id));
    expect(watch.order).toEqual(Array.from({ length: count }, (_, id) => id));
  });

  it('is 1024 by default', async () => {
    const watch: Watch = { inFlight: 0, most: 0, order: [] };
    await compute(watchedTasks(2000, watch));
    expect(watch.most).toBe(1024);
  });

  it('Infinity: all at once', async () => {
    const watch: Watch = { inFlight: 0, most: 0, order: [] };
    await compute(watchedTasks(2000, watch), { concurrency: Infinity });
    expect(watch.most).toBeGreaterThan(1024);
  });

  it('1: a chain of tasks in the middle of others goes on first, as started branches do', async () => {
    const order: string[] = [];
    const step = delayed(async (id: string, _?: unknown) => {
      order.push(id);
      await turn();
    });
    await compute([step('b', step('a')), step('d', step('c'))], { concurrency: 1 });
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('1: a lazy result holds no place, so that tasks may expand within tasks', async () => {
    const nested = (depth: number): unknown =>
      depth === 0 ? turn().then(() => 'deep') : [delayed(nested)(depth - 1)];
    expect(await settles(compute(delayed(nested)(5), { concurrency: 1 }))).toEqual([[[[['deep']]]]]);
  });

  it('counts thenables that settle at once', async () => {
    let inFlight = 0;
    let most = 0;
    const task = delayed(() => {
      most = Math.max(most, ++inFlight);
      return { then: (done: (value: number) => void): void => done(inFlight--) };
    });
    await compute(
      Array.from({ length: 20 }, () => task()),
      { concurrency: 3 },
    );
    expect(most).toBe(3);
  });

  it.each([0, -1, 1.5, NaN, -Infinity, '2', null])(
    'is a TypeError that names it: %s',
    async (concurrency) => {
      const error = (await rejection(compute(1, { concurrency: concurrency as number }))) as Error;
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toContain('concurrency');
    },
  );
});

describe('the event loop', () => {
  const spin = (): void => {
    for (const end = performance.now() + 1; performance.now() < end;);
  };

  it.each([
    ['short tasks', spin],
    [
      'promises that never need it',
      async (): Promise<void> => {
        await null;
        spin();
      },
    ],
  ])('has its turns while many %s are run', async (_, task) => {
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns++;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const busy = delayed<[], unknown>(task);
    await compute(
      Array.from({ length: 200 }, () => busy()),
      { concurrency: 10 },
    );
    running = false;
    expect(turns).toBeGreaterThan(2);
  });

  it('runs synchronous tasks in the order of the graph, each once', async () => {
    const order: number[] = [];
    const task = delayed((id: number, ..._: unknown[]) => order.push(id));
    const [a, b] = [task(0), task(1)];
    await compute(task(3, task(2, b, a), a));
    expect(order).toEqual([0, 1, 2, 3].sort((x, y) => order.indexOf(x) - order.indexOf(y)));
    expect(order).toHaveLength(4);
    expect(order.indexOf(2)).toBeGreaterThan(1);
  });
});

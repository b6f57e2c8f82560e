import { describe, expect, it } from 'vitest';
import {
  compile,
  compute,
  type Delayed,
  delayed,
  runGraph,
  TaskError,
  taskContext,
} from '../../src/index.js';
import { later, taskErrorOf } from './support.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });

describe('compute', () => {
  it('gives back the structure with results in the places of lazy values', async () => {
    const three = add(1, 2);
    const keyed = new Map<unknown, unknown>([[three, [add(three, 1)]]]);
    expect(await compute({ three, list: [add(three, 10), 'as it is', keyed] })).toEqual({
      three: 3,
      list: [13, 'as it is', new Map([[3, [4]]])],
    });
  });

  it('runs each node once for all that was asked', async () => {
    let runs = 0;
    const shared = delayed(() => ++runs)();
    expect(await compute([shared, { again: shared }, add(shared, shared)])).toEqual([1, { again: 1 }, 2]);
  });

  it.each([[undefined], [null], [0], [''], ['text'], [5n], [NaN], [false]])(
    'passes %s through',
    async (value) => {
      expect(await compute(value)).toBe(value);
      expect(await compute(delayed(() => value)())).toBe(value);
      expect(await compute([delayed(async () => value)()])).toEqual([value]);
    },
  );

  it('runs only what is needed', async () => {
    let runs = 0;
    const counted = delayed((x: number) => x + ++runs);
    const needed = counted(0);
    counted(needed);
    await needed.compute();
    expect(runs).toBe(1);
  });

  it('can be asked twice at the same time', async () => {
    const slow = delayed((x: number) => later(x))(5);
    const six = add(slow, 1);
    expect(await Promise.all([six.compute(), six.compute(), compute([slow, six])])).toEqual([6, 6, [5, 6]]);
  });
});

describe('async functions', () => {
  it('are tasks like any other', async () => {
    const load = delayed(async (x: number) => later(x));
    expect(await add(load(1), load(load(2))).compute()).toBe(3);
  });

  it('may give a promise of a promise, and thenables', async () => {
    const nested = delayed(async () => Promise.resolve(later(4)));
    const thenable = delayed(
      () => ({ then: (resolve: (x: number) => void) => resolve(5) }) as PromiseLike<number>,
    );
    expect(await compute([nested(), thenable()])).toEqual([4, 5]);
  });

  it('run at the same time where none needs the other', async () => {
    let inFlight = 0;
    let most = 0;
    const task = delayed(async () => {
      most = Math.max(most, ++inFlight);
      await later(0, 3);
      inFlight--;
    });
    await compute(Array.from({ length: 5 }, () => task()));
    expect(most).toBe(5);
  });

  it('that reject fail the task with the very error', async () => {
    const reason = new Error('rejected');
    expect((await taskErrorOf(delayed(() => Promise.reject(reason))())).cause).toBe(reason);
  });
});

describe('what is thrown', () => {
  it.each([[new Error('e')], ['text'], [undefined], [null], [0], [{ reason: 1 }]])(
    'is the cause: %o',
    async (thrown) => {
      const fail = delayed(() => {
        throw thrown as Error;
      });
      expect((await taskErrorOf(fail())).cause).toBe(thrown);
    },
  );
});

describe('a task that gives lazy values', () => {
  it.each<[string, () => unknown, unknown]>([
    ['one', () => add(1, 2), 3],
    ['a structure of them', () => ({ a: [add(1, 2)], b: new Set([add(2, 2)]) }), { a: [3], b: new Set([4]) }],
    ['a promise of one', () => Promise.resolve(add(1, 2)), 3],
    ['a promise of a structure', async () => [add(1, 2), 'x'], [3, 'x']],
    ['one that gives another', () => delayed(() => add(1, 2))(), 3],
    ['a call with nout', () => delayed(() => [1, 2], { nout: 2 })(), [1, 2]],
  ])('has their values as its result: %s', async (_, make, expected) => {
    const same = delayed((x: unknown) => x);
    expect(await compute([delayed(make)(), same([delayed(make)()])])).toEqual([expected, [expected]]);
  });

  it('can go on so 10,000 times', async () => {
    const down: (n: number) => Delayed<number> = delayed((n: number): unknown =>
      n === 0 ? 0 : down(n - 1),
    ) as never;
    expect(await down(10_000).compute()).toBe(0);
  });

  it('can be a recursion that splits', async () => {
    const fib: (n: number) => Delayed<number> = delayed((n: number): unknown =>
      n < 2 ? n : add(fib(n - 1), fib(n - 2)),
    ) as never;
    expect(await fib(12).compute()).toBe(144);
  });

  it('holds no slot while they are computed', async () => {
    const load = delayed((x: number) => later(x));
    const outer = delayed(async (x: number) => load(x));
    expect(await compute([outer(1), outer(2), load(3)], { concurrency: 1 })).toEqual([1, 2, 3]);
  });

  it('keeps to the concurrency of the run', async () => {
    let inFlight = 0;
    let most = 0;
    const load = delayed(async () => {
      most = Math.max(most, ++inFlight);
      await later(0, 3);
      inFlight--;
    });
    const outer = delayed(() => [load(), load()]);
    await compute([outer(), outer(), outer()], { concurrency: 1 });
    expect(most).toBe(1);
  });

  it('runs a node once, however many tasks give it', async () => {
    let runs = 0;
    const shared = delayed(() => ++runs)();
    const giver = delayed(() => shared);
    expect(await compute([giver(), giver(), giver()])).toEqual([1, 1, 1]);
  });

  it('fails where they fail, and the error leads to the task that failed', async () => {
    const reason = new Error('inside');
    const fail = delayed(
      () => {
        throw reason;
      },
      { name: 'inner' },
    );
    const error = await taskErrorOf([delayed(() => ({ deep: [fail()] }), { name: 'outer' })()]);
    expect(error.message).toContain('inside');
    expect(error.message).toContain('inner');
    let cause: unknown = error;
    while (cause instanceof TaskError) cause = cause.cause;
    expect(cause).toBe(reason);
  });

  it('may do so in a run of runGraph', async () => {
    const session = await runGraph(compile(delayed(() => [add(1, 2)], { key: 'k' })()));
    expect(await session.results()).toEqual(new Map([['k', [3]]]));
  });
});

describe('a task that computes', () => {
  it('gets its own results, and keeps its context', async () => {
    const outer = delayed(
      async (x: number) => {
        const inner = compute(add(x, 1));
        expect(taskContext().name).toBe('outer');
        return (await inner) * 2;
      },
      { name: 'outer' },
    );
    expect(await outer(1).compute()).toBe(4);
  });
});

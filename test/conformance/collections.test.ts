import { describe, expect, it, vi } from 'vitest';
import {
  compile,
  compute,
  delayed,
  filter,
  fold,
  ItemError,
  loadGraph,
  map,
  plan,
  reduce,
  runGraph,
  starmap,
  take,
  TaskError,
  type Delayed,
} from '../../src/index.js';
import { failureOf } from './support.js';

const numbers = (n: number): number[] => Array.from({ length: n }, (_, at) => at);
const lazy = delayed((x: number) => x);

/** Names of the tasks of a graph, each with how many there are. */
function tasksOf(value: unknown): Record<string, number> {
  const tasks: Record<string, number> = {};
  for (const spec of compile(value).toJSON()) {
    if (spec.categoryType !== 'Application') continue;
    const name = String(spec.name);
    tasks[name] = (tasks[name] ?? 0) + 1;
  }
  return tasks;
}

describe('map', () => {
  it('calls the function for every item, and keeps their order', async () => {
    expect(await compute(map(numbers(10), (x) => x * x, { batch: 3 }))).toEqual(
      numbers(10).map((x) => x * x),
    );
  });

  it.each([
    ['a list', [1, 2, 3]],
    ['a list with lazy values', [lazy(1), 2, lazy(3)]],
    ['a Set', new Set([1, 2, 3])],
    ['a typed array', Uint8Array.of(1, 2, 3)],
    ['an iterator', [1, 2, 3].values()],
    [
      'a generator',
      (function* (): Generator<number> {
        yield* [1, 2, 3];
      })(),
    ],
    ['a lazy list', delayed(() => [1, 2, 3])()],
    ['a lazy Set', delayed(() => new Set([1, 2, 3]))()],
    ['a lazy list with nout', delayed(() => [1, 2, 3], { nout: 3 })()],
  ])('takes %s', async (_, items) => {
    expect(await compute(map(items as Iterable<number>, (x) => x + 1))).toEqual([2, 3, 4]);
  });

  it.each([[5], [null], [undefined], [{}]])('takes no %s', (items) => {
    expect(() => map(items as never, (x) => x)).toThrow(/map takes a list.* got/);
  });

  it('says to read an async iterable first', () => {
    async function* later(): AsyncGenerator<number> {
      yield 1;
    }
    expect(() => map(later() as never, (x) => x)).toThrow('Array.fromAsync');
  });

  it('takes an empty list', async () => {
    expect(await compute(map([], (x) => x))).toEqual([]);
  });

  it('records one task for each batch, named like the function', () => {
    function square(x: number): number {
      return x * x;
    }
    expect(tasksOf(map(numbers(10), square, { batch: 4 }))).toEqual({ square: 3, concat: 1 });
    expect(tasksOf(map(numbers(10), square, { name: 'mine', batch: 10 }))).toEqual({ mine: 1 });
  });

  it('records at most 1,000 tasks unless asked for more, one for each item up to there', () => {
    const identity = (x: number): number => x;
    expect(plan(map(numbers(1000), identity)).tasks).toBe(1000 + 1);
    expect(plan(map(numbers(1001), identity)).tasks).toBe(501 + 1);
    expect(plan(map(numbers(1_000_000), identity)).tasks).toBe(1000 + 1);
    expect(plan(map(numbers(2000), identity, { batch: 1 })).tasks).toBe(2000 + 1);
  });

  it('gives the function the item and nothing else', async () => {
    const fn = vi.fn((...given: unknown[]) => given.length);
    expect(await compute(map(['10', '10', '10'], parseInt))).toEqual([10, 10, 10]);
    expect(await compute(map([1], fn))).toEqual([1]);
  });

  it('waits for async functions, one item after the other within a batch', async () => {
    let now = 0;
    let most = 0;
    const slow = async (x: number): Promise<number> => {
      most = Math.max(most, ++now);
      await new Promise(setImmediate);
      now--;
      return x;
    };
    expect(await compute(map(numbers(5), slow, { batch: 5 }))).toEqual(numbers(5));
    expect(most).toBe(1);
  });

  it('takes functions that are async for some items only', async () => {
    const sometimes = (x: number): number | Promise<number> => (x % 2 === 0 ? x : Promise.resolve(x));
    expect(await compute(map(numbers(6), sometimes, { batch: 6 }))).toEqual(numbers(6));
  });

  it('computes what a function gives that is lazy, and takes a lazy function as the original', async () => {
    expect(await compute(map([1, 2], (x) => lazy(x + 1)))).toEqual([2, 3]);
    expect(await compute(map([1, 2], lazy))).toEqual([1, 2]);
  });

  it('finds lazy values inside of items', async () => {
    expect(await compute(map([{ x: lazy(1) }, { x: 2 }], ({ x }) => x))).toEqual([1, 2]);
  });

  it('cuts a lazy list into batches when it is there', async () => {
    const names: string[] = [];
    const onEvent = ({ name, type }: { name: string; type: string }): void => {
      if (type === 'dropCompleted') names.push(name);
    };
    const list = delayed(() => numbers(10), { name: 'load' })();
    expect(
      await compute(
        map(list, (x) => x + 1, { batch: 4, name: 'inc' }),
        { onEvent },
      ),
    ).toEqual(numbers(10).map((x) => x + 1));
    expect(names.filter((name) => name === 'inc')).toHaveLength(3);
  });

  it('works on the batches of another helper: the list is never whole', () => {
    const chain = map(
      map(numbers(10), (x) => x, { batch: 5, name: 'one' }),
      (x) => x,
      { name: 'two' },
    );
    expect(tasksOf(reduce(chain, (a, b) => a + b, { name: 'sum' }))).toEqual({ one: 2, two: 2, sum: 4 });
  });

  it('can be cut anew', async () => {
    const chain = map(
      map(numbers(10), (x) => x, { batch: 5 }),
      (x) => x + 1,
      { batch: 3 },
    );
    expect(await compute(chain)).toEqual(numbers(10).map((x) => x + 1));
  });

  it('of a failing function names the task, the item and the line, with the very error inside', async () => {
    const boom = new Error('boom');
    function check(x: number): number {
      if (x === 7) throw boom;
      return x;
    }
    const error = (await failureOf(compute(map(numbers(10), check, { batch: 4 })))) as TaskError;
    expect(error.message).toMatch(
      /^Task "check" \(check-\d+\) failed: item 7: boom\n {2}recorded at .*collections\.test\.ts:\d+:\d+/,
    );
    expect(error.cause).toBeInstanceOf(ItemError);
    expect((error.cause as ItemError).index).toBe(7);
    expect((error.cause as ItemError).cause).toBe(boom);
  });

  it.each([1, 4, 10])('tells the item of an async function that rejects, in batches of %i', async (batch) => {
    const check = async (x: number): Promise<number> => {
      await Promise.resolve();
      if (x === 7) throw new Error('boom');
      return x;
    };
    const error = (await failureOf(compute(map(numbers(10), check, { batch })))) as TaskError;
    expect((error.cause as ItemError).index).toBe(7);
  });

  it('says that an item is counted in its batch where items before were left out', async () => {
    const odd = filter(numbers(10), (x) => x % 2 === 1, { batch: 5 });
    const check = (x: number): number => {
      if (x === 7) throw new Error('boom');
      return x;
    };
    const error = (await failureOf(compute(map(odd, check)))) as TaskError;
    expect(error.message).toContain('item 1 of the batch: boom');
  });

  it('takes the options of its tasks, and asks `when` about the error of the function itself', async () => {
    let tries = 0;
    const flaky = (x: number): number => {
      if (++tries < 3) throw new RangeError('again');
      return x;
    };
    const when = (error: unknown): boolean => error instanceof RangeError;
    expect(await compute(map([1], flaky, { retries: { times: 5, when } }))).toEqual([1]);
    expect(tries).toBe(3);
  });

  it.each([
    [{ bach: 2 }, /Unknown option "bach" of map; valid options: batch, name, pure/],
    [{ key: 'mine' }, /Unknown option "key" of map/],
    [{ batch: 0 }, /Wrong option of map: "batch" must be a whole number of 1 or more/],
    [{ batch: 1.5 }, /"batch"/],
    [{ retries: -1 }, /Wrong option of map: "retries"/],
    [{ retries: { tmies: 1 } }, /Unknown option "tmies"/],
    [5, /options of map must be an object/],
  ])('refuses the options %j', (options, message) => {
    expect(() => map([1], (x) => x, options as never)).toThrow(message);
    expect(() => map([1], (x) => x, options as never)).toThrow(TypeError);
  });

  it('refuses what is no function', () => {
    expect(() => map([1], 'x' as never)).toThrow('map takes a function, got string');
  });

  it('merges equal calls where they are pure', async () => {
    const fn = vi.fn((x: number) => x);
    const twice = [map([1, 2], fn, { pure: true, batch: 2 }), map([1, 2], fn, { pure: true, batch: 2 })];
    expect(twice[0]!.key).toBe(twice[1]!.key);
    expect(await compute(twice)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(fn).toHaveBeenCalledTimes(2);
  });

  it('can be compiled, written, loaded and run', async () => {
    const sum = reduce(
      map(numbers(10), (x) => x * 2, { batch: 3 }),
      (a, b) => a + b,
    );
    const session = await runGraph(loadGraph(JSON.stringify(compile(sum))), { allowCode: true });
    expect(await session.outputs()).toEqual([90]);
  });
});

describe('filter', () => {
  it('keeps the items for which the function says true, in their order', async () => {
    expect(await compute(filter(numbers(10), (x) => x % 3 === 0, { batch: 2 }))).toEqual([0, 3, 6, 9]);
    expect(await compute(filter(numbers(4), async (x) => x > 1))).toEqual([2, 3]);
    expect(await compute(filter(numbers(4), () => false))).toEqual([]);
  });

  it('refuses what is neither true nor false: a lazy verdict would always count as true', async () => {
    const verdict = delayed(() => false);
    const error = await failureOf(compute(filter([1], (() => verdict()) as never)));
    expect((error as TaskError).message).toContain('must give true or false, got object');
  });
});

describe('starmap', () => {
  it('spreads each item over the arguments', async () => {
    expect(
      await compute(
        starmap(
          [
            [2, 5],
            [3, 2],
          ],
          (a, b) => a ** b,
        ),
      ),
    ).toEqual([32, 9]);
    expect(await compute(starmap([[lazy(2), 5]], (a: number, b: number) => a ** b))).toEqual([32]);
    expect(await compute(starmap(delayed(() => [[1, 2] as [number, number]])(), (a, b) => a + b))).toEqual([
      3,
    ]);
  });
});

describe('take', () => {
  it('of an iterable reads no more than it takes', async () => {
    let read = 0;
    function* endless(): Generator<number> {
      for (;;) yield read++;
    }
    expect(await compute(map(take(endless(), 3), (x) => x + 1))).toEqual([1, 2, 3]);
    expect(read).toBe(3);
  });

  it('of what map made computes only the batches it needs', async () => {
    const fn = vi.fn((x: number) => x);
    expect(await compute(take(map(numbers(100), fn, { batch: 10 }), 15))).toEqual(numbers(15));
    expect(fn).toHaveBeenCalledTimes(20);
  });

  it('of what filter made computes batches until there are enough, again at each run', async () => {
    const fn = vi.fn((x: number) => x % 10 === 0);
    const some = take(filter(numbers(1000), fn, { batch: 10 }), 3);
    expect(await compute(some)).toEqual([0, 10, 20]);
    expect(fn.mock.calls.length).toBeLessThanOrEqual(40);
    expect(await compute(some)).toEqual([0, 10, 20]);
  });

  it('gives all there are of a shorter list', async () => {
    expect(await compute(take([1, 2], 5))).toEqual([1, 2]);
    expect(
      await compute(
        take(
          map([1, 2], (x) => x),
          5,
        ),
      ),
    ).toEqual([1, 2]);
    expect(
      await compute(
        take(
          filter(numbers(20), (x) => x > 17, { batch: 3 }),
          5,
        ),
      ),
    ).toEqual([18, 19]);
    expect(await compute(take(delayed(() => [1, 2])(), 5))).toEqual([1, 2]);
  });

  it('may take none', async () => {
    expect(
      await compute(
        take(
          filter(numbers(5), () => true),
          0,
        ),
      ),
    ).toEqual([]);
    expect(
      await compute(
        take(
          map(numbers(5), (x) => x),
          0,
        ),
      ),
    ).toEqual([]);
  });

  it.each([-1, 1.5, NaN, Infinity])('refuses to take %d', (n) => {
    expect(() => take([1], n)).toThrow(RangeError);
  });
});

describe('reduce', () => {
  const joined = (a: string, b: string): string => a + b;
  const letters = 'abcdefghijklmnopqrstuvwxyz';

  it.each([2, 3, 8, 100])('puts items together in their order, %i at a time', async (splitEvery) => {
    expect(await compute(reduce(letters, joined, { splitEvery }))).toBe(letters);
    expect(
      await compute(
        reduce(
          [...letters].map((x) => delayed(x)),
          joined,
          { splitEvery },
        ),
      ),
    ).toBe(letters);
    const async = async (a: string, b: string): Promise<string> => a + b;
    expect(await compute(reduce(letters, async, { splitEvery, batch: 5 }))).toBe(letters);
  });

  it('is a tree: few results are alive at once, and the longest chain is short', () => {
    const items = numbers(512).map((x) => lazy(x));
    const { peak, depth } = plan(reduce(items, (a, b) => a + b, { splitEvery: 8 }));
    expect(peak).toBeLessThan(40);
    expect(depth).toBe(1 + 3 + 1);
  });

  it('sums ten million numbers with some thousand tasks', async () => {
    const total = reduce(numbers(10_000_000), (a, b) => a + b);
    expect(plan(total).tasks).toBeLessThan(2_000);
    expect(await compute(total)).toBe((10_000_000 * 9_999_999) / 2);
  });

  it('begins with `initial`, once, or with what it makes', async () => {
    expect(await compute(reduce(letters, joined, { initial: '>', batch: 3 }))).toBe(`>${letters}`);
    expect(await compute(reduce([] as string[], joined, { initial: () => 'made' }))).toBe('made');
  });

  it('of one item is that item, of none without `initial` an error that says so', async () => {
    expect(await compute(reduce(['x'], joined))).toBe('x');
    const nothing = filter(letters, () => false);
    const error = (await failureOf(compute(reduce(nothing, joined)))) as TaskError;
    expect(error.message).toContain('the list is empty; give the option "initial"');
  });

  it('skips batches of which nothing is left', async () => {
    expect(
      await compute(
        reduce(
          filter(letters, (x) => x > 'w', { batch: 2 }),
          joined,
        ),
      ),
    ).toBe('xyz');
  });

  it('keeps a result that is undefined or a list', async () => {
    expect(await compute(reduce([undefined, undefined], () => undefined))).toBeUndefined();
    expect(await compute(reduce([[1], [2], [3]], (a, b) => [...a, ...b], { batch: 1 }))).toEqual([1, 2, 3]);
  });

  it('tells which item failed', async () => {
    const check = (a: number, b: number): number => {
      if (b === 7) throw new Error('boom');
      return a + b;
    };
    const error = (await failureOf(compute(reduce(numbers(10), check, { batch: 5 })))) as TaskError;
    expect((error.cause as ItemError).index).toBe(7);
  });

  it.each([[{ splitEvery: 1 }], [{ splitEvery: 2.5 }], [{ spliteVery: 3 }], [{ combine: joined }]])(
    'refuses the options %j',
    (options) => {
      expect(() => reduce(letters, joined, options as never)).toThrow(TypeError);
    },
  );
});

describe('fold', () => {
  const combine = (a: number, b: number): number => a + b;

  it('takes the items of every batch into what it starts with, and combines the batches', async () => {
    const words = ['one', 'three', 'five', ''];
    const count = (sum: number, word: string): number => sum + word.length;
    for (const batch of [1, 2, 4]) {
      expect(await compute(fold(words, count, { initial: 0, combine, batch, splitEvery: 2 }))).toBe(12);
    }
  });

  it('gives what it starts with for an empty list', async () => {
    expect(await compute(fold([] as string[], (sum: number) => sum, { initial: 5, combine }))).toBe(5);
  });

  it('makes a start for every batch where that is changed in place', async () => {
    const distinct = fold(numbers(20), (set, x) => set.add(x % 3), {
      initial: () => new Set<number>(),
      combine: (a, b) => new Set([...a, ...b]),
      batch: 4,
    });
    for (let run = 0; run < 2; run++) expect([...(await compute(distinct))].sort()).toEqual([0, 1, 2]);
  });

  it('without `combine` combines with the function itself', async () => {
    expect(await compute(fold(numbers(10), combine, { initial: 0, batch: 3 }))).toBe(45);
  });

  it('needs `initial`', () => {
    expect(() => fold(numbers(3), combine, {} as never)).toThrow('The option "initial" of fold is missing');
  });
});

describe('one lazy list', () => {
  it('is reduced and folded in batches when it is there', async () => {
    const list = (): Delayed<number[]> => delayed(() => numbers(100))();
    const add = (a: number, b: number): number => a + b;
    expect(await compute(reduce(list(), add, { batch: 7 }))).toBe(4950);
    expect(await compute(fold(list(), add, { initial: 0, batch: 7 }))).toBe(4950);
    expect(
      await compute(
        reduce(
          filter(list(), (x) => x < 10, { batch: 7 }),
          add,
        ),
      ),
    ).toBe(45);
  });

  it('that is none fails its task', async () => {
    const error = await failureOf(
      compute(map(delayed(() => 5 as unknown as number[])(), (x) => x, { batch: 2 })),
    );
    expect((error as TaskError).message).toContain('got number');
    expect(await failureOf(compute(map(delayed(() => 5 as unknown as number[])(), (x) => x)))).toBeInstanceOf(
      TaskError,
    );
  });
});

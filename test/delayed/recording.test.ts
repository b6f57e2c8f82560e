import { describe, expect, it } from 'vitest';
import { compile, compute, Delayed, delayed } from '../../src/index.js';

const add = (a: number, b: number): number => a + b;

class Point {}

describe('a lazy function', () => {
  it('is called like the function, and nothing runs until it is computed', async () => {
    let runs = 0;
    const lazy = delayed((x: number) => {
      runs++;
      return x;
    })(5);
    expect(lazy).toBeInstanceOf(Delayed);
    await new Promise(setImmediate);
    expect(runs).toBe(0);
    expect(await lazy.compute()).toBe(5);
    expect(runs).toBe(1);
  });

  it('runs again each time it is computed', async () => {
    let runs = 0;
    const lazy = delayed(() => ++runs)();
    expect([await lazy.compute(), await lazy.compute()]).toEqual([1, 2]);
  });

  it.each([0, 1, 2, 3, 4, 7])('takes %i arguments', async (count) => {
    const list = delayed((...items: number[]) => items);
    const items = Array.from({ length: count }, (_, at) => at);
    expect(await list(...items).compute()).toEqual(items);
    expect(await list(...items.map((item) => delayed(item))).compute()).toEqual(items);
  });

  it('tells an argument that is undefined from none', async () => {
    const count = delayed((...items: unknown[]) => items.length);
    expect(await compute([count(), count(undefined), count(1, undefined), count(1, 2, undefined)])).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it('never accumulates arguments over calls', async () => {
    const list = delayed((...items: number[]) => items);
    const first = list(1);
    const second = list(2, 3);
    list(4, 5, 6);
    expect(await compute([first, second, first])).toEqual([[1], [2, 3], [1]]);
    expect(compile(second).size).toBe(2);
  });

  it('leaves the list of arguments of its caller alone', async () => {
    const args = [delayed(1), [delayed(2)], 3];
    const before = [...args];
    delayed((...items: unknown[]) => items)(...args);
    expect(args.length).toBe(before.length);
    expect(args.every((arg, at) => arg === before[at])).toBe(true);
  });

  it('has the original as fn, to be called at once', () => {
    const lazy = delayed(add);
    expect(lazy.fn).toBe(add);
    expect(lazy.fn(1, 2)).toBe(3);
  });

  it.each([
    ['the name of the function', delayed(add), 'add'],
    ['the name given', delayed(add, { name: 'plus' }), 'plus'],
    [
      'anonymous where there is none',
      delayed(
        (
          () => () =>
            1
        )(),
      ),
      'anonymous',
    ],
  ])('has as name %s', (_, lazy, name) => {
    expect(lazy.name).toBe(name);
  });

  it('made by with() has the options overridden and the others kept, and leaves the first as it was', () => {
    const first = delayed(add, { name: 'plus', pure: true });
    const second = first.with({ pure: false });
    expect(second.fn).toBe(add);
    expect(second.name).toBe('plus');
    expect(second(1, 2).key).not.toBe(second(1, 2).key);
    expect(first(1, 2).key).toBe(first(1, 2).key);
    expect(first.with({ name: 'sum' }).name).toBe('sum');
    expect(first.with({ nout: 2 })(1, 2).length).toBe(2);
  });

  it('of a lazy function is lazy once only', () => {
    const twice = delayed(delayed(add)) as unknown as { fn: unknown };
    expect(twice.fn).toBe(add);
  });
});

describe('delayed(value)', () => {
  it.each([
    ['a number', 5],
    ['null', null],
    ['undefined', undefined],
    ['text', 'text'],
    ['an array', [1, [2]]],
    ['an instance of a class', new Point()],
    ['a class', Point],
  ])('gives back %s itself', async (_, value) => {
    expect(await delayed(value as unknown).compute()).toBe(value);
  });

  it('shares the value by reference among all tasks that use it', async () => {
    const data = { rows: [1, 2, 3] };
    const same = delayed((x: unknown) => x);
    const lazy = delayed(data);
    const [a, b] = await compute([same(lazy), same([lazy])] as const);
    expect(a).toBe(data);
    expect((b as unknown[])[0]).toBe(data);
  });

  it('is one node however many tasks use it', () => {
    const lazy = delayed({ rows: 1 });
    const same = delayed((x: unknown) => x);
    expect(compile([same(lazy), same(lazy)]).size).toBe(5);
  });

  it('gives a lazy value back as it is', () => {
    const lazy = delayed(add)(1, 2);
    expect(delayed(lazy)).toBe(lazy);
    expect(delayed(delayed(1))).toBeInstanceOf(Delayed);
  });

  it('resolves the lazy values in a structure', async () => {
    const lazy = delayed({ sum: delayed(add)(1, 2), list: [delayed(4)] });
    expect(await lazy.compute()).toEqual({ sum: 3, list: [4] });
    expect(await lazy.get('list').at(0).compute()).toBe(4);
  });

  it('waits for a promise', async () => {
    expect(await delayed(Promise.resolve(7)).compute()).toBe(7);
  });
});

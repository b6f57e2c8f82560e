import { describe, expect, it } from 'vitest';
import { compile, compute, Delayed, delayed } from '../../src/index.js';
import { causeOf } from './support.js';

const three = delayed(() => ['a', 'b', 'c'], { nout: 3 });

/** A lazy function with `nout` that gives what it is given. */
const giving = (
  nout: number,
): ((result: unknown) => ArrayLike<Delayed<unknown>> & Iterable<Delayed<unknown>>) =>
  delayed((result: unknown) => result as unknown[], { nout }) as never;

describe('a call with nout', () => {
  it('can be destructured', async () => {
    const [a, b, c] = three();
    expect(await compute([a, b, c])).toEqual(['a', 'b', 'c']);
  });

  it('can be iterated and spread, and has a length', async () => {
    const items = [...three()];
    expect(items.length).toBe(3);
    expect(items.every((item) => item instanceof Delayed)).toBe(true);
    expect(await compute(items)).toEqual(['a', 'b', 'c']);
    expect(three().length).toBe(3);
    expect(await compute(Array.from(three(), (item) => item.call('toUpperCase')))).toEqual(['A', 'B', 'C']);
  });

  it('can be indexed with at and with [i]', async () => {
    const call = three();
    expect(await compute([call.at(2), call.at(-3), call[1]!])).toEqual(['c', 'a', 'b']);
    expect(call.at(0).key).toBe(call[0]!.key);
  });

  it('has no item [i] outside of its length', () => {
    expect((three() as ArrayLike<unknown>)[3]).toBeUndefined();
  });

  it('has every item [i], however many', async () => {
    const many = delayed((count: number) => Array.from({ length: count }, (_, at) => at), { nout: 5000 })(
      5000,
    );
    expect(await compute([many[99]!, many[100]!, many[4999]!])).toEqual([99, 100, 4999]);
    expect(await compute([...many].at(-1))).toBe(4999);
  });

  it('runs once for all its items, and takes a node for each item used', async () => {
    let runs = 0;
    const pair = delayed(() => [++runs, 0], { nout: 2 })();
    const [a, b] = pair;
    expect(await compute([a, b, pair[0], pair])).toEqual([1, 0, 1, [1, 0]]);
    expect(runs).toBe(1);
    expect(compile([a, b, pair[0], pair]).size).toBe(6);
  });

  it('can be used whole', async () => {
    const count = delayed((list: readonly string[]) => list.length);
    expect(await count(three()).compute()).toBe(3);
    expect(await three().compute()).toEqual(['a', 'b', 'c']);
  });

  it.each([0, 1, 2, 3, 200])('may have %i items', async (nout) => {
    const result = Array.from({ length: nout }, (_, at) => at);
    const call = giving(nout)(result);
    expect(call.length).toBe(nout);
    expect(await compute([...call])).toEqual(result);
    expect(await compute(call)).toEqual(result);
  });

  it.each<[string, unknown]>([
    ['a typed array', Int8Array.of(1, 2)],
    ['a text', 'ab'],
    ['a promise of a list', Promise.resolve([1, 2])],
    ['a list of lazy values', [delayed(1), 2]],
    ['a lazy list', delayed([1, 2])],
  ])('may give %s', async (_, result) => {
    const call = delayed(() => result as number[], { nout: 2 })();
    expect((await compute([...call])).length).toBe(2);
  });

  it('of a value tells how many items it has', async () => {
    const [a, b] = delayed([1, delayed(2)], { nout: 2 });
    expect(await compute([a, b])).toEqual([1, 2]);
    expect(await causeOf(delayed([1], { nout: 2 }))).toMatch(/nout is 2.*1 item/);
  });

  it('is told by with() as well', async () => {
    const [a, b] = delayed((x: number) => [x, x]).with({ nout: 2 })(5);
    expect(await compute([a, b])).toEqual([5, 5]);
  });
});

describe('a result with the wrong number of items', () => {
  it.each<[string, number, unknown, RegExp]>([
    ['too many', 2, [1, 2, 3], /nout is 2.*3 items/],
    ['too few', 2, [1], /nout is 2.*1 item/],
    ['some where none were promised', 0, [1], /nout is 0.*1 item/],
    ['a number', 2, 5, /nout is 2.*no (list|items|length)/],
    ['undefined', 2, undefined, /nout is 2.*no (list|items|length)/],
    ['null', 0, null, /nout is 0/],
    ['a Set', 2, new Set([1, 2]), /nout is 2/],
    ['an object that only has a length', 2, { length: 2 }, /nout is 2/],
    ['a function of two parameters', 2, (_a: unknown, _b: unknown): number => 2, /nout is 2/],
  ])('is an error that says so: %s', async (_, nout, result, message) => {
    expect(await causeOf(giving(nout)(result))).toMatch(message);
    expect(await causeOf(delayed(() => Promise.resolve(result), { nout })())).toMatch(message);
  });

  it('is an error where only one item is used', async () => {
    const [first] = giving(2)([1, 2, 3]);
    expect(await causeOf(first)).toMatch(/nout is 2/);
  });
});

describe('nout: 1', () => {
  it.each<[string, unknown]>([
    ['a number', 5],
    ['null', null],
    ['undefined', undefined],
    ['an object', { a: 1 }],
  ])('passes a value used whole through, and gives it as its only item: %s', async (_, result) => {
    const call = giving(1)(result);
    const [only] = call;
    expect(await compute(call)).toEqual(result);
    expect(await compute([only, call[0]])).toEqual([result, result]);
  });

  it('gives the item of a list of one', async () => {
    const [only] = giving(1)(['it']);
    expect(await compute(only)).toBe('it');
  });

  it('is an error where an item of a longer list is used', async () => {
    const [only] = giving(1)([1, 2]);
    expect(await causeOf(only)).toMatch(/nout is 1.*2 items/);
  });
});

describe('nout itself', () => {
  it.each<[unknown, typeof RangeError]>([
    [-1, RangeError],
    [0.5, RangeError],
    [NaN, Error],
    [Infinity, Error],
    [true, TypeError],
    ['2', TypeError],
    [null, TypeError],
    [2n, TypeError],
  ])('must be a whole number of 0 or more: %s is refused by name', (nout, type) => {
    const options = { nout } as { nout: number };
    for (const wrong of [
      () => delayed(() => [], options),
      () => delayed([], options),
      () => delayed(() => []).with(options),
    ]) {
      expect(wrong).toThrow(type);
      expect(wrong).toThrow(/nout/);
    }
  });

  it('is needed to iterate', () => {
    const call = delayed(() => [1, 2])() as unknown as Iterable<unknown>;
    expect(() => [...call]).toThrow(/nout/);
  });
});

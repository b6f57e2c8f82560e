import { describe, expect, it } from 'vitest';
import { compile, compute, Delayed, delayed } from '../../src/index.js';
import { causeOf, taskErrorOf } from './support.js';

const user = delayed(() => ({ name: 'Ada', tags: ['x', 'y', 'z'], greet: (who: string) => `hi ${who}` }))();
const loose = user as unknown as Delayed<Record<string, unknown>>;
const list = delayed(() => [10, 20, 30, 40])();

describe('get', () => {
  it('gives a lazy property, and properties of it', async () => {
    expect(user.get('name')).toBeInstanceOf(Delayed);
    expect(await user.get('name').compute()).toBe('Ada');
    expect(await user.get('tags').get('length').compute()).toBe(3);
  });

  it('sees inherited, symbol and numeric properties, and those that are undefined', async () => {
    const key = Symbol('key');
    class Point {
      get x(): number {
        return 4;
      }
    }
    const value = delayed(() => ({ point: new Point(), [key]: 5, 7: 'seven', nothing: undefined }))();
    const got = [value.get('point').get('x'), value.get(key), value.get(7), value.get('nothing')] as const;
    expect(await compute(got)).toEqual([4, 5, 'seven', undefined]);
  });

  it('sees properties of primitives', async () => {
    expect(await user.get('name').get('length').compute()).toBe(3);
  });

  it('of a missing property fails when computed, and names it', async () => {
    const missing = loose.get('nmae');
    expect(await causeOf(missing)).toMatch(/"nmae"/);
    const error = await taskErrorOf(missing.get('length' as never));
    expect(error.message).toContain('nmae');
    expect(error.path.length).toBe(2);
  });

  it.each([null, undefined])('of %s fails when computed, and names both', async (nothing) => {
    const lazy = delayed(() => nothing as unknown as { a: number })();
    expect(await causeOf(lazy.get('a'))).toMatch(new RegExp(`"a".*${String(nothing)}`));
  });

  it('needs no unwrapped promise', async () => {
    const lazy = delayed(async () => ({ a: Promise.resolve(1) }))();
    expect(await lazy.get('a').compute()).toBe(1);
  });
});

describe('at', () => {
  it.each<[number, number]>([
    [0, 10],
    [3, 40],
    [-1, 40],
    [-4, 10],
  ])('gives item %i', async (index, item) => {
    expect(await list.at(index).compute()).toBe(item);
    expect(await list.at(delayed((x: number) => x)(index)).compute()).toBe(item);
  });

  it('gives items of typed arrays and texts', async () => {
    expect(await delayed(Uint8Array.of(1, 2)).at(-1).compute()).toBe(2);
    expect(await delayed('text').at(1).compute()).toBe('e');
  });

  it.each<[unknown, RegExp]>([
    [4, /at\(4\).*4 items/],
    [-5, /at\(-5\).*4 items/],
    [1.5, /1\.5/],
    ['0', /at\(0\)/],
    [NaN, /NaN/],
  ])('of %s fails when computed, and says why', async (index, message) => {
    expect(await causeOf(list.at(index as number))).toMatch(message);
    expect(await causeOf(list.at(delayed(index as number)))).toMatch(message);
  });

  it('of something without items fails when computed', async () => {
    expect(await causeOf((user as unknown as typeof list).at(0))).toMatch(/no items/);
  });
});

describe('slice', () => {
  const one = delayed(1);
  it.each<[string, Delayed<unknown>, unknown]>([
    ['all', list.slice(), [10, 20, 30, 40]],
    ['from', list.slice(1), [20, 30, 40]],
    ['to', list.slice(undefined, 2), [10, 20]],
    ['negative', list.slice(-2, -1), [30]],
    ['lazy bounds', list.slice(one, delayed((x: number) => x + 2)(one)), [20, 30]],
    ['empty', list.slice(9), []],
    ['typed arrays', delayed(Uint8Array.of(1, 2, 3)).slice(1), Uint8Array.of(2, 3)],
    ['texts', delayed('abc').slice(1), 'bc'],
  ])('%s', async (_, lazy, expected) => {
    expect(await lazy.compute()).toEqual(expected);
  });

  it('of something that cannot be sliced fails when computed', async () => {
    expect(await causeOf((user as unknown as typeof list).slice(1))).toMatch(/slice/);
  });
});

describe('call', () => {
  it('is one node, labelled with the method', () => {
    const call = user.call('greet', 'Bob');
    expect(call.name).toBe('greet');
    expect(compile(call).size).toBe(compile(user).size + 2);
  });

  it('passes `this` and arguments, lazy or with lazy values in them', async () => {
    expect(await user.call('greet', user.get('name')).compute()).toBe('hi Ada');
    const concat = delayed([1]) as unknown as Delayed<{ concat: (...items: unknown[]) => unknown[] }>;
    expect(await concat.call('concat', [delayed(2), 3], delayed([4])).compute()).toEqual([1, 2, 3, 4]);
  });

  it('passes a lazy function as the original', async () => {
    const lists = list as unknown as Delayed<{ map: (fn: (x: number) => number) => number[] }>;
    const half = delayed((x: number) => x / 2);
    expect(await lists.call('map', half).compute()).toEqual([5, 10, 15, 20]);
  });

  it('waits for a method that is async', async () => {
    const lazy = delayed({ load: (x: number) => Promise.resolve(x + 1) });
    expect(await lazy.call('load', 1).compute()).toBe(2);
  });

  it('on a call that is not pure is a node each time', () => {
    expect(compile([user.call('greet', 'a'), user.call('greet', 'a')]).leaves.length).toBe(2);
  });

  it('on a pure call with equal arguments is one node', () => {
    const pure = delayed(() => ({ greet: (who: string) => who }), { pure: true });
    expect(compile([pure().call('greet', 'a'), pure().call('greet', 'a')]).leaves.length).toBe(1);
    expect(compile([pure().call('greet', 'a'), pure().call('greet', 'b')]).leaves.length).toBe(2);
  });

  it('of a missing method fails when computed, and names it', async () => {
    const missing = (loose as unknown as Delayed<{ shout: () => void }>).call('shout');
    expect(await causeOf(missing)).toMatch(/"shout"/);
  });

  it('of a property that is no method fails when computed, and names it', async () => {
    const missing = (user as unknown as Delayed<{ name: () => void }>).call('name');
    expect(await causeOf(missing)).toMatch(/"name"/);
  });
});

describe('access to a property, item, part or method', () => {
  it('keeps working on what has the names of lazy methods', async () => {
    const odd = delayed({ key: 1, get: 2, compute: 3, name: 4, then: 5 });
    const names = ['key', 'get', 'compute', 'name', 'then'] as const;
    expect(await compute(names.map((name) => odd.get(name)))).toEqual([1, 2, 3, 4, 5]);
  });
});

import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compute, delayed } from '../../src/index.js';
import { causeOf, taskErrorOf, thrownBy } from './support.js';

const load = delayed((value: unknown) => value, { name: 'load' });

function revoked<T extends object>(target: T): T {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const boom = {
  get boom(): never {
    throw new Error('bang');
  },
};

describe('what throws when it is searched for lazy values is told with its owner and the way to it', () => {
  const places: readonly [string, () => unknown, string][] = [
    ['a getter of an argument', () => load(boom), 'argument 0 of load cannot … reading .boom threw "bang"'],
    ['one further in', () => load({ a: [1, boom] }), 'argument 0 of load cannot … reading .a[1].boom threw'],
    ['one in a Map', () => load(new Map([['k', boom]])), 'reading .get("k").boom threw'],
    ['one in a Set', () => load(new Set([boom])), 'reading (an item).boom threw'],
    [
      'a revoked proxy',
      () => load(revoked({})),
      'argument 0 of load cannot … reading it threw "Cannot perform',
    ],
    ['one further in', () => load([{ 'odd key': revoked([]) }]), 'reading [0]["odd key"] threw'],
    ['a value made lazy', () => delayed({ a: revoked({}) }), 'given to delayed cannot … reading .a threw'],
    [
      'a revoked function',
      () => delayed(revoked(() => 1)),
      'delayed() was given a function that cannot be read',
    ],
  ];
  it.each(places)('%s', (_, record, text) => {
    const error = thrownBy(record);
    expect(error).toBeInstanceOf(TypeError);
    for (const part of text.split(' … ')) expect(error.message).toContain(part);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('a value to compute', async () => {
    const value = { deep: [boom, load(1)] };
    await expect(compute(value)).rejects.toThrow(
      /the value to compute cannot.*\.deep\[0\]\.boom threw "bang"/,
    );
  });

  it('a result', async () => {
    const error = await taskErrorOf(delayed(() => ({ rows: [boom] }), { name: 'query' })());
    expect(error.taskName).toBe('query');
    expect((error.cause as Error).message).toMatch(/the result cannot.*\.rows\[0\]\.boom threw "bang"/);
  });

  it('is not looked at with traverse: false', async () => {
    const keys = delayed((value: object) => Object.keys(value), { traverse: false });
    expect(await compute(keys(boom))).toEqual(['boom']);
  });
});

describe('an object that calls itself an iterator', () => {
  class Pages {
    readonly pages = 3;
    get [Symbol.toStringTag](): string {
      return 'Array Iterator';
    }
  }

  it('is passed on as it is', async () => {
    const pages = new Pages();
    expect(await compute(load(pages))).toBe(pages);
    expect(await compute([pages, load(1)])).toEqual([pages, 1]);
  });

  it('is not asked what it is', async () => {
    class Touchy {
      get [Symbol.toStringTag](): string {
        throw new Error('touched');
      }
    }
    const touchy = new Touchy();
    expect(Object.is(await compute(load(touchy)), touchy)).toBe(true);
  });

  it('is refused when it holds a lazy value', async () => {
    class Holder extends Pages {
      readonly held = load(1);
    }
    expect(await causeOf(delayed(() => new Holder())())).toMatch(/field "held" of an instance of Holder/);
  });

  it('is searched when it is one, of another realm as well', async () => {
    const list = [load(1), 2];
    const foreign = runInNewContext('(list) => [...list].values()') as (list: unknown[]) => Iterable<unknown>;
    for (const iterator of [list.values(), new Set(list).values(), foreign(list)]) {
      expect([...((await compute(load(iterator))) as Iterable<unknown>)]).toEqual([1, 2]);
    }
  });
});

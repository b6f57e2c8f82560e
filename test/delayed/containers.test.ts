import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compute, type Delayed, delayed } from '../../src/index.js';

const same = delayed((x: unknown) => x);
const one = delayed(1);
const two = delayed(() => 2)();
const symbol = Symbol('symbol');

interface Nested {
  readonly inner: Nested | Delayed<unknown>;
}

/** Each structure is given to compute and to a task: both must make the same of it. */
const ways: readonly [string, (structure: unknown) => Promise<unknown>][] = [
  ['compute', (structure) => compute(structure)],
  ['an argument', (structure) => same(structure).compute()],
  ['delayed(structure)', (structure) => delayed(structure).compute()],
  ['the result of a task', (structure) => delayed(() => structure)().compute()],
];

describe.each(ways)('lazy values are resolved by %s', (_, resolve) => {
  it.each<[string, unknown, unknown]>([
    ['arrays', [one, 0, two], [1, 0, 2]],
    ['plain objects', { a: one, b: { c: two } }, { a: 1, b: { c: 2 } }],
    ['values of Maps', new Map([['a', one]]), new Map([['a', 1]])],
    ['keys of Maps', new Map([[one, two]]), new Map([[1, 2]])],
    ['Sets', new Set([one, two, 0]), new Set([1, 2, 0])],
    ['each in another', [new Map([[[one], { s: new Set([two]) }]])], [new Map([[[1], { s: new Set([2]) }]])]],
  ])('in %s', async (__, structure, expected) => {
    expect(await resolve(structure)).toEqual(expected);
  });

  it('in objects without a prototype, which have none afterwards', async () => {
    const structure = Object.assign(Object.create(null) as object, { a: one });
    const result = (await resolve(structure)) as object;
    expect(Object.getPrototypeOf(result)).toBeNull();
    expect({ ...result }).toEqual({ a: 1 });
  });

  it('in arrays and objects of another realm', async () => {
    const structure = vm.runInNewContext('({ list: [one] })', { one }) as unknown;
    expect(JSON.stringify(await resolve(structure))).toBe('{"list":[1]}');
  });

  it('under symbol keys, which are kept', async () => {
    const result = (await resolve({ [symbol]: one, plain: two })) as Record<PropertyKey, unknown>;
    expect(result['plain']).toBe(2);
    expect(result[symbol]).toBe(1);
    const kept = (await resolve({ [symbol]: 'kept', plain: two })) as Record<PropertyKey, unknown>;
    expect(kept[symbol]).toBe('kept');
  });

  it('under the key __proto__, which stays a property', async () => {
    const structure = JSON.parse('{ "__proto__": { "x": 1 } }') as Record<string, unknown>;
    structure['lazy'] = one;
    const result = (await resolve(structure)) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual(['__proto__', 'lazy']);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  });

  it('in circles, which stay circles', async () => {
    interface Node {
      value: unknown;
      self?: Node;
      list?: unknown[];
    }
    const structure: Node = { value: one };
    structure.self = structure;
    structure.list = [structure, new Map([[structure, structure]])];
    const result = (await resolve(structure)) as Required<Node>;
    expect(result.value).toBe(1);
    expect(result.self).toBe(result);
    expect(result.list[0]).toBe(result);
    expect([...(result.list[1] as Map<unknown, unknown>)][0]).toEqual([result, result]);
  });

  it('in a part used twice, which stays one part', async () => {
    const part = [one];
    const [a, b] = (await resolve([part, { part }])) as [unknown, { part: unknown }];
    expect(a).toEqual([1]);
    expect(b.part).toBe(a);
  });

  it('10,000 levels deep', async () => {
    let structure: Nested | Delayed<unknown> = two;
    for (let level = 0; level < 10_000; level++) structure = { inner: structure };
    let result: unknown = await resolve(structure);
    for (let level = 0; level < 10_000; level++) result = (result as Nested).inner;
    expect(result).toBe(2);
  });

  it('in lists of 100,000', async () => {
    const structure = Array.from({ length: 100_000 }, (__, at) => (at % 2 === 0 ? at : one));
    const result = (await resolve(structure)) as number[];
    expect(result.length).toBe(100_000);
    expect([result[1], result[99_998], result[99_999]]).toEqual([1, 99_998, 1]);
  });

  it('leaving the structure as it was', async () => {
    const structure = { list: [one], map: new Map([[one, two]]) };
    await resolve(structure);
    expect(structure.list[0]).toBe(one);
    expect([...structure.map][0]).toSatisfy(([key, value]: unknown[]) => key === one && value === two);
  });

  it.each<[string, unknown]>([
    ['an array', [1, [2]]],
    ['an object', { a: { b: 1 } }],
    ['a Map', new Map([[{}, []]])],
    ['an instance of a class', new (class Point {})()],
    ['a class', class Named {}],
    ['a Date', new Date(0)],
    ['a typed array', new Float64Array(3)],
    ['an error', new Error('no failure')],
    ['a generator', (function* () {})()],
    ['a frozen object', Object.freeze({ a: 1 })],
    ['a Proxy', new Proxy({}, {})],
  ])('and what holds none is the very same: %s', async (__, value) => {
    expect(await resolve(value)).toBe(value);
    const [kept, lazy] = (await resolve([value, one])) as unknown[];
    expect(kept).toBe(value);
    expect(lazy).toBe(1);
  });
});

describe('iterators', () => {
  const makers: readonly [string, () => Iterable<unknown>, unknown[]][] = [
    ['an array', () => [one, 0, two].values(), [1, 0, 2]],
    ['entries of an array', () => [one].entries(), [[0, 1]]],
    ['a Set', () => new Set([one, two]).values(), [1, 2]],
    ['keys of a Map', () => new Map([[one, 0]]).keys(), [1]],
    ['entries of a Map', () => new Map([[one, two]]).entries(), [[1, 2]]],
  ];

  it.each(makers)('over %s can be iterated by the task', async (_, make, expected) => {
    const spread = delayed((items: Iterable<unknown>) => [...items]);
    expect(await spread(make()).compute()).toEqual(expected);
    expect([...(await compute(make()))]).toEqual(expected);
    expect([...((await compute([make()] as unknown)) as [Iterable<unknown>])[0]]).toEqual(expected);
  });

  it('can be used each time the task runs', async () => {
    const lazy = delayed((items: Iterable<unknown>) => [...items])([one, two].values());
    expect(await lazy.compute()).toEqual([1, 2]);
    expect(await lazy.compute()).toEqual([1, 2]);
  });

  it('that a task gives are resolved', async () => {
    const lazy = delayed(() => [one, two].values())();
    expect([...((await lazy.compute()) as Iterable<unknown>)]).toEqual([1, 2]);
  });
});

describe('traverse: false', () => {
  it('looks for lazy values only at the top of each argument', async () => {
    const inside = [one];
    const seen = delayed((a: unknown, b: unknown) => [a, (b as unknown[])[0] === one, b === inside], {
      traverse: false,
    });
    expect(await seen(one as unknown as number, inside).compute()).toEqual([1, true, true]);
  });

  it('does not mind a lazy value hidden in an instance of a class', async () => {
    class Holder {
      readonly field = one;
    }
    const seen = delayed((holder: unknown) => (holder as Holder).field === one, { traverse: false });
    expect(await seen(new Holder()).compute()).toBe(true);
  });

  it('leaves a value given to delayed as it is', async () => {
    const inside = [one];
    const isLazy = delayed((list: readonly unknown[]) => list[0] === one, { traverse: false });
    expect(await isLazy(delayed(inside as unknown[], { traverse: false })).compute()).toBe(true);
  });
});

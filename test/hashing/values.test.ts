import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/hashing/index.js';

const local = Symbol('local');
const part = { a: 1 };
const instance = new (class Thing {})();

describe('equal values have equal hashes', () => {
  it.each<[string, () => unknown]>([
    ['a copy of nested data', () => ({ a: [1, { b: new Map([['k', new Set([1n])]]) }], c: null })],
    ['dates', () => new Date(5)],
    ['buffers of another pool', () => Buffer.from('some bytes')],
    ['views of different buffers', () => new Uint16Array(Uint16Array.of(Math.random(), 1, 2).buffer, 2)],
    ['errors made in different places', () => new RangeError('x')],
    ['an object of another realm', () => vm.runInNewContext('({ a: [1, new Date(5), Uint8Array.of(1)] })')],
    ['the same local symbol', () => local],
    ['the same instance', () => instance],
  ])('%s', (_, make) => {
    expect(hashOf(make())).toBe(hashOf(make()));
  });

  it('whatever the order of properties', () => {
    expect(hashOf([{ b: 1, a: { 2: 1, c: 2 } }])).toBe(hashOf([{ a: { c: 2, 2: 1 }, b: 1 }]));
  });

  it('also of this realm and another', () => {
    expect(hashOf(vm.runInNewContext('[new Date(5), /a/g, Float32Array.of(1), { a: [1] }]'))).toBe(
      hashOf([new Date(5), /a/g, Float32Array.of(1), { a: [1] }]),
    );
  });

  it('after a structured clone', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(hashOf(structuredClone(value))).toBe(hashOf(value));
      }),
    );
  });
});

/** What structured clone keeps, with every kind that the hash knows. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withBoxedValues: true,
});

describe('different values have different hashes', () => {
  it.each<[string, unknown, unknown]>([
    ['0 and -0', 0, -0],
    ['1, "1" and 1n', [1, '1'], ['1', 1n]],
    ['null and undefined', null, undefined],
    ['a missing property and undefined', {}, { a: undefined }],
    ['a hole and undefined', Array(1), [undefined]],
    ['a hole beside a property and undefined', Object.assign(Array(1), { a: 1 }), [undefined]],
    ['arrays of different holes', Object.assign(Array(3), { 0: 1 }), Object.assign(Array(3), { 1: 1 })],
    ['an array and an object', [1], { 0: 1 }],
    ['an array with a property', [1], Object.assign([1], { a: 1 })],
    ['arrays with symbol properties', Object.assign([1], { [local]: 1 }), Object.assign([1], { [local]: 2 })],
    ['nested and flat', [[1], 2], [[1, 2]]],
    ['texts with quotes', ['a","b'], ['a', 'b']],
    ['halves of a pair', '\ud800', '\udc00'],
    ['long texts of halves', '\ud800'.repeat(500), '\ud801'.repeat(500)],
    ['long texts', 'x'.repeat(100_000) + 'a', 'x'.repeat(100_000) + 'b'],
    ['a text that looks like the hash of another', hashOf('x'.repeat(500)), 'x'.repeat(500)],
    [
      'Maps of another order',
      new Map([
        [1, 2],
        [3, 4],
      ]),
      new Map([
        [3, 4],
        [1, 2],
      ]),
    ],
    ['Sets of another order', new Set([1, 2]), new Set([2, 1])],
    ['a Map and a Set', new Map([[1, 2]]), new Set([1, 2])],
    ['a Map with a property', new Map(), Object.assign(new Map(), { a: 1 })],
    ['typed arrays of one content', Int8Array.of(1), Uint8Array.of(1)],
    ['a Buffer and a Uint8Array', Buffer.from([1]), Uint8Array.of(1)],
    ['a buffer and a view of it', Uint8Array.of(1).buffer, Uint8Array.of(1)],
    ['an object and one without prototype', {}, Object.create(null)],
    ['a boxed primitive', Object(1), 1],
    ['a date and its time', new Date(5), 5],
    ['a date with a property', new Date(5), Object.assign(new Date(5), { a: 1 })],
    ['what only has the prototype of a date', Object.create(Date.prototype), new Date(0)],
    ['flags', /a/g, /a/i],
    ['where a search goes on', /a/g, Object.assign(/a/g, { lastIndex: 1 })],
    ['types of errors', new Error('a'), new TypeError('a')],
    ['causes', new Error('a', { cause: 1 }), new Error('a', { cause: 2 })],
    ['shared and copied parts', [part, part], [part, { a: 1 }]],
    ['circles of other length', circle(1), circle(2)],
    ['local symbols of one name', Symbol('a'), Symbol('a')],
    ['a registered symbol and its name', Symbol.for('iterator'), Symbol.iterator],
    ['instances of a class', new (class A {})(), new (class A {})()],
    ['instances of a subclass of Map', new (class M extends Map {})(), new (class M extends Map {})()],
    ['promises', Promise.resolve(1), Promise.resolve(1)],
  ])('%s', (_, a, b) => {
    expect(hashOf(a)).not.toBe(hashOf(b));
  });

  it('whatever they are', () => {
    fc.assert(
      fc.property(anything, anything, (a, b) => {
        fc.pre(!same(a, b));
        expect(hashOf(a)).not.toBe(hashOf(b));
      }),
    );
  });

  it('when one thing in them changes', () => {
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1 }), fc.nat(), anything, (list, at, other) => {
        const changed = structuredClone(list);
        changed[at % list.length] = other;
        fc.pre(!same(list[at % list.length], other));
        expect(hashOf(changed)).not.toBe(hashOf(list));
      }),
    );
  });
});

describe('hashing', () => {
  it('does not recurse', () => {
    let deep: unknown = [];
    for (let depth = 0; depth < 200_000; depth++) deep = depth % 2 === 0 ? [deep] : { deep };
    expect(hashOf(deep)).toHaveLength(64);
  });

  it('does not walk the holes of an array', () => {
    expect(hashOf(Object.assign([], { 4_000_000_000: 1 }))).toHaveLength(64);
  });

  it.each<[string, unknown, string]>([
    ['an instance', [new (class Thing {})()], 'an instance of Thing'],
    ['a local symbol', { [Symbol('mine')]: 1 }, 'Symbol(mine)'],
    ['a function that cannot be told', [(() => 1).bind(null)], 'the function bound'],
  ])('refuses what is not stable, if asked to: %s', (_, value, what) => {
    expect(() => hashOf(value, { stable: true })).toThrow(what);
    expect(hashOf(value)).toHaveLength(64);
  });

  it('checks its options', () => {
    expect(() => hashOf(1, { stabel: true } as never)).toThrow(/Unknown option "stabel".*stable/);
    expect(() => hashOf(1, { stable: 1 } as never)).toThrow(TypeError);
  });
});

function circle(length: number): unknown {
  const first: { next?: unknown } = {};
  let last = first;
  for (let more = 1; more < length; more++) last = last.next = {};
  last.next = first;
  return first;
}

/** Whether assertions see no difference, with the order of Maps and Sets, which they do not look at. */
function same(a: unknown, b: unknown): boolean {
  try {
    expect(a).toStrictEqual(b);
    return true;
  } catch {
    return false;
  }
}

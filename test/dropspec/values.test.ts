import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, delayed, loadGraph, SerializationError } from '../../src/index.js';
import { resultsOf } from '../executor/watching.js';

const same = (x: unknown): unknown => x;

/** A value after a way through the dropspecs, as an argument and as data. */
async function throughDropspecs(value: unknown): Promise<[argument: unknown, data: unknown]> {
  const argument = delayed(same, { key: 'argument', traverse: false })(value);
  const data = delayed(value, { key: 'data', traverse: false });
  const results = await resultsOf(JSON.stringify(compile([argument, data])), { functions: { same } });
  return [results['argument'], results['data']];
}

function nested(levels: number, innermost: unknown, wrap: (inner: unknown) => unknown): unknown {
  let value = innermost;
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

const bare = (fields: object): object => Object.assign(Object.create(null), fields) as object;

const VALUES: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
  ['the largest number', Number.MAX_VALUE],
  ['a bigint', -(2n ** 100n)],
  ['a text with all kinds of characters', '\0\u2028\ud800"\\é🦄\n'],
  ['a date', new Date(1e12)],
  ['no date', new Date(NaN)],
  ['a regular expression', /a"\/b/gimsuy],
  ['an object with a tag', { $: 'input', value: 0 }],
  ['an object with tags inside', { $: { $: [{ $: 1 }] } }],
  ['an object without a prototype', bare({ a: bare({ b: 1 }) })],
  [
    'a map with keys of all kinds',
    new Map<unknown, unknown>([
      [undefined, NaN],
      [{}, new Map()],
      [1n, -0],
    ]),
  ],
  ['a set of sets', new Set([new Set([undefined]), NaN])],
  ['a list with undefined', [undefined, null, [undefined]]],
  ['an object with undefined', { a: undefined }],
  ['an ArrayBuffer', new Uint8Array([1, 2]).buffer],
  ['a Buffer', Buffer.from('é')],
  ['part of a typed array', new Float32Array([1, 2, 3, 4]).subarray(1, 3)],
  ['an empty typed array', new Int16Array(0)],
  ['clamped bytes', new Uint8ClampedArray([300])],
  ['big integers in an array', new BigUint64Array([2n ** 64n - 1n])],
];

describe('a value in a dropspec', () => {
  it.each(VALUES)('comes back with its type: %s', async (_, value) => {
    const back = await throughDropspecs(value);
    expect(back).toStrictEqual([value, value]);
    for (const each of back) {
      expect(Object.is(value, -0) ? Object.is(each, -0) : true).toBe(true);
      if (typeof value === 'object' && value !== null) {
        expect(Object.getPrototypeOf(each)).toBe(Object.getPrototypeOf(value));
      }
    }
  });

  it('comes back whatever it is', async () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withBoxedValues: false,
      withSparseArray: false,
    });
    await fc.assert(
      fc.asyncProperty(value, async (each) => {
        expect(await throughDropspecs(each)).toStrictEqual([each, each]);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same again and again: written, read and written once more', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true }),
        (value) => {
          const text = JSON.stringify(compile(delayed(value, { key: 'x', traverse: false })));
          expect(JSON.parse(JSON.stringify(loadGraph(text)))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  const WRAPS: readonly (readonly [string, (inner: unknown) => unknown])[] = [
    ['lists', (inner) => [inner]],
    ['objects', (inner) => ({ inner })],
    ['objects with a tag', (inner) => ({ $: inner })],
    ['objects without a prototype', (inner) => bare({ inner })],
    ['maps', (inner) => new Map([['key', inner]])],
    ['sets', (inner) => new Set([inner])],
  ];

  it.each(
    WRAPS.flatMap(([name, wrap]) =>
      [1, NaN, new Date(0)].map((inner) => [name, String(inner), wrap, inner] as const),
    ),
  )('can be read wherever it could be written: %s around %s, ever deeper', (_, __, wrap, inner) => {
    for (const levels of [100, 200, 249, 250, 251, 300, 499, 500, 501, 600]) {
      let text;
      try {
        text = JSON.stringify(compile(delayed(same, { key: 'x' })(nested(levels, inner, wrap))));
      } catch (error) {
        expect(error).toBeInstanceOf(SerializationError);
        continue;
      }
      expect(loadGraph(text).size).toBe(2);
    }
  });
});

describe('a value that no dropspec can hold is a SerializationError that says where', () => {
  class Point {
    readonly x = 1;
  }
  const circle: unknown[] = [];
  circle.push({ circle });

  it.each<readonly [string, unknown, string, RegExp]>([
    ['a symbol', Symbol('s'), 'k: argument 0', /symbol/],
    ['an instance of a class', new Point(), 'k: argument 0', /Point/],
    ['an error', new TypeError('x'), 'k: argument 0', /TypeError/],
    ['a promise', Promise.resolve(), 'k: argument 0', /Promise/],
    ['an instance deep inside', [{ a: [0, new Point()] }], 'k: argument 0[0].a[1]', /Point/],
    ['a circle', circle, 'k: argument 0[0].circle', /circle/],
    ['too deep nesting', nested(2000, 1, (inner) => [inner]), expect.any(String) as string, /deep/],
    ['nesting beyond the stack', nested(1e5, 1, (inner) => [inner]), expect.any(String) as string, /deep/],
  ])('%s', (_, value, path, message) => {
    const graph = compile(delayed(same, { key: 'k' })(value));
    let error: unknown;
    try {
      graph.toJSON();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SerializationError);
    expect(error).toMatchObject({ path, code: 'DLG_ERR_SERIALIZATION' });
    expect((error as Error).message).toMatch(message);
  });

  it('and none where the graph is only run', async () => {
    const point = new Point();
    expect(await resultsOf(compile(delayed(same, { key: 'k' })(point)))).toEqual({ k: point });
  });

  it('but parts that are shared, which are no circle, are written twice', async () => {
    const shared = { a: 1 };
    expect(await throughDropspecs([shared, shared])).toEqual([
      [shared, shared],
      [shared, shared],
    ]);
  });
});

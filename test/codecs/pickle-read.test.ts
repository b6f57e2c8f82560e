import { describe, expect, it } from 'vitest';
import { decodePickle, NdArray, Tuple } from '../../src/codecs/index.js';
import { PICKLES } from './golden-pickles.js';
import { fromBase64 } from './python.js';

const VALUES: Record<string, unknown> = {
  atoms: [null, true, false],
  ints: [
    0,
    -1,
    255,
    256,
    65536,
    -(2 ** 31),
    2 ** 31,
    2 ** 53 - 1,
    2n ** 53n,
    -(2n ** 64n),
    10n ** 30n,
    -128,
    -129,
  ],
  floats: [0, -0, 1.5, Infinity, -Infinity, NaN, 5e-324],
  texts: ['', 'é', '日本', '😀', '\ud800', 'a\n\\u0041\r\0'],
  bytes: [Buffer.alloc(0), Buffer.from('abc\xff', 'latin1')],
  bytearrays: [Buffer.alloc(0), Buffer.from('xyz\xff', 'latin1')],
  tuples: [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]],
  map: new Map<unknown, unknown>([
    [1, 2],
    [[1, 2], 3],
    [null, 4],
  ]),
  set: new Set([7]),
  frozenset: new Set([8]),
  emptyset: new Set(),
  array: new NdArray(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
  columns: new NdArray(Int16Array.of(1, 2, 3, 4), [2, 2]),
  axes: new NdArray(Int8Array.of(0, 3, 1, 4, 2, 5), [3, 1, 2]),
  texts_array: new NdArray(['a', 'b😀'], [2], 'U2'),
  bytes_array: new NdArray(['a', 'bc\xff'], [2], 'S3'),
  bools: new NdArray(Uint8Array.of(1, 0), [2], 'b1'),
  complex: new NdArray(Float32Array.of(1, 2), [], 'c8'),
  empty: new NdArray(new BigUint64Array(0), [0, 3]),
  scalars: [2.5, 2n ** 60n, 3, true],
};

const protocols = [0, 1, 2, 3, 4, 5];

describe.each(protocols)('decodePickle, protocol %i', (protocol) => {
  const read = (name: string): unknown => decodePickle(fromBase64(PICKLES[name]![protocol]!));

  it.each(Object.entries(VALUES))('reads what Python wrote: %s', (name, value) => {
    expect(read(name)).toStrictEqual(value);
  });

  it('makes dicts with text keys plain objects, and "__proto__" a key like any other', () => {
    const dict = read('dict') as Record<string, unknown>;
    expect(Object.getPrototypeOf(dict)).toBe(Object.prototype);
    expect(Object.keys(dict)).toEqual(['__proto__', 'a']);
    expect(Object.getOwnPropertyDescriptor(dict, '__proto__')?.value).toEqual({ polluted: true });
    expect((dict as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('keeps what is shared shared, and circles circles', () => {
    const [first, second] = read('shared') as unknown[];
    expect(first).toEqual(['s']);
    expect(second).toBe(first);
    const circle = read('cyclic') as unknown[];
    expect(circle[0]).toBe(circle);
    const tuple = read('cyclictuple') as [unknown[], number];
    expect(tuple[1]).toBe(5);
    expect(tuple[0][0]).toBe(tuple);
  });

  it('tells tuples from lists when asked', () => {
    const tuples = decodePickle(fromBase64(PICKLES['tuples']![protocol]!), { tuples: true }) as unknown[];
    expect([tuples, ...tuples].every((each) => each instanceof Tuple)).toBe(true);
    expect(decodePickle(fromBase64(PICKLES['cyclic']![protocol]!), { tuples: true })).not.toBeInstanceOf(
      Tuple,
    );
  });
});

describe('decodePickle', () => {
  it('refuses an option it does not know', () => {
    const bytes = fromBase64(PICKLES['set']![4]!);
    expect(() => decodePickle(bytes, { tuple: true } as object)).toThrow(/Unknown option "tuple".*tuples/);
  });

  it('reads the strings of Python 2 as latin-1', () => {
    expect(decodePickle(Buffer.from("S'a\\xe9\\n\\''\n.", 'latin1'))).toBe("aé\n'");
    expect(decodePickle(Buffer.from('U\x02a\xe9.', 'latin1'))).toBe('aé');
  });

  it('gives bytes of its own', () => {
    const bytes = Buffer.from('C\x02ab.', 'latin1');
    const value = decodePickle(bytes);
    bytes.fill(0);
    expect(value).toEqual(Buffer.from('ab'));
  });
});

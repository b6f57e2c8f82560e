import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { decodePickle, encodePickle, NdArray, Tuple } from '../../src/codecs/index.js';
import { CodecError } from '../../src/errors/index.js';
import { askPython, base64, fromBase64, numpyPython, python } from './python.js';

const protocols = [2, 4] as const;

const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.bigInt().filter((value) => !Number.isSafeInteger(Number(value))),
  fc.constant(null),
);

const values = fc.letrec((tie) => ({
  atom: fc.oneof(
    fc.constantFrom(null, true, false, NaN, -0, Infinity, '\ud800', '\udfffx'),
    fc.maxSafeInteger(),
    fc.double(),
    fc
      .bigInt({ min: -(2n ** 300n), max: 2n ** 300n })
      .filter((value) => !Number.isSafeInteger(Number(value))),
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
  value: fc.oneof(
    { depthSize: 'medium' },
    tie('atom'),
    fc.array(tie('value')),
    fc.array(tie('value')).map((items) => Tuple.from(items)),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
    fc
      .uniqueArray(fc.tuple(key, tie('value')), { selector: ([each]) => each, minLength: 1 })
      .map((entries) => {
        // a Map in which all keys are texts comes back as a plain object
        return new Map<unknown, unknown>([[0.5, 0], ...entries]);
      }),
    fc.uniqueArray(key).map((items) => new Set(items)),
    fc.float64Array({ maxLength: 5 }).map((data) => new NdArray(data)),
  ),
})).value;

describe.each(protocols)('encodePickle, protocol %i', (protocol) => {
  const roundTrip = (value: unknown): unknown =>
    decodePickle(encodePickle(value, { protocol }), { tuples: true });

  it('writes any plain data so that it comes back', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(roundTrip(value)).toStrictEqual(value);
      }),
    );
  });

  it.skipIf(numpyPython === undefined)('writes what Python reads, and reads what Python makes of it', () => {
    const samples = fc.sample(values, 50);
    const program = `import pickle
answer = [[base64.b64encode(pickle.dumps(pickle.loads(base64.b64decode(x)), p)).decode() for p in range(6)] for x in given]`;
    const sent = samples.map((value) => base64(encodePickle(value, { protocol })));
    const answers = askPython(numpyPython!, program, sent) as string[][];
    expect(answers.length).toBe(samples.length);
    answers.forEach((pickles, at) => {
      for (const pickle of pickles) {
        expect(decodePickle(fromBase64(pickle), { tuples: true })).toEqual(samples[at]);
      }
    });
  });

  it.skipIf(python === undefined)('gives Python the types the table promises', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const value = [
      undefined,
      -0,
      2 ** 53,
      2 ** 53 - 1,
      12n,
      'x\ud800',
      Buffer.from('a'),
      Tuple.of(1, 2),
      new Set([[1, 2], new Set([3])]),
      new Map<unknown, unknown>([
        [[1, [2]], 'k'],
        [Buffer.from('b'), 1],
      ]),
      { ['__proto__']: 1 },
      circle,
    ];
    const program = `import pickle
v = pickle.loads(base64.b64decode(given))
answer = [ascii(v[:8]), sorted(ascii(x) for x in v[8]), ascii(v[9:])]`;
    expect(askPython(python!, program, base64(encodePickle(value, { protocol })))).toEqual([
      "[None, -0.0, 9007199254740992.0, 9007199254740991, 12, 'x\\ud800', b'a', (1, 2)]",
      ['(1, 2)', 'frozenset({3})'],
      "[{(1, (2,)): 'k', b'b': 1}, {'__proto__': 1}, [[...]]]",
    ]);
  });

  it.skipIf(numpyPython === undefined)('gives NumPy arrays, with no warning', () => {
    const arrays = [
      NdArray.from([[1.5, 2]]),
      NdArray.from([1n], 'u8'),
      NdArray.from([true]),
      NdArray.from(['a', 'é😀']),
      NdArray.from(['a', 'bc'], 'S2'),
      NdArray.from([[1, 2]], 'c16'),
      NdArray.from([0.5], 'f2'),
      NdArray.from([], 'i4'),
      NdArray.from(3, 'i2'),
    ];
    const program = `import pickle
v = pickle.loads(base64.b64decode(given))
v[0][0, 0] = 1.5
answer = [[str(a.dtype), repr(a.tolist()), list(a.shape)] for a in v]`;
    expect(askPython(numpyPython!, program, base64(encodePickle(arrays, { protocol })))).toEqual([
      ['float64', '[[1.5, 2.0]]', [1, 2]],
      ['uint64', '[1]', [1]],
      ['bool', '[True]', [1]],
      ['<U2', "['a', 'é😀']", [2]],
      ['|S2', "[b'a', b'bc']", [2]],
      ['complex128', '[(1+2j)]', [1]],
      ['float16', '[0.5]', [1]],
      ['int32', '[]', [0]],
      ['int16', '3', []],
    ]);
  });

  it('keeps what is shared shared, and circles circles', () => {
    const shared = { a: 1 };
    const array = NdArray.from([1]);
    const list: unknown[] = [shared, new Map<unknown, unknown>([[1, shared]]), array, array];
    list.push(list);
    const again = roundTrip(list) as [object, Map<number, object>, NdArray, NdArray, unknown];
    expect(again[1].get(1)).toBe(again[0]);
    expect(again[3]).toBe(again[2]);
    expect(again[4]).toBe(again);
    const inside: unknown[] = [];
    const tuple = Tuple.of<unknown>(inside, [1]);
    inside.push(tuple);
    const tupleAgain = roundTrip(tuple) as [unknown[]];
    expect(tupleAgain[0][0]).toBe(tupleAgain);
  });

  it('writes and reads 100,000 levels of every container', () => {
    const wrap: ((inner: unknown) => unknown)[] = [
      (inner) => [inner],
      (inner) => ({ a: inner }),
      (inner) => Tuple.of(inner),
      (inner) => new Map([[1, inner]]),
      (inner) => new Map([[[inner === null ? 1 : inner], 1]]),
      (inner) => new Set([inner]),
    ];
    for (const [kind, each] of wrap.entries()) {
      let value: unknown = null;
      // a Map as a key is refused: there, only its key's arrays go deep
      for (let level = 0; level < 100_000; level++) value = kind === 4 ? [value] : each(value);
      if (kind === 4) value = new Map([[value, 1]]);
      expect(() => roundTrip(value)).not.toThrow();
    }
  });

  it('takes objects of another realm and without prototype', () => {
    expect(
      roundTrip([runInNewContext('({ a: [1] })'), Object.assign(Object.create(null), { b: 2 })]),
    ).toEqual([{ a: [1] }, { b: 2 }]);
  });

  class Point {
    x = 1;
  }

  it.each<[string, unknown, string]>([
    ['a date', { list: [1, new Date(0)] }, 'value.list[1] is an instance of Date'],
    [
      'an instance',
      new Map([['k', { 'a b': new Point() }]]),
      'value.get("k")["a b"] is an instance of Point',
    ],
    ['a function', [() => 1], 'value[0] is a function'],
    ['a symbol', Symbol('s'), 'value is a symbol'],
    ['a typed array', { data: Float64Array.of(1) }, 'NdArray.from'],
    ['an ArrayBuffer', new ArrayBuffer(1), 'instance of ArrayBuffer'],
    ['a promise', [Promise.resolve(1)], 'instance of Promise'],
    ['a symbol as key', [{ [Symbol('s')]: 1 }], 'value[0] has the key Symbol(s)'],
    ['an object as key', new Map([[{}, 1]]), 'value (a key) cannot be a key'],
    ['a Map in a set', new Set([[new Map()]]), 'value (an item of the set)[0] cannot be a key'],
    ['an array of NumPy as key', new Map([[NdArray.from([1]), 1]]), 'cannot be a key'],
    ['a proxy of a class', new Proxy(new Point(), {}), 'instance of Point'],
  ])('refuses %s and says where it is', (_what, value, message) => {
    expect(() => encodePickle(value, { protocol })).toThrow(CodecError);
    expect(() => encodePickle(value, { protocol })).toThrow(message);
  });

  it('refuses keys and tuples that contain themselves', () => {
    const set = new Set<unknown>();
    set.add([set]);
    const list: unknown[] = [];
    list.push(list);
    const tuple = new Tuple<unknown>();
    tuple.push(Tuple.of(tuple));
    for (const value of [new Set([set]), new Map([[list, 1]]), tuple]) {
      expect(() => encodePickle(value, { protocol })).toThrow('contains itself');
    }
  });
});

describe('encodePickle', () => {
  it('refuses other protocols and unknown options', () => {
    expect(() => encodePickle(1, { protocol: 3 as 2 })).toThrow(TypeError);
    expect(() => encodePickle(1, { protokol: 2 } as object)).toThrow('protocol');
  });

  it('writes protocol 4 in one frame unless told otherwise', () => {
    expect(encodePickle(null).toString('hex')).toBe('80049502000000000000004e2e');
    expect(encodePickle(null, { protocol: 2 }).toString('hex')).toBe('80024e2e');
  });

  // what Python 3.11 writes
  it.each<[number | bigint, string]>([
    [2 ** 31, '8a050000008000'],
    [-(2 ** 31) - 1, '8a05ffffff7fff'],
    [2 ** 39, '8a06000000008000'],
    [-(2 ** 39), '8a050000000080'],
    [2n ** 63n, '8a09000000000000008000'],
    [-(2n ** 63n), '8a080000000000000080'],
    [2n ** 63n - 1n, '8a08ffffffffffffff7f'],
    [-(2n ** 64n), '8a090000000000000000ff'],
  ])('writes %s in as few bytes as Python', (value, hex) => {
    expect(encodePickle(value, { protocol: 2 }).toString('hex')).toBe(`8002${hex}2e`);
  });
});

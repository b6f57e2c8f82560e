import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy, NdArray } from '../../src/codecs/index.js';
import { CodecError } from '../../src/errors/index.js';
import { DTYPES, REFUSED, SHAPES } from './golden-npy.js';
import { askPython, base64, fromBase64, numpyPython } from './python.js';

const expected: Record<string, unknown> = {
  '?': [
    [false, true],
    [true, true],
  ],
  i8: [
    [0n, 1n],
    [2n, 3n],
  ],
  c: [
    [
      [0, 0],
      [1, 0],
    ],
    [
      [2, 0],
      [3, 0],
    ],
  ],
  text: [
    ['0', '1'],
    ['2', '3'],
  ],
  number: [
    [0, 1],
    [2, 3],
  ],
};

function kindOf(dtype: string): string {
  if (dtype === '?') return '?';
  if (/[iu]8$/.test(dtype)) return 'i8';
  if (/c\d+$/.test(dtype)) return 'c';
  return /[SU]/.test(dtype) ? 'text' : 'number';
}

/** A file with a header of one's own making. */
function fileOf(header: string, items: Uint8Array = Buffer.alloc(0), version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(Buffer.byteLength(header), 0, length.length);
  return Buffer.concat([
    Buffer.from('\x93NUMPY', 'latin1'),
    Buffer.from([version, 0]),
    length,
    Buffer.from(header),
    items,
  ]);
}

describe('decodeNpy', () => {
  it.each(Object.entries(DTYPES))('reads what NumPy wrote: dtype %s', (dtype, file) => {
    const array = decodeNpy(fromBase64(file));
    expect(array.shape).toEqual([2, 2]);
    expect(array.toNested()).toEqual(expected[kindOf(dtype)] ?? expected['number']);
  });

  it('gives 64-bit integers in arrays of bigint, and complex numbers as pairs of elements', () => {
    expect(decodeNpy(fromBase64(DTYPES['>i8']!)).data).toEqual(BigInt64Array.of(0n, 1n, 2n, 3n));
    expect(decodeNpy(fromBase64(DTYPES['<u8']!)).data).toEqual(BigUint64Array.of(0n, 1n, 2n, 3n));
    const complex = decodeNpy(fromBase64(DTYPES['>c8']!));
    expect([complex.dtype, complex.size, complex.data]).toEqual([
      'c8',
      4,
      Float32Array.of(0, 0, 1, 0, 2, 0, 3, 0),
    ]);
  });

  it('reads a single item, empty arrays, and versions 2 and 3', () => {
    expect(decodeNpy(fromBase64(SHAPES['0-d']!))).toMatchObject({ shape: [], dtype: 'i4' });
    expect(decodeNpy(fromBase64(SHAPES['0-d']!)).toNested()).toBe(7);
    expect(decodeNpy(fromBase64(SHAPES['empty']!))).toMatchObject({ shape: [0, 3] });
    expect(decodeNpy(fromBase64(SHAPES['empty']!)).toNested()).toEqual([]);
    expect(decodeNpy(fromBase64(SHAPES['version 2']!)).toNested()).toEqual([0, 1, 2]);
    expect(decodeNpy(fromBase64(SHAPES['version 3']!)).toNested()).toEqual([0, 1, 2]);
  });

  it('reads the long integers of Python 2 in a shape', () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2L, 1L)}\n";
    expect(decodeNpy(fileOf(header, Buffer.from([4, 5]))).toNested()).toEqual([[4], [5]]);
  });

  it('reads from any place in memory, and copies', () => {
    const file = fromBase64(SHAPES['1-d']!);
    const shifted = Buffer.concat([Buffer.from([0]), file]).subarray(1);
    const array = decodeNpy(shifted);
    shifted.fill(0);
    expect(array.toNested()).toEqual([0, 1, 2]);
  });

  it.each([
    ['objects', 'which need a pickle that runs code'],
    ['records', 'records'],
    ['dates', 'datetime64'],
    ['long doubles', 'store them as f8'],
  ])('refuses %s and says why', (name, why) => {
    expect(() => decodeNpy(fromBase64(REFUSED[name]!))).toThrow(CodecError);
    expect(() => decodeNpy(fromBase64(REFUSED[name]!))).toThrow(why);
  });

  const whole = fromBase64(SHAPES['1-d']!);
  it('refuses a file cut off anywhere, and one that goes on', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeNpy(whole.subarray(0, length))).toThrow(CodecError);
    }
    expect(() => decodeNpy(Buffer.concat([whole, Buffer.from([0])]))).toThrow('goes on for 1 bytes');
  });

  it.each([
    ['(99999999999999,)', 'is truncated'],
    ['(9007199254740991, 9007199254740991)', 'is too large'],
    ['(123456789012345678901234567890,)', 'whole numbers'],
    ['(-1,)', 'whole numbers'],
    ['(1.5,)', 'whole numbers'],
    ["('a',)", 'whole numbers'],
    ['3', 'without descr, fortran_order or shape'],
    [`(${'1,'.repeat(65)})`, 'at most 64 axes'],
    ["__import__('os').system('true')", 'only data is read, never code'],
  ])('refuses the shape %s', (shape, why) => {
    const file = fileOf(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}}`);
    expect(() => decodeNpy(file)).toThrow(CodecError);
    expect(() => decodeNpy(file)).toThrow(why);
  });

  it('does not make lists without number for an array without items', () => {
    const file = fileOf("{'descr': '<f8', 'fortran_order': False, 'shape': (4000000000, 0)}");
    expect(() => decodeNpy(file).toNested()).toThrow('too many empty lists');
  });

  it.each([
    ['a header that is no dict', fileOf('[1, 2]')],
    ['a header without its fields', fileOf('{}')],
    ['a header that is no literal', fileOf('{')],
    ['a version to come', fileOf('{}', undefined, 9)],
    ['a header longer than any', Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f', 'latin1')],
    [
      'a character beyond Unicode',
      fileOf("{'descr': '<U1', 'fortran_order': False, 'shape': ()}", Buffer.from([0, 0, 0x11, 0])),
    ],
    ['an unknown dtype', fileOf("{'descr': '<x8', 'fortran_order': False, 'shape': ()}", Buffer.alloc(8))],
  ])('refuses %s', (_what, file) => {
    expect(() => decodeNpy(file)).toThrow(CodecError);
  });

  it('says CodecError, and nothing else, to any bytes', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(255),
        fc.constantFrom(...Object.values({ ...DTYPES, ...SHAPES })),
        (at, byte, text) => {
          const file = fromBase64(text);
          file[at % file.length] = byte;
          try {
            decodeNpy(file);
          } catch (error) {
            expect(error).toBeInstanceOf(CodecError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('encodeNpy', () => {
  it.each(Object.entries(DTYPES).filter(([dtype]) => !/^(>|columns)/.test(dtype)))(
    'writes the bytes NumPy writes: %s',
    (_dtype, file) => {
      expect(base64(encodeNpy(decodeNpy(fromBase64(file))))).toBe(file);
    },
  );

  it.each(['0-d', '1-d', 'empty', '3x5'])('writes the bytes NumPy writes: %s', (name) => {
    expect(base64(encodeNpy(decodeNpy(fromBase64(SHAPES[name]!))))).toBe(SHAPES[name]);
  });

  it('gives back every array of numbers', () => {
    const arrays = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(3)).chain((shape) => {
      const count = shape[0] * shape[1] * shape[2];
      const all = { minLength: count, maxLength: count };
      return fc
        .oneof(
          fc.float64Array(all),
          fc.int32Array(all),
          fc.uint8Array(all),
          fc.bigInt64Array(all),
          fc.uint16Array(all),
        )
        .map((data) => new NdArray(data, shape));
    });
    fc.assert(
      fc.property(arrays, (array) => {
        expect(decodeNpy(encodeNpy(array))).toEqual(array);
      }),
    );
  });

  it('gives back every half-precision number, as NumPy rounds', () => {
    const all = new Float32Array(
      decodeNpy(halves(Uint16Array.from({ length: 0x10000 }, (_, at) => at))).data as Float32Array,
    );
    const again = decodeNpy(encodeNpy(new NdArray(all, undefined, 'f2')));
    expect(again.data).toEqual(all);
    // a tie goes to the even one; the first too large for a half is no number of it
    const rounded = new NdArray(
      Float32Array.of(2049, 2051, 65519, 65520, 2 ** -25, 2 ** -24 * 1.5, -1e9),
      undefined,
      'f2',
    );
    expect(decodeNpy(encodeNpy(rounded)).toNested()).toEqual([
      2048,
      2052,
      65504,
      Infinity,
      0,
      2 ** -23,
      -Infinity,
    ]);
  });

  it('gives back texts, and refuses those the dtype cannot hold', () => {
    const texts = NdArray.from([
      ['a', 'é😀'],
      ['', 'x\ud800'],
    ]);
    expect([texts.dtype, decodeNpy(encodeNpy(texts)).toNested()]).toEqual([
      'U2',
      [
        ['a', 'é😀'],
        ['', 'x\ud800'],
      ],
    ]);
    expect(() => encodeNpy(NdArray.from(['abc'], 'U2'))).toThrow('wider dtype');
    expect(() => encodeNpy(NdArray.from(['日'], 'S4'))).toThrow('latin-1');
    expect(() => encodeNpy(NdArray.from(['a\0'], 'S4'))).toThrow('NUL');
  });

  it.skipIf(numpyPython === undefined)(
    'writes what NumPy reads, and reads what NumPy rounds to halves',
    () => {
      const arrays = [
        NdArray.from([
          [1.5, -2],
          [3, 4],
        ]),
        NdArray.from(7n),
        NdArray.from([true, false]),
        NdArray.from([['a', 'é😀']]),
        NdArray.from(
          [
            [1, 2],
            [3, 4],
          ],
          'c8',
        ),
        NdArray.from([]),
        NdArray.from([1, 2 ** -24 * 2.5, 70000, 1 / 3], 'f2'),
      ];
      const program = `import io, numpy as np
read = [np.load(io.BytesIO(base64.b64decode(x))) for x in given]
answer = [[str(a.dtype), list(a.shape), repr(a.tolist())] for a in read]`;
      expect(
        askPython(
          numpyPython!,
          program,
          arrays.map((array) => base64(encodeNpy(array))),
        ),
      ).toEqual([
        ['float64', [2, 2], '[[1.5, -2.0], [3.0, 4.0]]'],
        ['int64', [], '7'],
        ['bool', [2], '[True, False]'],
        ['<U2', [1, 2], "[['a', 'é😀']]"],
        ['complex64', [2], '[(1+2j), (3+4j)]'],
        ['float64', [0], '[]'],
        ['float16', [4], '[1.0, 1.1920928955078125e-07, inf, 0.333251953125]'],
      ]);
    },
  );
});

/** A file of half-precision numbers, given by their bits. */
function halves(bits: Uint16Array): Buffer {
  const header = `{'descr': '<f2', 'fortran_order': False, 'shape': (${bits.length},)}`;
  return fileOf(header, Buffer.from(bits.buffer));
}

describe('an NdArray', () => {
  it('takes its dtype from the typed array, or from what it is given', () => {
    expect(new NdArray(Int16Array.of(1))).toMatchObject({ dtype: 'i2', shape: [1] });
    expect(new NdArray(Buffer.from([1]))).toMatchObject({ dtype: 'u1' });
    expect(new NdArray(Float64Array.of(1, 2), [], 'c16').toNested()).toEqual([1, 2]);
    expect(NdArray.from([1, 2]).dtype).toBe('f8');
    expect(NdArray.from([1n]).dtype).toBe('i8');
    expect(NdArray.from([1, 2], 'u8').data).toEqual(BigUint64Array.of(1n, 2n));
    expect(NdArray.from(Float32Array.of(1.5)).dtype).toBe('f4');
    expect(NdArray.from(Float32Array.of(1.5), 'f8').data).toEqual(Float64Array.of(1.5));
  });

  it('refuses what does not fit together', () => {
    expect(() => new NdArray(Float64Array.of(1, 2), [3])).toThrow('has 3 items, not 2');
    expect(() => new NdArray(Float64Array.of(1), [1], 'i4')).toThrow('Int32Array');
    expect(() => new NdArray(Float64Array.of(1), [-1])).toThrow('whole numbers');
    expect(() => NdArray.from([[1, 2], [3]])).toThrow('Item [1] should be a list of 2 items, not 1 items');
    expect(() => NdArray.from([[1], 2])).toThrow('Item [1]');
    expect(() => NdArray.from([1, 'a'])).toThrow('Item [1] of dtype f8 should be a number');
    expect(() => NdArray.from([1, 2n])).toThrow(CodecError);
    expect(() => NdArray.from([1, undefined])).toThrow(CodecError);
    const circle: unknown[] = [];
    circle.push(circle);
    expect(() => NdArray.from(circle)).toThrow('64 axes');
  });

  it.each([
    [300, 'u1'],
    [-1, 'u4'],
    [1.5, 'i4'],
    [2 ** 40, 'i4'],
    [1.5, 'i8'],
    [2n ** 63n, 'i8'],
    [-1, 'u8'],
  ])('never wraps or cuts a number: %s as %s', (item, dtype) => {
    expect(() => NdArray.from([item], dtype)).toThrow('does not fit');
  });

  it.each(['O', 'M8', 'f16', 'V4', 'x', '', 'constructor'])('refuses the dtype %j', (dtype) => {
    expect(() => NdArray.from([1], dtype)).toThrow(CodecError);
  });
});

import { describe, expect, it } from 'vitest';
import { decodeData, encodeData, isDataEncoding, NdArray } from '../../src/codecs/index.js';
import { CodecError } from '../../src/errors/index.js';

describe('encodeData and decodeData', () => {
  it.each<[string, unknown]>([
    ['raw', Buffer.from([0, 255])],
    ['binary', Buffer.from([0, 255])],
    ['utf-8', '\ufeffé😀'],
    ['pickle', { a: [1, null, 'x'] }],
    ['dill', { a: [1, null, 'x'] }],
    ['eval', { a: [1, 2.5, null, true, "it's"] }],
    ['npy', NdArray.from([[1, 2]])],
  ])('%s gives back the value', (encoding, value) => {
    expect(decodeData(encoding, encodeData(encoding, value))).toStrictEqual(value);
    expect(isDataEncoding(encoding)).toBe(true);
  });

  it('takes texts and views of bytes as raw, and lists as npy', () => {
    expect(encodeData('raw', 'é')).toEqual(Buffer.from('é'));
    expect(encodeData('binary', new Uint16Array([1, 2]).subarray(1))).toHaveLength(2);
    expect(decodeData('npy', encodeData('npy', [[1], [2]]))).toStrictEqual(NdArray.from([[1], [2]]));
  });

  it.each(['path', 'dataurl', 'UTF-8', '', 'constructor', '__proto__'])(
    'refuses the encoding %j',
    (encoding) => {
      expect(isDataEncoding(encoding)).toBe(false);
      expect(() => encodeData(encoding, 1)).toThrow(
        /valid encodings: raw, binary, utf-8, pickle, dill, eval, npy/,
      );
      expect(() => decodeData(encoding, Buffer.alloc(0))).toThrow(CodecError);
    },
  );

  it.each<[string, unknown]>([
    ['raw', 1],
    ['binary', null],
    ['utf-8', Buffer.from('a')],
    ['pickle', new Date()],
    ['eval', () => 1],
    ['npy', ['a', 1]],
  ])('%s refuses a value it cannot hold', (encoding, value) => {
    expect(() => encodeData(encoding, value)).toThrow(CodecError);
  });

  it.each(['utf-8', 'pickle', 'dill', 'eval', 'npy'])(
    '%s refuses bytes that are no such thing',
    (encoding) => {
      expect(() => decodeData(encoding, Buffer.from([0xff, 0xfe]))).toThrow(CodecError);
    },
  );
});

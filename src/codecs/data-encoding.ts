import { CodecError } from '../errors/index.js';
import { NdArray } from './npy/nd-array.js';
import { decodeNpy, encodeNpy } from './npy/npy.js';
import { decodePickle } from './pickle/decode.js';
import { encodePickle } from './pickle/encode.js';
import { readPythonLiteral } from './python/read-literal.js';
import { pythonRepr } from './python/write-literal.js';

/** How the values of a port lie in the bytes of a drop. @category Codecs */
export type DataEncoding = 'raw' | 'binary' | 'utf-8' | 'pickle' | 'dill' | 'eval' | 'npy';

interface Codec {
  readonly encode: (value: unknown) => Buffer;
  readonly decode: (bytes: Buffer) => unknown;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const raw: Codec = { encode: bytesOf, decode: (bytes) => bytes };
const pickle: Codec = { encode: (value) => encodePickle(value), decode: (bytes) => decodePickle(bytes) };

const CODECS: Readonly<Record<DataEncoding, Codec>> = {
  raw,
  binary: raw,
  'utf-8': {
    encode: (value) => {
      if (typeof value !== 'string') throw noForm(value, 'utf-8', 'give a text');
      return Buffer.from(value);
    },
    decode: textOf,
  },
  pickle,
  // a dill of plain data is a pickle
  dill: pickle,
  eval: {
    encode: (value) => Buffer.from(pythonRepr(value)),
    decode: (bytes) => readPythonLiteral(textOf(bytes)),
  },
  npy: { encode: (value) => encodeNpy(NdArray.from(value)), decode: decodeNpy },
};

/** Whether a name from a graph is one of the encodings known here. @category Codecs */
export function isDataEncoding(name: string): name is DataEncoding {
  return Object.hasOwn(CODECS, name);
}

/**
 * A value in the encoding of a port: `raw` and `binary` (bytes; a text is written in UTF-8), `utf-8` (text), `pickle` and `dill`
 * (see {@link encodePickle}), `eval` (a Python literal, see {@link pythonRepr}), `npy` (what {@link NdArray.from}
 * takes).
 *
 * @category Codecs
 * @throws CodecError for a value the encoding cannot hold, and for an unknown encoding.
 * @example
 * ```ts
 * encodeData('eval', [1, 'two', null]).toString(); // => "[1, 'two', None]"
 * ```
 */
export function encodeData(encoding: string, value: unknown): Buffer {
  return codecOf(encoding).encode(value);
}

/**
 * The value that bytes stand for in the encoding of a port; the reverse of {@link encodeData}. Data is read, code is
 * never run: also `eval` takes literals only.
 *
 * @category Codecs
 * @throws CodecError for bytes that are not in the encoding, and for an unknown encoding.
 * @example
 * ```ts
 * decodeData('eval', Buffer.from("{'low': 3}")); // => { low: 3 }
 * ```
 */
export function decodeData(encoding: string, bytes: Uint8Array): unknown {
  return codecOf(encoding).decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function codecOf(encoding: string): Codec {
  if (isDataEncoding(encoding)) return CODECS[encoding];
  throw new CodecError(
    `The encoding ${JSON.stringify(encoding)} is not known; valid encodings: ${Object.keys(CODECS).join(', ')}`,
  );
}

function bytesOf(value: unknown): Buffer {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw noForm(value, 'raw', 'give bytes or a text');
}

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new CodecError('The bytes are no text in UTF-8', { cause });
  }
}

function noForm(value: unknown, encoding: string, fix: string): CodecError {
  return new CodecError(
    `A ${value === null ? 'null' : typeof value} cannot be written as ${encoding}; ${fix}`,
  );
}

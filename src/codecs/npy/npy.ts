import { CodecError } from '../../errors/index.js';
import { readPythonLiteral } from '../python/read-literal.js';
import { dtypeNamed } from './dtype.js';
import { bytesOfItems, HOST_ORDER, itemsOfBytes, rowsFirst, stridesOf } from './item-bytes.js';
import { NdArray, sizeOfShape } from './nd-array.js';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');

/** Longest header read: no array without records needs more, and a forged length must not cost memory. */
const MAX_HEADER = 0xffff;

/** Items start at a multiple of this, so that they can be mapped into memory. */
const ALIGNMENT = 64;

/**
 * The array as a `.npy` file of version 1.0, rows first, in the byte order of this machine.
 *
 * @category Codecs
 * @throws CodecError for texts the dtype cannot hold.
 * @example
 * ```ts
 * const file = encodeNpy(NdArray.from([[1, 2], [3, 4]]));
 * decodeNpy(file).toNested(); // => [[1, 2], [3, 4]]
 * ```
 */
export function encodeNpy(array: NdArray): Buffer {
  const type = dtypeNamed(array.dtype);
  const order = type.wordSize === 1 ? '|' : HOST_ORDER;
  const shape =
    `(${array.shape.map((length) => `${String(length)},`).join(' ')}`.replace(/(\d, \d+),$/, '$1') + ')';
  const header = `{'descr': '${order}${type.name}', 'fortran_order': False, 'shape': ${shape}, }`;
  const start = MAGIC.length + 4;
  const length = Math.ceil((start + header.length + 1) / ALIGNMENT) * ALIGNMENT - start;
  const front = Buffer.alloc(start);
  MAGIC.copy(front);
  front.set([1, 0], MAGIC.length);
  front.writeUInt16LE(length, MAGIC.length + 2);
  return Buffer.concat([
    front,
    Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1'),
    bytesOfItems(type, array.data),
  ]);
}

/**
 * Reads a `.npy` file of version 1, 2 or 3. The items are copied, rows first, in the byte order of this machine.
 *
 * @category Codecs
 * @throws CodecError for anything but one whole array of a dtype {@link NdArray} has: also for arrays of objects, which
 *   could only be read by running code.
 */
export function decodeNpy(bytes: Uint8Array): NdArray {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { text, end } = headerOf(file);
  const { order, name, columnsFirst, shape } = fieldsOf(text);
  const type = dtypeNamed(name);
  const size = sizeOfShape(shape) * type.itemSize;
  const left = file.length - end;
  if (left < size)
    throw fault(`is truncated: its items take ${String(size)} bytes, ${String(left)} are there`);
  if (left > size) throw fault(`goes on for ${String(left - size)} bytes after its items`);
  const items = itemsOfBytes(type, file.subarray(end), order);
  const data = columnsFirst ? rowsFirst(type, items, shape, stridesOf(shape, true)) : items;
  return new NdArray(data, shape, type.name);
}

function headerOf(file: Buffer): { text: string; end: number } {
  if (!file.subarray(0, MAGIC.length).equals(MAGIC))
    throw fault('does not begin with the mark of a .npy file');
  const version = file[MAGIC.length] ?? 0;
  const lengthBytes = version === 1 ? 2 : 4;
  const start = MAGIC.length + 2 + lengthBytes;
  if (file.length < start) throw fault('is truncated: it ends in front of its header');
  if (version < 1 || version > 3) throw fault(`is of version ${String(version)}; versions 1 to 3 are known`);
  const length = file.readUIntLE(MAGIC.length + 2, lengthBytes);
  if (length > MAX_HEADER) throw fault(`has a header of ${String(length)} bytes, which no array needs`);
  const end = start + length;
  if (file.length < end) throw fault(`is truncated: its header takes ${String(length)} bytes`);
  return { text: file.toString(version === 3 ? 'utf8' : 'latin1', start, end), end };
}

interface Fields {
  readonly order: string;
  readonly name: string;
  readonly columnsFirst: boolean;
  readonly shape: readonly number[];
}

function fieldsOf(text: string): Fields {
  // Python 2 wrote long lengths as 3L
  const header: unknown = readPythonLiteral(text.replaceAll(/(?<=\d)L(?=[,)])/g, '').trim());
  const { descr, fortran_order: columnsFirst, shape } = (header ?? {}) as Record<string, unknown>;
  if (Array.isArray(descr)) throw fault('holds records; store each field as an array of its own');
  const [, order = '', name = ''] = typeof descr === 'string' ? (/^([<>|=]?)(.+)$/.exec(descr) ?? []) : [];
  if (name === '' || typeof columnsFirst !== 'boolean' || !Array.isArray(shape)) {
    throw fault('has a header without descr, fortran_order or shape');
  }
  sizeOfShape(shape);
  return { order: order === '' ? '=' : order, name, columnsFirst, shape: shape as number[] };
}

function fault(what: string): CodecError {
  return new CodecError(`The .npy file ${what}`);
}

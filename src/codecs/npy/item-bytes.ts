import { CodecError } from '../../errors/index.js';
import { type DType, isTexts, type NdData, type TextType } from './dtype.js';
import { fromHalf, toHalf } from './half.js';

/** Byte order of this machine, in NumPy's letter; {@link bytesOfItems} writes it. */
export const HOST_ORDER: '<' | '>' = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? '<' : '>';

/**
 * Items from the bytes of them, which are copied.
 *
 * @param bytes - as many as the items have.
 * @param order - byte order: `<` little, `>` big, `=` that of this machine, `|` none.
 */
export function itemsOfBytes(type: DType, bytes: Uint8Array, order: string): NdData {
  const copy = Buffer.from(new ArrayBuffer(bytes.length));
  copy.set(bytes);
  if (order !== '|' && order !== '=' && order !== HOST_ORDER) swap(copy, type.wordSize);
  if (type.kind === 'text') return textsOf(type, copy);
  if (type.name === 'f2') return Float32Array.from(new Uint16Array(copy.buffer), fromHalf);
  if (type.name === 'b1') copy.forEach((byte, at) => (copy[at] = byte === 0 ? 0 : 1));
  return new type.Data(copy.buffer);
}

/**
 * The bytes of items, in the byte order of this machine. Numbers are not copied.
 *
 * @throws CodecError for a text that is too long for the type, or has characters it cannot hold.
 */
export function bytesOfItems(type: DType, data: NdData): Buffer {
  if (type.kind === 'text') return bytesOfTexts(type, data as readonly string[]);
  if (isTexts(data)) throw new TypeError(`Texts are no items of dtype ${type.name}`);
  const numbers = type.name === 'f2' ? Uint16Array.from(data as Float32Array, toHalf) : data;
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** How far apart, in items, neighbours along each axis are stored: rows first, or columns first. */
export function stridesOf(shape: readonly number[], columnsFirst: boolean): number[] {
  const strides = shape.map(() => 1);
  const axes = columnsFirst ? [...shape.keys()] : [...shape.keys()].reverse();
  axes.reduce((stride, axis) => ((strides[axis] = stride), stride * shape[axis]!), 1);
  return strides;
}

/** Items of that shape rows first, from items stored with those strides. */
export function rowsFirst(
  type: DType,
  data: NdData,
  shape: readonly number[],
  strides: readonly number[],
): NdData {
  const perItem = type.kind === 'number' ? type.perItem : 1;
  const from = data as unknown as Record<number, unknown>;
  const to = (type.kind === 'text' ? [] : new type.Data(data.length)) as unknown as Record<number, unknown>;
  const count = data.length / perItem;
  const index = shape.map(() => 0);
  let place = 0;
  for (let item = 0; item < count; item++) {
    for (let part = 0; part < perItem; part++) to[item * perItem + part] = from[place * perItem + part];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1;
      place += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      place -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return to as unknown as NdData;
}

function swap(bytes: Buffer, wordSize: number): void {
  if (wordSize === 2) bytes.swap16();
  else if (wordSize === 4) bytes.swap32();
  else if (wordSize === 8) bytes.swap64();
}

function textsOf(type: TextType, bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let start = 0; start < bytes.length; start += type.itemSize) {
    const item = bytes.subarray(start, start + type.itemSize);
    texts.push((type.wide ? wideText(item) : item.toString('latin1')).replace(/\0+$/, ''));
  }
  return texts;
}

function wideText(bytes: Buffer): string {
  const points = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const foreign = points.find((point) => point > 0x10ffff);
  if (foreign !== undefined)
    throw new CodecError(`The array holds ${String(foreign)}, which is no character`);
  return Array.from(points, (point) => String.fromCodePoint(point)).join('');
}

function bytesOfTexts(type: TextType, texts: readonly string[]): Buffer {
  const bytes = Buffer.alloc(texts.length * type.itemSize);
  const words = type.wide ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) : bytes;
  texts.forEach((text, at) => {
    const points = Array.from(text, (character) => character.codePointAt(0)!);
    const fault = faultOf(type, points);
    if (fault !== undefined) throw new CodecError(`Text ${String(at)} of an array of ${type.name} ${fault}`);
    words.set(points, at * type.length);
  });
  return bytes;
}

function faultOf(type: TextType, points: readonly number[]): string | undefined {
  if (points.length > type.length)
    return `has ${String(points.length)} characters; give the array a wider dtype`;
  if (points.at(-1) === 0) return 'ends in a NUL character, which NumPy drops';
  if (!type.wide && points.some((point) => point > 0xff)) return 'has characters beyond latin-1; use dtype U';
  return undefined;
}

import { CodecError } from '../../errors/index.js';
import { type DType, dtypeNamed, dtypeOf, isTexts, type NdData } from './dtype.js';
import { fillNested, guessedDtype, shapeOfNested } from './nested.js';

/** One item as JavaScript has it: complex numbers are `[real, imaginary]`. @category Codecs */
export type NdItem = number | bigint | boolean | string | readonly [number, number];

/** Most axes an array can have, as in NumPy. */
const MAX_AXES = 64;

/** Most empty lists {@link NdArray.toNested} makes for an array that has no items at all. */
const MAX_EMPTY = 1_000_000;

/**
 * A NumPy array as plain data: items in a typed array, rows first, and the shape.
 *
 * `dtype` is NumPy's name without the byte order: `b1` (held as 0 and 1), `i1` to `i8`, `u1` to `u8` (8 bytes: bigint),
 * `f2` (held as singles), `f4`, `f8`, `c8` and `c16` (two elements an item: real, imaginary), `S<n>` (texts of latin-1)
 * and `U<n>` (texts).
 *
 * @category Codecs
 * @example
 * ```ts
 * const ones = new NdArray(new Float64Array(6).fill(1), [2, 3]);
 * ones.toNested(); // => [[1, 1, 1], [1, 1, 1]]
 * NdArray.from([[1, 2], [3, 4]], 'i4').data; // => Int32Array(4) [1, 2, 3, 4]
 * ```
 */
export class NdArray {
  /** The items, rows first. Shared with whoever gave them, not copied. */
  readonly data: NdData;
  /** Length of each axis; empty for a single item. */
  readonly shape: readonly number[];
  /** NumPy's name of the type of the items, without the byte order. */
  readonly dtype: string;

  /**
   * @param data - the items, rows first.
   * @param shape - default: one axis with all of them.
   * @param dtype - default: what the typed array holds (`Float64Array`: `f8`); texts are `U` as wide as the longest.
   * @throws CodecError when shape, dtype and number of items do not fit one another.
   */
  constructor(data: NdData, shape?: readonly number[], dtype?: string) {
    const type = dtype === undefined ? dtypeOf(data) : dtypeNamed(dtype);
    const perItem = type.kind === 'number' ? type.perItem : 1;
    if (type.kind === 'text' ? !isTexts(data) : !(data instanceof type.Data)) {
      const wanted = type.kind === 'text' ? 'texts' : type.Data.name;
      throw new CodecError(`An array of dtype ${type.name} holds its items in ${wanted}`);
    }
    this.data = data;
    this.shape = Object.freeze([...(shape ?? [data.length / perItem])]);
    this.dtype = type.name;
    const count = sizeOfShape(this.shape);
    if (count * perItem !== data.length) {
      throw new CodecError(
        `An array of shape (${this.shape.join(', ')}) has ${String(count)} items, not ${String(data.length / perItem)}`,
      );
    }
  }

  /**
   * An array from nested lists, a typed array, or one item.
   *
   * @param dtype - default: `b1` for booleans, `i8` for bigints, `U` for texts, else `f8`. For complex types the last
   *   axis of the lists has two items: real, imaginary.
   * @throws CodecError for lists of unequal length, items of several kinds, and items the dtype cannot hold.
   */
  static from(value: unknown, dtype?: string): NdArray {
    if (value instanceof NdArray && (dtype === undefined || dtype === value.dtype)) return value;
    if (ArrayBuffer.isView(value) && dtype === undefined) return new NdArray(value as NdData);
    const nested = nestedOf(value);
    const shape = shapeOfNested(nested, MAX_AXES);
    const type = dtypeNamed(dtype ?? guessedDtype(nested, MAX_AXES));
    const data = fillNested(type, nested, shape);
    const complex = type.kind === 'number' && type.perItem === 2;
    return new NdArray(data, complex ? shape.slice(0, -1) : shape, type.name);
  }

  /** Number of items. */
  get size(): number {
    return sizeOfShape(this.shape);
  }

  /** The items as nested lists, as deep as there are axes; an array without axes gives its one item. */
  toNested(): unknown {
    const lists = this.shape.reduce((product, length) => product * Math.max(1, length), 1);
    if (this.size === 0 && lists > MAX_EMPTY) {
      throw new CodecError(
        `An array of shape (${this.shape.join(', ')}) has no items but too many empty lists`,
      );
    }
    const type = dtypeNamed(this.dtype);
    let next = 0;
    const build = (axis: number): unknown =>
      axis === this.shape.length
        ? itemAt(this.data, type, next++)
        : Array.from({ length: this.shape[axis]! }, () => build(axis + 1));
    return build(0);
  }
}

/**
 * Number of items an array of this shape has.
 *
 * @throws CodecError for lengths that are no lengths, too many axes, and more items than can be counted.
 */
export function sizeOfShape(shape: readonly unknown[]): number {
  if (shape.length > MAX_AXES) {
    throw new CodecError(`An array has at most ${String(MAX_AXES)} axes, not ${String(shape.length)}`);
  }
  let size = 1;
  for (const length of shape) {
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
      throw new CodecError(`The shape of an array holds whole numbers from 0, not ${String(length)}`);
    }
    size *= length;
  }
  // an array with a 0 among its lengths is empty, however long the others are
  if (shape.includes(0)) return 0;
  if (!Number.isSafeInteger(size))
    throw new CodecError(`An array of shape (${shape.join(', ')}) is too large`);
  return size;
}

function itemAt(data: NdData, type: DType, at: number): NdItem {
  if (type.name === 'b1') return data[at] === 1;
  if (type.kind === 'number' && type.perItem === 2)
    return [data[at * 2] as number, data[at * 2 + 1] as number];
  return data[at]!;
}

/** What lists are read from: typed arrays and NdArrays as lists, anything else as it is. */
function nestedOf(value: unknown): unknown {
  if (value instanceof NdArray) return value.toNested();
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as unknown as Iterable<unknown>)
    : value;
}

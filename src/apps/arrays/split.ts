import { NdArray } from '../../codecs/index.js';
import { AppError } from '../../errors/index.js';

/** Where each of `parts` begins among `count` items, and the end: as equal as can be, the longer ones first. */
export function partBounds(count: number, parts: number): number[] {
  const [least, longer] = [Math.floor(count / parts), count % parts];
  return Array.from({ length: parts + 1 }, (_, part) => part * least + Math.min(part, longer));
}

/**
 * Cuts an array along an axis, as `numpy.array_split` does: 10 items in 4 parts are 3, 3, 2 and 2.
 *
 * @param axis - counted from the end where it is negative.
 */
export function splitArray(array: NdArray, parts: number, axis: number): NdArray[] {
  const at = axisOf(array, axis);
  const count = array.shape[at]!;
  const outer = product(array.shape.slice(0, at));
  // Elements, not items: complex numbers take two.
  const inner = array.size === 0 ? 0 : array.data.length / (outer * count);
  const bounds = partBounds(count, parts);
  return bounds.slice(1).map((end, part) => {
    const start = bounds[part]!;
    const rows = Array.from({ length: outer }, (_, row) => row * count);
    const pieces = rows.map((row) => array.data.slice((row + start) * inner, (row + end) * inner));
    return new NdArray(joined(array, pieces), array.shape.with(at, end - start), array.dtype);
  });
}

/** The place of an axis. @throws AppError when the array has no such axis. */
export function axisOf(array: NdArray, axis: number): number {
  const at = axis < 0 ? axis + array.shape.length : axis;
  if (Number.isInteger(at) && at >= 0 && at < array.shape.length) return at;
  throw new AppError(`an array of shape (${array.shape.join(', ')}) has no axis ${axis}`);
}

function joined(like: NdArray, pieces: readonly NdArray['data'][]): NdArray['data'] {
  if (pieces.length === 1) return pieces[0]!;
  if (Array.isArray(like.data)) return pieces.flatMap((piece) => piece as readonly string[]);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const all = new (like.data.constructor as new (length: number) => Float64Array)(length);
  let at = 0;
  for (const piece of pieces as readonly Float64Array[]) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}

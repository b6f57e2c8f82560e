import { NdArray } from '../../codecs/index.js';
import { AppError } from '../../errors/index.js';
import { partBounds, splitArray } from './split.js';

/** Items in a row: an array along its first axis, or a list. */
export type Sequence = NdArray | readonly unknown[];

/** @throws AppError for anything that has no items in a row. */
export function sequence(value: unknown): Sequence {
  if (Array.isArray(value) || (value instanceof NdArray && value.shape.length > 0)) return value;
  const what = value instanceof NdArray ? 'a single item' : value === null ? 'null' : `a ${typeof value}`;
  throw new AppError(`a list or an array was expected, and ${what} is there`);
}

/** Cuts it into parts that are as equal as can be. */
export function splitSequence(items: Sequence, parts: number): Sequence[] {
  if (items instanceof NdArray) return splitArray(items, parts, 0);
  const bounds = partBounds(items.length, parts);
  return bounds.slice(1).map((end, part) => items.slice(bounds[part], end));
}

/** Its first item and the others. @throws AppError when there is none. */
export function firstAndRest(items: Sequence): [first: unknown, rest: Sequence] {
  const count = items instanceof NdArray ? items.shape[0]! : items.length;
  if (count === 0) throw new AppError('there is no item left to pick');
  if (!(items instanceof NdArray)) return [items[0], items.slice(1)];
  const width = items.data.length / count;
  const shape = items.shape.slice(1);
  const [head, tail] = [items.data.slice(0, width), items.data.slice(width)];
  const first = new NdArray(head, shape, items.dtype);
  const rest = new NdArray(tail, [count - 1, ...shape], items.dtype);
  return [shape.length === 0 ? first.toNested() : first, rest];
}

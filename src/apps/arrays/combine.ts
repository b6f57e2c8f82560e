import { NdArray } from '../../codecs/index.js';
import { AppError } from '../../errors/index.js';
import { axisOf } from './split.js';

/** How items become one. */
export type Combination = 'add' | 'multiply' | 'maximum' | 'minimum';

/** All items of one array are of one kind; which one, its dtype says. */
type Item = number;
type Items = Record<number, Item> & { readonly length: number };

const COMBINE: Readonly<Record<Combination, (a: Item, b: Item) => Item>> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  // NaN wins, as in NumPy
  maximum: (a, b) => (a !== a || a > b ? a : b),
  minimum: (a, b) => (a !== a || a < b ? a : b),
};

/**
 * Reduces an array over some of its axes, as `numpy.sum`, `prod`, `max` and `min` do.
 *
 * @param axes - all of them when undefined.
 */
export function reduceArray(array: NdArray, by: Combination, axes: readonly number[] | undefined): NdArray {
  const { shape } = array;
  const reduced = new Set(axes?.map((axis) => axisOf(array, axis)) ?? shape.keys());
  const kept = shape.filter((_, axis) => !reduced.has(axis));
  const type = by === 'add' || by === 'multiply' ? widened(array.dtype) : array.dtype;
  const items = numbers(array, type);
  const result = numbers(empty(kept, type), type);
  const filled = new Uint8Array(result.length);
  const step = strides(shape, reduced);
  const place = new Array<number>(shape.length).fill(0);
  const combine = COMBINE[by];
  let at = 0;
  for (let item = 0; item < items.length; item++) {
    result[at] = filled[at] === 1 ? combine(result[at]!, items[item]!) : items[item]!;
    filled[at] = 1;
    // to the next item, and to where it belongs in the result
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += step[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      at -= step[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
  if (filled.includes(0)) fillEmpty(result, by, type);
  return new NdArray(result as unknown as NdArray['data'], kept, type);
}

/** Combines two arrays of one shape, item by item. */
export function combineArrays(a: NdArray, b: NdArray, by: Combination): NdArray {
  if (a.shape.length !== b.shape.length || a.shape.some((length, axis) => length !== b.shape[axis])) {
    throw new AppError(
      `arrays of the shapes (${a.shape.join(', ')}) and (${b.shape.join(', ')}) cannot be combined item by item`,
    );
  }
  const type = a.dtype === b.dtype ? a.dtype : 'f8';
  const [left, right] = [numbers(a, type), numbers(b, type)];
  const result = numbers(empty(a.shape, type), type);
  const combine = COMBINE[by];
  for (let at = 0; at < result.length; at++) result[at] = combine(left[at]!, right[at]!);
  return new NdArray(result as unknown as NdArray['data'], a.shape, type);
}

/** Sums and products of whole numbers are counted in 64 bits. */
function widened(dtype: string): string {
  if (dtype.startsWith('u')) return 'u8';
  return dtype.startsWith('i') || dtype === 'b1' ? 'i8' : dtype;
}

function empty(shape: readonly number[], dtype: string): NdArray {
  const length = shape.reduce((all, one) => all * one, 1);
  const kinds: Readonly<Record<string, new (length: number) => NdArray['data']>> = {
    b1: Uint8Array,
    i1: Int8Array,
    i2: Int16Array,
    i4: Int32Array,
    i8: BigInt64Array,
    u1: Uint8Array,
    u2: Uint16Array,
    u4: Uint32Array,
    u8: BigUint64Array,
    f2: Float32Array,
    f4: Float32Array,
    f8: Float64Array,
  };
  const Kind = kinds[dtype];
  if (Kind === undefined) throw new AppError(`arrays of dtype ${dtype} cannot be combined; numbers can`);
  return new NdArray(new Kind(length), shape, dtype);
}

/** The items of an array as those of another dtype. */
function numbers(array: NdArray, dtype: string): Items {
  const like = empty([0], dtype).data;
  const { data } = array;
  if (Array.isArray(data) || array.dtype.startsWith('c')) {
    throw new AppError(`arrays of dtype ${array.dtype} cannot be combined; numbers can`);
  }
  if (array.dtype === dtype) return data as unknown as Items;
  if (like instanceof BigInt64Array || like instanceof BigUint64Array) {
    const Kind = like.constructor as BigInt64ArrayConstructor;
    return Kind.from(data as ArrayLike<bigint>, BigInt) as unknown as Items;
  }
  return Float64Array.from(data as ArrayLike<number>, Number);
}

/** How far apart in the result the neighbours along each axis are; 0 along those that are reduced. */
function strides(shape: readonly number[], reduced: ReadonlySet<number>): number[] {
  const steps = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (reduced.has(axis)) continue;
    steps[axis] = step;
    step *= shape[axis]!;
  }
  return steps;
}

function fillEmpty(result: Items, by: Combination, dtype: string): void {
  if (by === 'maximum' || by === 'minimum') throw new AppError(`there is no ${by} of nothing`);
  const neutral = numbers(new NdArray(Uint8Array.of(by === 'add' ? 0 : 1)), dtype)[0]!;
  for (let at = 0; at < result.length; at++) result[at] = neutral;
}

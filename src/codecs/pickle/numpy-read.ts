import { CodecError } from '../../errors/index.js';
import { type DType, dtypeNamed, type NdData } from '../npy/dtype.js';
import { itemsOfBytes, rowsFirst, stridesOf } from '../npy/item-bytes.js';
import { NdArray, sizeOfShape } from '../npy/nd-array.js';
import type { Machine } from './machine.js';
import { Unfinished } from './unfinished.js';

/** A `numpy.dtype`: its name, and the byte order that is told later. */
export class UnfinishedDtype extends Unfinished {
  readonly type: DType;
  order = '|';

  constructor(args: readonly unknown[]) {
    super();
    const [name] = args;
    if (typeof name !== 'string') throw fault('a dtype without a name');
    this.type = dtypeNamed(name);
  }

  override get value(): never {
    throw fault('a dtype where a value should be');
  }

  /** State: version, byte order, and what only records and dates have. */
  build(state: unknown): void {
    const [, order, subtype, names, fields] = Array.isArray(state) ? (state as unknown[]) : [];
    if (typeof order !== 'string' || !'<>=|'.includes(order)) throw fault('a dtype of unknown byte order');
    if (subtype !== null || names !== null || fields !== null) throw fault('a dtype of records');
    this.order = order;
  }
}

/** A `numpy.ndarray`: made empty, filled later. */
export class UnfinishedArray extends Unfinished {
  #value: NdArray | undefined;

  override get value(): NdArray {
    if (this.#value === undefined) throw fault('an array that is never filled');
    return this.#value;
  }

  /** State: version, shape, dtype, whether columns come first, bytes of the items. */
  build(machine: Machine, state: unknown): void {
    const [, shape, dtype, columnsFirst, bytes] = Array.isArray(state) ? (state as unknown[]) : [];
    if (Array.isArray(bytes)) throw fault('an array of Python objects');
    this.#value = arrayOf(machine, bytes, dtype, shape, columnsFirst === true || columnsFirst === 1);
  }
}

/** `numpy.core.multiarray._reconstruct(numpy.ndarray, (0,), b'b')`. */
export function reconstruct(machine: Machine): UnfinishedArray {
  return machine.unfinished(new UnfinishedArray());
}

/** `numpy.core.numeric._frombuffer(bytes, dtype, shape, order, axes)`. */
export function fromBuffer(machine: Machine, args: readonly unknown[]): NdArray {
  const [bytes, dtype, shape, order, axes] = args;
  if (order !== 'K') return arrayOf(machine, bytes, dtype, shape, order === 'F');
  // rows come first along the axes of the shape, which are then put into another order
  const { type, lengths, items } = itemsOf(machine, bytes, dtype, shape);
  const axesLeft = new Set(lengths.keys());
  if (!Array.isArray(axes) || !axes.every((axis: number) => axesLeft.delete(axis)) || axesLeft.size > 0) {
    throw fault('an array with axes it does not have');
  }
  const strides = stridesOf(lengths, false);
  const inOrder = (each: readonly number[]): number[] => axes.map((axis: number) => each[axis]!);
  const data = rowsFirst(type, items, inOrder(lengths), inOrder(strides));
  return new NdArray(data, inOrder(lengths), type.name);
}

/** `numpy.core.multiarray.scalar(dtype, bytes)`: the one item. */
export function scalar(machine: Machine, args: readonly unknown[]): unknown {
  const item = arrayOf(machine, args[1], args[0], [], false).toNested();
  return typeof item === 'bigint' && Number.isSafeInteger(Number(item)) ? Number(item) : item;
}

function arrayOf(
  machine: Machine,
  bytes: unknown,
  dtype: unknown,
  shape: unknown,
  columnsFirst: boolean,
): NdArray {
  const { type, lengths, items } = itemsOf(machine, bytes, dtype, shape);
  const data = columnsFirst ? rowsFirst(type, items, lengths, stridesOf(lengths, true)) : items;
  return new NdArray(data, lengths, type.name);
}

interface Items {
  readonly type: DType;
  readonly lengths: readonly number[];
  readonly items: NdData;
}

function itemsOf(machine: Machine, given: unknown, dtype: unknown, shape: unknown): Items {
  if (!(dtype instanceof UnfinishedDtype)) throw fault('an array without a dtype');
  const { type, order } = dtype;
  // Python 2 gave the bytes as a string
  const bytes = typeof given === 'string' ? Buffer.from(given, 'latin1') : given;
  if (!Buffer.isBuffer(bytes) || !Array.isArray(shape)) throw fault('an array without items or shape');
  if (sizeOfShape(shape) * type.itemSize !== bytes.length) {
    throw fault(
      `an array of shape (${shape.join(', ')}) and dtype ${type.name} with ${String(bytes.length)} bytes`,
    );
  }
  machine.countCopied(bytes.length);
  return { type, lengths: shape as number[], items: itemsOfBytes(type, bytes, order) };
}

function fault(what: string): CodecError {
  return new CodecError(`The pickle holds ${what}`);
}

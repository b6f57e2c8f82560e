import { dtypeNamed } from '../npy/dtype.js';
import { bytesOfItems, HOST_ORDER } from '../npy/item-bytes.js';
import type { NdArray } from '../npy/nd-array.js';
import type { AtomWriter } from './atom-writer.js';
import { OPCODES } from './opcodes.js';

/** Writes an array as NumPy writes it, with the names every version of NumPy reads. */
export function writeArray(writer: AtomWriter, array: NdArray): void {
  writer.global('numpy.core.multiarray', '_reconstruct');
  writer.global('numpy', 'ndarray');
  writer.atom(0);
  writer.op(OPCODES.TUPLE1);
  writer.atom(Buffer.from('b'));
  writer.op(OPCODES.TUPLE3, OPCODES.REDUCE);
  writer.remember(array);
  writer.op(OPCODES.MARK);
  writer.atom(1);
  writer.op(OPCODES.MARK);
  for (const length of array.shape) writer.atom(length);
  writer.op(OPCODES.TUPLE);
  writeDtype(writer, array.dtype);
  writer.atom(false);
  writer.atom(bytesOfItems(dtypeNamed(array.dtype), array.data));
  writer.op(OPCODES.TUPLE, OPCODES.BUILD);
}

function writeDtype(writer: AtomWriter, name: string): void {
  const type = dtypeNamed(name);
  writer.global('numpy', 'dtype');
  writer.atom(name);
  writer.atom(false);
  writer.atom(true);
  writer.op(OPCODES.TUPLE3, OPCODES.REDUCE, OPCODES.MARK);
  // version, byte order, nothing of records, then what NumPy derives from the name but for texts
  const wide = type.kind === 'text' && type.wide;
  const [size, alignment] = type.kind === 'text' ? [type.itemSize, type.wordSize] : [-1, -1];
  const state = [3, type.wordSize === 1 ? '|' : HOST_ORDER, null, null, null, size, alignment, wide ? 8 : 0];
  for (const item of state) writer.atom(item);
  writer.op(OPCODES.TUPLE, OPCODES.BUILD);
}

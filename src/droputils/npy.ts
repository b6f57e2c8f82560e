import { decodeNpy, encodeNpy, NdArray } from '../codecs/index.js';
import type { DataDROP } from '../drops/index.js';
import { heldValue } from './held-value.js';

/** Bytes that are read at once. */
const BLOCK = 1 << 20;

/**
 * The array whose `.npy` file a drop holds. Reads what lies in the store of the drop, whatever the drop's state is.
 *
 * @throws CodecError when that is no `.npy` file of numbers or texts; StorageError when nothing is there.
 * @category Droputils
 */
export async function loadNpy(drop: DataDROP): Promise<NdArray> {
  const held = heldValue(drop);
  if (held !== undefined) return NdArray.from(held.value);
  const reader = await drop.store.openReader();
  const blocks: Buffer[] = [];
  try {
    for (let block = await reader.read(BLOCK); block.length > 0; block = await reader.read(BLOCK))
      blocks.push(block);
  } finally {
    await reader.close();
  }
  return decodeNpy(Buffer.concat(blocks));
}

/**
 * Puts an array as a `.npy` file into the store of a drop, in place of what is there. The drop itself notices nothing:
 * its state, size and checksum stay as they are, and streaming consumers are not told.
 *
 * @param array - an NdArray, nested lists of numbers, or a typed array.
 * @category Droputils
 * @example
 * ```ts
 * import { FileDROP } from 'dropgraph/drop';
 * import { loadNpy, saveNpy } from 'dropgraph/droputils';
 *
 * const drop = new FileDROP('A', 'A');
 * await saveNpy(drop, [[1, 2], [3, 4]]);
 * (await loadNpy(drop)).toNested(); // => [[1, 2], [3, 4]]
 * ```
 */
export async function saveNpy(drop: DataDROP, array: unknown): Promise<void> {
  const file = encodeNpy(NdArray.from(array));
  const writer = await drop.store.openWriter();
  try {
    await writer.write(file);
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

import { decodePickle, encodePickle } from '../codecs/index.js';
import type { DataDROP } from '../drops/index.js';
import { allDropContents } from './contents.js';
import { heldValue } from './held-value.js';

/**
 * The value whose pickle a complete drop holds, with dicts as plain objects where all keys are texts; null if the
 * drop is empty. A value that was set in the drop is given as it is.
 *
 * @throws CodecError when the content is no pickle of plain data: nothing in it is ever run.
 * @category Droputils
 */
export async function loadPickle(drop: DataDROP): Promise<unknown> {
  if (drop.isCompleted()) {
    const held = heldValue(drop);
    if (held !== undefined) return held.value;
  }
  const content = await allDropContents(drop);
  return content.length === 0 ? null : decodePickle(content);
}

/**
 * Writes the pickle of a value to a drop, without completing it.
 *
 * @throws CodecError when the value is not plain data.
 * @category Droputils
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { loadPickle, savePickle } from 'dropgraph/droputils';
 *
 * const drop = new InMemoryDROP('A', 'A');
 * await savePickle(drop, { answer: 42 });
 * drop.setCompleted();
 * await loadPickle(drop); // => { answer: 42 }
 * ```
 */
export async function savePickle(drop: DataDROP, value: unknown): Promise<void> {
  await drop.write(encodePickle(value));
}

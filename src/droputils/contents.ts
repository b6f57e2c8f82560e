import type { DataDROP } from '../drops/index.js';

/** Bytes that are read at once. */
const BLOCK = 65_536;

/**
 * The content of a complete drop, block by block; the drop is closed however the loop is left.
 *
 * @param bufsize - bytes a block has at most.
 * @category Droputils
 */
export async function* readDrop(drop: DataDROP, bufsize: number = BLOCK): AsyncGenerator<Buffer, void> {
  const descriptor = await drop.open();
  try {
    for (;;) {
      const block = await drop.read(descriptor, bufsize);
      if (block.length === 0) return;
      yield block;
    }
  } finally {
    await drop.close(descriptor);
  }
}

/**
 * The whole content of a complete drop, in memory.
 *
 * @param bufsize - bytes that are read at once.
 * @category Droputils
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { allDropContents } from 'dropgraph/droputils';
 *
 * const drop = new InMemoryDROP('A', 'A');
 * await drop.write(Buffer.from('abc'));
 * drop.setCompleted();
 * String(await allDropContents(drop)); // => 'abc'
 * ```
 */
export async function allDropContents(drop: DataDROP, bufsize: number = BLOCK): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of readDrop(drop, bufsize)) blocks.push(block);
  return Buffer.concat(blocks);
}

/**
 * Writes the content of a complete drop to another one, after what is there; does not complete that one.
 *
 * @param bufsize - bytes that are held in memory.
 * @category Droputils
 */
export async function copyDropContents(
  source: DataDROP,
  target: DataDROP,
  bufsize: number = BLOCK,
): Promise<void> {
  for await (const block of readDrop(source, bufsize)) await target.write(block);
}

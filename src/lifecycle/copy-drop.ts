import { randomInt } from 'node:crypto';
import type { DataDROP } from '../drops/index.js';
import { StorageError } from '../errors/index.js';

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** `uid:` and ten letters or digits, as DALiuGE names copies. */
export function newUid(): string {
  return `uid:${Array.from({ length: 10 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')}`;
}

/**
 * Fills and completes `target` with the data of `source`; of data that cannot be copied whole nothing stays.
 *
 * @param size - bytes the data must have.
 */
export async function copyInto(target: DataDROP, source: DataDROP, size: number): Promise<void> {
  try {
    const descriptor = await source.open();
    try {
      for (;;) {
        const piece = await source.read(descriptor);
        if (piece.length === 0) break;
        await target.write(piece);
      }
    } finally {
      await source.close(descriptor);
    }
    const copied = target.size ?? 0;
    if (copied !== size) {
      throw new StorageError(
        `Drop "${source.uid}" should have ${String(size)} bytes, but ${String(copied)} were read: its data was changed`,
      );
    }
    await target.finishWriting();
    target.setCompleted();
  } catch (error) {
    target.setError(error);
    throw error;
  }
}

import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gathered, type Parts } from './output.js';

/**
 * Writes a file, whole or not at all: the parts go into a file beside it, which then takes its place. That file is
 * removed when something fails, and when the process is made to exit.
 */
export async function writeWholeFile(file: string, parts: Parts): Promise<void> {
  const part = `${file}.${randomUUID()}.tmp`;
  const remove = (): void => rmSync(part, { force: true });
  await mkdir(dirname(file), { recursive: true });
  process.once('exit', remove);
  try {
    const handle = await open(part, 'w');
    try {
      for await (const text of gathered(parts)) await handle.appendFile(text);
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    process.off('exit', remove);
  }
}

import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Checksum } from '../../../src/codecs/index.js';
import { chunksOf, invert } from './data.js';

/**
 * The same three steps with streams of Node alone.
 *
 * @param keep - where what passes between them is kept, in files that are on the disk at the end; nowhere without it.
 */
export async function nodeChain(total: number, keep?: string): Promise<number> {
  const files =
    keep === undefined ? [] : [await open(join(keep, 'raw'), 'w'), await open(join(keep, 'inverted'), 'w')];
  const checksum = new Checksum();
  await pipeline(
    Readable.from(chunksOf(total), { objectMode: false }),
    keeping(files[0], (data) => {
      const inverted = Buffer.from(data);
      invert(inverted);
      return inverted;
    }),
    keeping(files[1], (data) => data),
    new Writable({
      write(data: Buffer, _encoding, done): void {
        checksum.update(data);
        done();
      },
    }),
  );
  for (const file of files) {
    await file.sync();
    await file.close();
  }
  return checksum.value;
}

function keeping(file: FileHandle | undefined, change: (data: Buffer) => Buffer): Transform {
  return new Transform({
    transform(data: Buffer, _encoding, done): void {
      if (file === undefined) done(null, change(data));
      else file.writeFile(data).then(() => done(null, change(data)), done);
    },
  });
}

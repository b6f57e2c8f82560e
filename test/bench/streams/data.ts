import { randomFillSync } from 'node:crypto';
import { Checksum } from '../../../src/codecs/index.js';

/** Bytes of the chunks, in turn: 64 KiB to 1 MiB. */
const SIZES = [1, 16, 3, 8, 2, 12].map((times) => times * 2 ** 16);
const POOL = Buffer.alloc(2 ** 21);
randomFillSync(POOL);

/** Chunks of random bytes, so many in all; each has memory of its own, so that whatever waits somewhere shows. */
export function* chunksOf(total: number): Generator<Buffer, void, undefined> {
  for (let made = 0, at = 0; made < total; at++) {
    const size = Math.min(SIZES[at % SIZES.length]!, total - made);
    const from = (at * 4099) % (POOL.length - size);
    yield Buffer.from(POOL.subarray(from, from + size));
    made += size;
  }
}

/** The work of the middle step: inverts every bit, in place. */
export function invert(bytes: Uint8Array): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  for (let at = 0; at < words.length; at++) words[at] = ~words[at]!;
}

/** The CRC-32C that must come out at the end, of the very pool of this process. */
export function expectedChecksum(total: number): number {
  const checksum = new Checksum();
  for (const chunk of chunksOf(total)) {
    invert(chunk);
    checksum.update(chunk);
  }
  return checksum.value;
}

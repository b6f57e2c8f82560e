import { createRequire } from 'node:module';
import { crc32 } from 'node:zlib';
import type * as Native from '@node-rs/crc32';
import { ChecksumTypes } from '../protocol/index.js';

interface Method {
  readonly type: ChecksumTypes;
  /** The checksum after more bytes, from the one before them. */
  readonly update: (bytes: Uint8Array, before: number) => number;
}

let method: Method | undefined;

/** CRC-32C by the instructions of the processor, where there is a build for it; else CRC-32, as DALiuGE does. */
function bestMethod(): Method {
  if (method !== undefined) return method;
  try {
    // asked for when first needed: loading machine code takes longer than most runs need it
    const native = createRequire(import.meta.url)('@node-rs/crc32') as typeof Native;
    method = { type: ChecksumTypes.CRC_32C, update: (bytes, before) => native.crc32c(bytes, before) };
  } catch {
    method = { type: ChecksumTypes.CRC_32, update: crc32 };
  }
  return method;
}

/**
 * A running checksum: CRC-32C (Castagnoli) of all bytes given so far, in whatever pieces they came. Where the native
 * library does not run, it is CRC-32; `type` says which.
 *
 * @category Codecs
 * @example
 * ```ts
 * const checksum = new Checksum();
 * checksum.update(Buffer.from('abc'));
 * checksum.value; // => 910901175
 * ```
 */
export class Checksum {
  readonly #method = bestMethod();
  #value = 0;

  /** Takes more bytes in. */
  update(bytes: Uint8Array): void {
    this.#value = this.#method.update(bytes, this.#value);
  }

  /** The checksum of all bytes so far, an integer from 0 to 2^32 - 1. */
  get value(): number {
    return this.#value;
  }

  /** Which checksum it is: one of {@link ChecksumTypes:var}. */
  get type(): ChecksumTypes {
    return this.#method.type;
  }
}

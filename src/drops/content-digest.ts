import { createHash, type Hash } from 'node:crypto';
import { Checksum } from '../codecs/index.js';
import { CodecError, StorageError } from '../errors/index.js';

/** What to compute: each costs about as much as the writing itself. */
export interface DigestOptions {
  readonly checksum: boolean;
  readonly hash: boolean;
}

/** What is known of content by its bytes alone, gathered while they pass. */
export class ContentDigest {
  readonly #checksum: Checksum | undefined;
  readonly #hash: Hash | undefined;

  constructor(wanted: DigestOptions) {
    this.#checksum = wanted.checksum ? new Checksum() : undefined;
    this.#hash = wanted.hash ? createHash('sha3-256') : undefined;
  }

  update(bytes: Uint8Array): void {
    this.#checksum?.update(bytes);
    this.#hash?.update(bytes);
  }

  /** Checksum of the bytes so far, and how it was computed. */
  get checksum(): Checksum | undefined {
    return this.#checksum;
  }

  /** SHA3-256 of the bytes so far, in hexadecimal digits. */
  get hash(): string | undefined {
    return this.#hash?.copy().digest('hex');
  }
}

/** The digest of content that is there; undefined where its bytes cannot be had within the call. */
export function digestOf(
  content: () => Iterable<Uint8Array> | undefined,
  wanted: DigestOptions,
): ContentDigest | undefined {
  const digest = new ContentDigest(wanted);
  try {
    const pieces = content();
    if (pieces === undefined) return undefined;
    for (const piece of pieces) digest.update(piece);
    return digest;
  } catch (error) {
    // a file that was removed, or a value without bytes, must not keep its drop from ending
    if (error instanceof StorageError || error instanceof CodecError) return undefined;
    throw error;
  }
}

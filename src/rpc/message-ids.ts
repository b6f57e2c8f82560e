import { randomBytes } from 'node:crypto';

/** Makes ids as Python does: 32 hexadecimal digits as bytes, unlike those of any other process. */
export class MessageIds {
  readonly #prefix = randomBytes(8).toString('hex');
  #count = 0;

  next(): Uint8Array {
    return Buffer.from(this.#prefix + (this.#count++).toString(16).padStart(16, '0'), 'latin1');
  }
}

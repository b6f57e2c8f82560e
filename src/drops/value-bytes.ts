import { encodePickle } from '../codecs/index.js';

/**
 * A value as the bytes other applications read: bytes as they are, text as UTF-8, anything else pickled.
 *
 * @throws CodecError when the value cannot be pickled.
 */
export function valueBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? Buffer.from(value) : encodePickle(value);
}

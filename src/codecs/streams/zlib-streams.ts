import { pipeline, Readable, type Transform } from 'node:stream';
import { createDeflate, createUnzip } from 'node:zlib';
import { CodecError, messageOf } from '../../errors/index.js';
import { mustGiveBytes, piecesOf, type ByteContent } from './byte-content.js';
import { ReadableBytes } from './readable-bytes.js';

/**
 * Reads compressed content, and gives what it was before. Takes both formats: that of zlib and that of gzip. It is
 * read and unpacked as far as it is asked for, so a small content that unpacks to a huge one does no harm by itself.
 * What stands behind the end of the compressed data is left alone.
 *
 * @category Codecs
 * @example
 * ```ts
 * import { deflateSync } from 'node:zlib';
 * import { ZlibUncompressedStream } from 'dropgraph/utils';
 *
 * const stream = new ZlibUncompressedStream(deflateSync('abcdef'));
 * String(await stream.read(2)); // => 'ab'
 * String(await stream.read()); // => 'cdef'
 * (await stream.read()).length; // => 0
 * ```
 */
export class ZlibUncompressedStream extends ReadableBytes {
  /** @throws TypeError for content that gives no bytes. */
  constructor(content: ByteContent) {
    mustGiveBytes(content, 'ZlibUncompressedStream');
    super(through(content, createUnzip));
  }
}

/**
 * Reads content, and gives it compressed, in the format of zlib.
 *
 * @category Codecs
 * @example
 * ```ts
 * import { inflateSync } from 'node:zlib';
 * import { ZlibCompressedStream } from 'dropgraph/utils';
 *
 * const stream = new ZlibCompressedStream(Buffer.from('abcdef'));
 * String(inflateSync(await stream.read())); // => 'abcdef'
 * ```
 */
export class ZlibCompressedStream extends ReadableBytes {
  /** @throws TypeError for content that gives no bytes. */
  constructor(content: ByteContent) {
    mustGiveBytes(content, 'ZlibCompressedStream');
    super(through(content, createDeflate));
  }
}

async function* through(
  content: ByteContent,
  transform: () => Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = piecesOf(content);
  try {
    // errors come out where the end is read
    yield* pipeline(Readable.from(pieces), transform(), () => {}) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!String((error as { code?: unknown } | null)?.code).startsWith('Z_')) throw error;
    throw new CodecError(`this is not whole compressed data: ${messageOf(error)}`, { cause: error });
  } finally {
    await pieces.return(); // the streams let go of it later
  }
}

import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateSync, gzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError } from '../../src/errors/index.js';
import { JSONStream, ZlibCompressedStream, ZlibUncompressedStream } from '../../src/codecs/index.js';

/** 2^3 - 1, 2^3, 2^3 + 1 to 2^17 + 1. */
const SIZES = Array.from({ length: 15 }, (_, index) => 2 ** (index + 3)).flatMap((size) => [
  size - 1,
  size,
  size + 1,
]);

interface Stream {
  read(count?: number): Promise<Buffer>;
}

/** The whole content, read in pieces of a size, each of which must be full but for the last. */
async function inPieces(stream: Stream, size: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = await stream.read(size);
    if (piece.length === 0) break;
    pieces.push(piece);
  }
  expect(pieces.slice(0, -1).every(({ length }) => length === size)).toBe(true);
  expect((await stream.read()).length).toBe(0);
  return Buffer.concat(pieces);
}

/** Content that is read like a file; `most` is how much it gives at once. */
function file(bytes: Uint8Array, most = Infinity): { read(count: number): Promise<Uint8Array> } {
  let at = 0;
  return {
    read: async (count) => bytes.subarray(at, (at += Math.min(count, most))),
  };
}

function* split(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('ZlibUncompressedStream', () => {
  it.each(SIZES)('gives %i bytes back, at once, in part and in pieces', async (size) => {
    const content = Buffer.concat([randomBytes(size >> 1), Buffer.alloc(size - (size >> 1))]);
    const compressed = deflateSync(content);
    const whole = new ZlibUncompressedStream(compressed);
    expect((await whole.read()).equals(content)).toBe(true);
    const partly = new ZlibUncompressedStream(file(compressed, 100));
    const start = await partly.read(3);
    expect(Buffer.concat([start, await partly.read()]).equals(content)).toBe(true);
    expect((await inPieces(new ZlibUncompressedStream(compressed), 1000)).equals(content)).toBe(true);
  });

  it('gives its bytes one by one', async () => {
    const content = randomBytes(1000);
    expect((await inPieces(new ZlibUncompressedStream(deflateSync(content)), 1)).equals(content)).toBe(true);
  });

  it('loses nothing of what came with a part that was read', async () => {
    const stream = new ZlibUncompressedStream(deflateSync('a'.repeat(20) + 'rest'));
    expect(String(await stream.read(20))).toBe('a'.repeat(20));
    expect(String(await stream.read())).toBe('rest');
    expect((await stream.read()).length).toBe(0);
    expect((await stream.read(5)).length).toBe(0);
  });

  it('reads gzip too, and several of them behind each other', async () => {
    expect(String(await new ZlibUncompressedStream(gzipSync('abc')).read())).toBe('abc');
    const two = [gzipSync('abc'), gzipSync('def')];
    expect(String(await new ZlibUncompressedStream(two).read())).toBe('abcdef');
  });

  it('takes content in any form, in whatever pieces', async () => {
    const content = randomBytes(5000);
    const compressed = deflateSync(content);
    const forms = [
      compressed,
      new Uint8Array(compressed),
      [...split(compressed, 7)],
      split(compressed, 1),
      Readable.from(split(compressed, 100)),
      file(compressed),
      file(compressed, 1),
    ];
    for (const form of forms) {
      expect((await new ZlibUncompressedStream(form).read()).equals(content)).toBe(true);
    }
  });

  it('answers calls that are made at once in turn', async () => {
    const stream = new ZlibUncompressedStream(split(deflateSync('abcdefghij'), 1));
    const pieces = await Promise.all([
      stream.read(3),
      stream.read(0),
      stream.read(4),
      stream.read(),
      stream.read(),
    ]);
    expect(pieces.map(String)).toEqual(['abc', '', 'defg', 'hij', '']);
  });

  it('reads little more than it is asked for', async () => {
    const bomb = deflateSync(Buffer.alloc(100_000_000));
    let given = 0;
    function* counted(): Generator<Uint8Array> {
      for (const piece of split(bomb, 100)) {
        given += piece.length;
        yield piece;
      }
    }
    const stream = new ZlibUncompressedStream(counted());
    expect(given).toBe(0);
    expect((await stream.read(100_000)).length).toBe(100_000);
    expect(given).toBeLessThan(bomb.length / 4);
    await stream.close();
  });

  it.each([
    ['content that ends too soon', deflateSync(randomBytes(1000)).subarray(0, 500)],
    ['no content', Buffer.alloc(0)],
    ['content that is not compressed', Buffer.from('hello world')],
    ['content with a wrong checksum', Buffer.concat([deflateSync('abc').subarray(0, -4), Buffer.alloc(4)])],
    ['bytes behind gzip', Buffer.concat([gzipSync('abc'), Buffer.from('junk')])],
  ])('refuses %s, and goes on refusing', async (_, content) => {
    const stream = new ZlibUncompressedStream(content);
    const error = await stream.read().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CodecError);
    await expect(stream.read()).rejects.toBe(error);
    await expect(stream.read(1)).rejects.toBe(error);
  });

  it('passes on what its content throws', async () => {
    const failure = new Error('the disk is gone');
    function* failing(): Generator<Uint8Array> {
      yield deflateSync('abc').subarray(0, 4);
      throw failure;
    }
    await expect(new ZlibUncompressedStream(failing()).read()).rejects.toBe(failure);
    const read = (): Promise<Uint8Array> => Promise.reject(failure);
    await expect(new ZlibUncompressedStream({ read }).read()).rejects.toBe(failure);
  });

  it('lets go of its content when it is closed', async () => {
    let isReleased = false;
    function* content(): Generator<Uint8Array> {
      try {
        yield* split(deflateSync(randomBytes(1_000_000)), 1000);
      } finally {
        isReleased = true;
      }
    }
    const stream = new ZlibUncompressedStream(content());
    await stream.read(10);
    await stream.close();
    await stream.close();
    expect(isReleased).toBe(true);
    await expect(stream.read(1)).rejects.toThrow('this stream is closed');
  });

  it.each([-2, 1.5, NaN, '3'])('refuses to read %j bytes', async (count) => {
    const stream = new ZlibUncompressedStream(deflateSync('abc'));
    await expect(stream.read(count as number)).rejects.toThrow(RangeError);
    expect(String(await stream.read())).toBe('abc');
  });

  it.each(['text', 1, null, undefined, {}])('refuses %j, which gives no bytes', (content) => {
    expect(() => new ZlibUncompressedStream(content as never)).toThrow(TypeError);
    expect(() => new ZlibCompressedStream(content as never)).toThrow(/takes bytes, an iterable of them, or/);
  });

  it('refuses pieces that are no bytes', async () => {
    await expect(new ZlibUncompressedStream(['text'] as never).read()).rejects.toThrow(
      /must be bytes, got 'text'/,
    );
    await expect(new ZlibUncompressedStream({ read: () => null } as never).read()).rejects.toThrow(TypeError);
  });
});

describe('ZlibCompressedStream', () => {
  it.each(SIZES)('compresses %i bytes as the library does at once, however they come', async (size) => {
    const content = Buffer.concat([randomBytes(size >> 1), Buffer.alloc(size - (size >> 1))]);
    const expected = deflateSync(content);
    expect((await new ZlibCompressedStream(content).read()).equals(expected)).toBe(true);
    const pieces = await inPieces(new ZlibCompressedStream(file(content, 1000)), 77);
    expect(pieces.equals(expected)).toBe(true);
  });

  it('compresses nothing to an empty stream', async () => {
    expect(inflateSync(await new ZlibCompressedStream([]).read()).length).toBe(0);
  });

  it('gives back what it was given, through both, in any pieces', async () => {
    const counts = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 })), counts, async (pieces, reads) => {
        const stream = new ZlibUncompressedStream(new ZlibCompressedStream(pieces));
        const content = Buffer.concat(pieces);
        let at = 0;
        for (const count of reads) {
          expect((await stream.read(count)).equals(content.subarray(at, at + count))).toBe(true);
          at += count;
        }
        expect((await stream.read()).equals(content.subarray(at))).toBe(true);
      }),
    );
  });
});

describe('JSONStream', () => {
  const objects = [{ a: 1 }, [2, null], 'three "3"', 4.5, { b: { c: [] } }];

  async function* later(): AsyncGenerator<unknown> {
    yield* objects;
  }

  it.each([
    ['an array', () => objects],
    ['a set', () => new Set(objects)],
    ['an iterator', () => objects[Symbol.iterator]()],
    ['an async generator', later],
  ])('writes %s as a list', async (_, make) => {
    expect(String(await new JSONStream(make()).read())).toBe(JSON.stringify(objects));
    for (const size of [1, 2, 7, 1000]) {
      expect(String(await inPieces(new JSONStream(make()), size))).toBe(JSON.stringify(objects));
    }
  });

  it.each([[[]], [[1]], [{}], [{ oid: 'A', list: [1] }], ['text'], [5], [null], [new Date(0)]])(
    'writes %j',
    async (value) => {
      expect(String(await new JSONStream(value).read())).toBe(JSON.stringify(value));
    },
  );

  it('takes items when they are needed, and can be compressed', async () => {
    function* endless(): Generator<number> {
      for (let item = 0; ; item++) yield item;
    }
    const stream = new JSONStream(endless());
    expect(String(await stream.read(7))).toBe('[0,1,2,');
    await stream.close();
    const packed = new ZlibCompressedStream(new JSONStream(objects));
    expect(JSON.parse(String(inflateSync(await packed.read())))).toEqual(objects);
  });

  it('says which item cannot be written', async () => {
    await expect(new JSONStream([1, undefined]).read()).rejects.toThrow(
      /item 1 is undefined, which JSON does not have/,
    );
    await expect(new JSONStream([1n]).read()).rejects.toThrow(/item 0 cannot be written as JSON: .*BigInt/);
    await expect(new JSONStream(() => 1).read()).rejects.toThrow(CodecError);
  });
});

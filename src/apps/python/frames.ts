import type { Readable } from 'node:stream';
import { AppError } from '../../errors/index.js';

/** The largest frame taken from outside: contents come in smaller ones. */
const LARGEST = 64 * 1024 * 1024;

const END: Buffer = Buffer.alloc(4);

/** One frame: a big-endian 32-bit length and as many bytes. */
export function* frame(data: Buffer): Iterable<Buffer> {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  yield length;
  yield data;
}

/** Content of any length: a frame for each chunk, and an empty one at the end. */
export async function* body(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  for await (const chunk of chunks) if (chunk.length > 0) yield* frame(chunk);
  yield END;
}

/** Takes frames from a stream as they come. */
export class FrameReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** The next frame; undefined when the stream ends before it is whole. */
  async frame(): Promise<Buffer | undefined> {
    const length = (await this.#take(4))?.readUInt32BE();
    if (length === undefined) return undefined;
    if (length > LARGEST)
      throw new AppError(`python3 announced a message of ${length} bytes; its answer is broken`);
    return this.#take(length);
  }

  async #take(count: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [this.#rest];
    let length = this.#rest.length;
    while (length < count) {
      const next = await this.#chunks.next();
      if (next.done === true) return undefined;
      parts.push(next.value);
      length += next.value.length;
    }
    const all = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    this.#rest = all.subarray(count);
    return all.subarray(0, count);
  }
}

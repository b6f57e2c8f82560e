import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DropGraph } from '../../src/index.js';

/** A graph as NDJSON. */
export async function ndjson(graph: DropGraph): Promise<string> {
  const stream = new PassThrough();
  const written = text(stream);
  await graph.write(stream);
  stream.end();
  return written;
}

/** A text as the bytes of a file come, so many at once. */
export async function* pieces(whole: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(whole);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

import { inspect } from 'node:util';

/**
 * Bytes, or something that gives them piece by piece: an iterable such as a stream of Node, or what is read like a
 * file, whose `read` gives at most as many bytes as it is asked for, and none at the end.
 *
 * @category Codecs
 */
export type ByteContent =
  | Uint8Array
  | Iterable<Uint8Array>
  | AsyncIterable<Uint8Array>
  | {
      /** At most so many bytes; none at the end. */
      read(count: number): Uint8Array | PromiseLike<Uint8Array>;
    };

/** Bytes that are asked for at once. */
const BLOCK = 65_536;

/** Content, piece by piece. @throws TypeError for what gives no bytes. */
export async function* piecesOf(content: ByteContent): AsyncGenerator<Uint8Array, void, undefined> {
  if (content instanceof Uint8Array) yield content;
  else if (isIterable(content)) {
    for await (const piece of content) yield bytesIn(piece);
  } else {
    for (;;) {
      const piece = bytesIn(await content.read(BLOCK));
      if (piece.length === 0) return;
      yield piece;
    }
  }
}

/** @throws TypeError for what can give no bytes. */
export function mustGiveBytes(content: unknown, owner: string): asserts content is ByteContent {
  if (content instanceof Uint8Array) return;
  if (typeof content === 'object' && content !== null) {
    if (isIterable(content) || typeof (content as { read?: unknown }).read === 'function') return;
  }
  throw new TypeError(
    `${owner} takes bytes, an iterable of them, or an object with a method read, got ${shown(content)}`,
  );
}

function isIterable(content: object): content is Iterable<unknown> | AsyncIterable<unknown> {
  return Symbol.asyncIterator in content || Symbol.iterator in content;
}

function bytesIn(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError(`the content of a stream must be bytes, got ${shown(piece)}`);
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, maxStringLength: 40, breakLength: Infinity });
}

import { inspect } from 'node:util';
import { CodecError, messageOf } from '../../errors/index.js';
import { ReadableBytes } from './readable-bytes.js';

/**
 * Gives a value as JSON, item by item: an iterable becomes a list without ever being one in memory, anything else,
 * texts too, what `JSON.stringify` makes of it.
 *
 * @category Codecs
 * @example
 * ```ts
 * import { JSONStream } from 'dropgraph/utils';
 *
 * function* specs() {
 *   yield { oid: 'A' };
 *   yield { oid: 'B' };
 * }
 * String(await new JSONStream(specs()).read()); // => '[{"oid":"A"},{"oid":"B"}]'
 * ```
 */
export class JSONStream extends ReadableBytes {
  constructor(value: unknown) {
    super(written(value));
  }
}

async function* written(value: unknown): AsyncGenerator<Uint8Array, void, undefined> {
  if (!isList(value)) {
    yield Buffer.from(jsonOf(value, 'the value'));
    return;
  }
  let count = 0;
  for await (const item of value) {
    yield Buffer.from(`${count === 0 ? '[' : ','}${jsonOf(item, `item ${String(count)}`)}`);
    count += 1;
  }
  yield Buffer.from(count === 0 ? '[]' : ']');
}

function isList(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return false;
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

function jsonOf(value: unknown, name: string): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new CodecError(`${name} cannot be written as JSON: ${messageOf(error)}`, { cause: error });
  }
  if (text !== undefined) return text;
  throw new CodecError(`${name} is ${inspect(value, { depth: 0 })}, which JSON does not have`);
}

import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { functionTexts } from './function-texts.js';
import { ValueText } from './value-text.js';

/** Options of {@link hashOf}. @category Keys */
export interface HashOptions {
  /** Whether a hash that means nothing in another process is an error; default false. */
  readonly stable?: boolean;
}

const schema = z.object({ stable: z.boolean('must be true or false').default(false) });

/**
 * SHA-256 of a value, as the keys of pure calls are made of it: equal values have equal hashes, in every process and
 * on every machine. See the guide for what counts; in short
 *
 * - plain objects by their properties, in any order; arrays, Maps and Sets by their items, in order; circles and
 *   objects that stand in several places are told from copies;
 * - numbers, bigints, texts, dates, regular expressions, URLs, errors (without stack), buffers and typed arrays by
 *   what they are: `0` and `-0`, `1` and `1n`, a hole and `undefined` differ;
 * - instances of other classes by what their class says ({@link hashKey}, {@link registerHash}), else by identity;
 * - functions by source and captured values, where these can be told, else by identity.
 *
 * What counts by identity makes a hash that means nothing in another process.
 *
 * @param options - `stable`: refuse such a hash.
 * @returns 64 hexadecimal digits.
 * @throws TypeError with `stable`, naming what is not stable; for a wrong option, and a class that gives a wrong key.
 * @category Keys
 * @example
 * ```ts
 * import { hashOf } from 'dropgraph';
 *
 * hashOf({ a: 1, b: [2] }) === hashOf({ b: [2], a: 1 }); // => true
 * hashOf(0) === hashOf(-0); // => false
 * hashOf(new Map([['a', 1n]])).slice(0, 8); // => '6820e1cb'
 * ```
 */
export function hashOf(value: unknown, options?: HashOptions): string {
  const { stable } = strictOptions(schema, options, 'hashOf');
  const writer = new ValueText((fn) => functionTexts.textOf(fn));
  writer.write(value);
  if (stable && writer.local !== undefined) {
    throw new TypeError(
      `hashOf: the hash would mean nothing in another process: the value holds ${writer.local}; ` +
        'say what it is told apart by (hashKey, registerHash), or leave it out',
    );
  }
  return writer.digest();
}

import { CodecError } from '../../errors/index.js';

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

/**
 * A boolean of a graph, which may be a boolean, 0 or 1, or a word: true, false, 1, 0, yes, no, on, off, in capitals
 * or not. (In Python, `bool("0")` and `bool("false")` are true: graphs mean what they say.)
 *
 * @category Codecs
 * @throws CodecError for anything else.
 * @example
 * ```ts
 * parseBoolean('0'); // => false
 * parseBoolean('True'); // => true
 * ```
 */
export function parseBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const word =
    typeof value === 'string' ? value.trim().toLowerCase() : typeof value === 'number' ? String(value) : '';
  const meaning = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  if (meaning === undefined) {
    const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : `a ${typeof value}`;
    throw new CodecError(`${shown} is neither true nor false; write true, false, 1 or 0`);
  }
  return meaning;
}

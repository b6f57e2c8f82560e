import { CodecError } from '../../errors/index.js';
import { isPlainObject } from '../plain-object.js';
import { Tuple } from '../tuple.js';

/** Deepest nesting written and read: Python itself reads no more brackets than this inside one another. */
export const MAX_DEPTH = 200;

/**
 * The value as Python's `repr()` writes it: `None`, `True`, `'text'`, `[1, 2.5]`, `{'key': 'value'}`.
 *
 * Whole numbers are written as integers (JavaScript has no 1.0), `undefined` as `None`, arrays as lists, a
 * {@link Tuple} as a tuple, plain objects and Maps as dicts in their order, bytes as `b'...'`.
 *
 * @category Codecs
 * @throws CodecError for a value Python has no such text for, and for nesting deeper than 200 levels.
 * @example
 * ```ts
 * pythonRepr({ name: "it's", sizes: [1, 2.5], done: false }); // => `{'name': "it's", 'sizes': [1, 2.5], 'done': False}`
 * ```
 */
export function pythonRepr(value: unknown): string {
  return repr(value, 0);
}

/** The value as Python's `str()` writes it: texts as they are, anything else as {@link pythonRepr}. @category Codecs */
export function pythonStr(value: unknown): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

function repr(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return reprNumber(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return reprText(value);
  if (typeof value !== 'object') throw new CodecError(`A ${typeof value} has no Python text`);
  if (depth === MAX_DEPTH) {
    throw new CodecError(`The value is nested deeper than ${String(MAX_DEPTH)} levels, or contains itself`);
  }
  return reprContainer(value, (item) => repr(item, depth + 1));
}

function reprContainer(value: object, inner: (item: unknown) => string): string {
  if (value instanceof Uint8Array) return reprBytes(value);
  if (value instanceof Tuple) {
    return value.length === 1 ? `(${inner(value[0])},)` : `(${Array.from(value, inner).join(', ')})`;
  }
  if (Array.isArray(value)) return `[${Array.from(value, inner).join(', ')}]`;
  if (value instanceof Set) return value.size === 0 ? 'set()' : `{${Array.from(value, inner).join(', ')}}`;
  if (value instanceof Map || isPlainObject(value)) {
    const entries: Iterable<readonly [unknown, unknown]> =
      value instanceof Map ? (value as Map<unknown, unknown>) : Object.entries(value);
    return `{${Array.from(entries, ([key, item]) => `${inner(key)}: ${inner(item)}`).join(', ')}}`;
  }
  throw new CodecError(
    `An instance of ${value.constructor.name} has no Python text; give its fields instead`,
  );
}

/** Digits as JavaScript finds them, the shortest that read back as the same number; layout as Python's. */
function reprNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isSafeInteger(value)) return String(value);
  const [digits = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= 16 || exponent < -4) {
    const sign = exponent < 0 ? '-' : '+';
    return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent >= 0) return Number.isInteger(value) ? `${String(value)}.0` : String(value);
  const [minus, figures] = digits.startsWith('-') ? ['-', digits.slice(1)] : ['', digits];
  return `${minus}0.${'0'.repeat(-exponent - 1)}${figures.replace('.', '')}`;
}

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quoteFor(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

function reprText(text: string): string {
  const quote = quoteFor(text);
  const inside = text.replaceAll(/['"\\]|[\p{C}\p{Z}]/gu, (character) => {
    if (character === quote) return `\\${quote}`;
    if (character === "'" || character === '"' || character === ' ') return character;
    return NAMED[character] ?? escape(character.codePointAt(0)!);
  });
  return quote + inside + quote;
}

function escape(point: number): string {
  const hex = point.toString(16);
  if (point <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return point <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

function reprBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const quote = quoteFor(text);
  const inside = text.replaceAll(/[^ -~]|['"\\]/g, (character) => {
    if (character === quote) return `\\${quote}`;
    if (character === "'" || character === '"') return character;
    return NAMED[character] ?? escape(character.charCodeAt(0));
  });
  return `b${quote}${inside}${quote}`;
}

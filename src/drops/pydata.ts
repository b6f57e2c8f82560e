import { decodePickle, parseBoolean, readPythonLiteral } from '../codecs/index.js';

const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/**
 * The value of an option `pydata`. It is an object with `value` and `type`:
 *
 * | type | value |
 * |---|---|
 * | `json` | the value itself; in a field of a form (which has a `name`), JSON text |
 * | `int`, `float`, `bool`, `str` | that, or text of it |
 * | `eval` | text of a Python literal; nothing is run |
 * | `raw` | bytes in base64 |
 * | `object` | a pickle in base64, of plain data only |
 *
 * Anything else is kept as it is. Text instead of an object is bytes in base64, as older DALiuGE writes.
 *
 * @throws Error saying what is wrong with it.
 */
export function pydataValue(pydata: unknown): unknown {
  if (typeof pydata === 'string') return bytesOf(pydata);
  if (typeof pydata !== 'object' || pydata === null || !('value' in pydata)) {
    throw new TypeError('must be an object with "value" and "type", or bytes in base64');
  }
  const { value, type, name } = pydata as { value: unknown; type?: unknown; name?: unknown };
  const kind = typeof type === 'string' ? type.toLowerCase() : '';
  if (kind === 'json') return typeof value === 'string' && name !== undefined ? JSON.parse(value) : value;
  if (value === undefined || value === null || value === '' || value === 'None') {
    return kind === 'str' || kind === 'string' ? '' : Buffer.alloc(0);
  }
  return typedValue(value, kind);
}

function typedValue(value: unknown, kind: string): unknown {
  switch (kind) {
    case 'int':
    case 'integer':
      return whole(value);
    case 'float':
      return floating(value);
    case 'bool':
    case 'boolean':
      return parseBoolean(value);
    case 'str':
    case 'string':
      return textOf(value);
    case 'eval':
      return typeof value === 'string' ? readPythonLiteral(value) : value;
    case 'raw':
      return bytesOf(textOf(value));
    default:
      return /^object(\.|$)/.test(kind) ? decodePickle(bytesOf(textOf(value))) : value;
  }
}

function whole(value: unknown): number | bigint {
  const text = textOf(value).trim().replaceAll('_', '');
  if (/^[+-]?\d+$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text.replace(/^\+/, ''));
  }
  return Math.trunc(floating(value));
}

function floating(value: unknown): number {
  const text = textOf(value).trim();
  const named = /^([+-])?(inf|infinity|nan)$/i.exec(text);
  if (named !== null)
    return named[2]?.toLowerCase() === 'nan' ? NaN : named[1] === '-' ? -Infinity : Infinity;
  const number = Number(text);
  if (text === '' || Number.isNaN(number))
    throw new TypeError(`must hold a number, got ${JSON.stringify(text)}`);
  return number;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return `${value as number | boolean}`;
  throw new TypeError(`must hold text, got ${typeof value}`);
}

function bytesOf(text: string): Buffer {
  if (!BASE64.test(text)) throw new TypeError('must be bytes in base64, and has other characters');
  return Buffer.from(text, 'base64');
}

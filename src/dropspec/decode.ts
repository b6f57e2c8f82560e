import { DEEPEST_WRITTEN, FunctionRef, InputRef, TYPED_ARRAYS, type Tagged } from './value-format.js';

/** Something that is not in the encoding; the message says what, for the problem list of the graph. */
export class DecodeError extends Error {}

/**
 * Reads what `encode` wrote. References to inputs come back as InputRef, functions as FunctionRef.
 *
 * @param inputs - number of inputs there are to refer to.
 * @throws DecodeError for anything else, however hostile.
 */
export function decode(encoded: unknown, inputs: number): unknown {
  return decodeValue(encoded, inputs, { left: RANGES * inputs }, 0);
}

/** Ranges of inputs are short to write and long to read: an application may name each of its inputs so often. */
const RANGES = 100;

interface Budget {
  left: number;
}

function decodeValue(encoded: unknown, inputs: number, budget: Budget, depth: number): unknown {
  if (typeof encoded !== 'object' || encoded === null) return encoded;
  if (depth > DEEPEST_WRITTEN)
    throw new DecodeError(`is nested more than ${String(DEEPEST_WRITTEN)} levels deep`);
  const inner = (item: unknown): unknown => decodeValue(item, inputs, budget, depth + 1);
  if (Array.isArray(encoded)) return encoded.map(inner);
  if (!Object.hasOwn(encoded, '$')) {
    // fromEntries defines properties, so that a key "__proto__" is one like any other
    return Object.fromEntries(Object.entries(encoded).map(([key, item]) => [key, inner(item)]));
  }
  const { $: tag, value } = encoded as Tagged;
  if (tag === 'undefined') return undefined;
  if (tag === 'input' || tag === 'inputs') return inputRefs(tag, value, inputs, budget);
  if (typeof value === 'string') return decodeText(tag, value);
  if (tag === 'date' && (typeof value === 'number' || value === null)) return new Date(value ?? NaN);
  if (tag === 'regexp' && isTexts(value)) return regexp(value[0] ?? '', value[1]);
  if (tag === 'function' && isTexts(value)) return new FunctionRef(value[0] ?? '', value[1]);
  if (Array.isArray(value)) return decodeList(tag, value.map(inner));
  throw unknownTag(tag);
}

function inputRefs(tag: string, value: unknown, inputs: number, budget: Budget): unknown {
  const [from, count] = tag === 'input' ? [value, 1] : Array.isArray(value) ? (value as unknown[]) : [];
  if (!isCount(from) || !isCount(count) || from + count > inputs) {
    throw new DecodeError(`refers to inputs that are not there; there are ${String(inputs)}`);
  }
  if (tag === 'input') return new InputRef(from);
  budget.left -= count;
  if (budget.left < 0) throw new DecodeError('refers to its inputs far more often than there are inputs');
  return Array.from({ length: count }, (_, at) => new InputRef(from + at));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function decodeText(tag: string, value: string): unknown {
  if (tag === 'number') return Number(value);
  if (tag === 'bigint' && /^-?\d+$/.test(value)) return BigInt(value);
  const make = TYPED_ARRAYS.get(tag);
  if (make === undefined) throw unknownTag(tag);
  const bytes = Uint8Array.from(Buffer.from(value, 'base64'));
  try {
    return make(bytes.buffer);
  } catch {
    throw new DecodeError(
      `has ${String(bytes.length)} bytes, which is not a whole number of items of ${tag}`,
    );
  }
}

function decodeList(tag: string, items: unknown[]): unknown {
  switch (tag) {
    case 'set':
      return new Set(items);
    case 'iterator':
      return items.values();
    case 'map':
      return new Map(pairs(items));
    case 'object':
      return Object.fromEntries(pairs(items));
    case 'null-object': {
      const record = Object.create(null) as Record<string, unknown>;
      for (const [key, value] of pairs(items)) record[String(key)] = value;
      return record;
    }
    default:
      throw unknownTag(tag);
  }
}

function pairs(items: readonly unknown[]): [PropertyKey, unknown][] {
  for (const item of items) {
    if (!Array.isArray(item) || item.length !== 2)
      throw new DecodeError('has an entry that is not [key, value]');
  }
  return items as [PropertyKey, unknown][];
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function regexp(source: string, flags: string | undefined): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw new DecodeError(`is not a regular expression: /${source}/${flags ?? ''}`);
  }
}

function unknownTag(tag: unknown): DecodeError {
  const shown = typeof tag === 'string' ? JSON.stringify(tag) : `of type ${typeof tag}`;
  return new DecodeError(`has the unknown tag ${shown}, or a wrong value for it`);
}

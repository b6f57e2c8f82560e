import { RPCError } from '../errors/index.js';

const DEEPEST = 512;
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 64n - 1n;

/**
 * A value as MessagePack can say it to Python: null, booleans, numbers, texts, bytes, lists and dicts. What it has no
 * word for is an error: as the library writes it, a Map would arrive empty, and a text that is no Unicode would make
 * a Python peer drop the whole message.
 *
 * @param place - what the value is, for messages: `argument 1`.
 * @throws RPCError that says where what stands.
 */
export function toWire(value: unknown, place: string, depth = 0): unknown {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'boolean':
      return value;
    case 'number':
      // as a number it would be sent as a float, where it takes more than 32 bits
      return Number.isSafeInteger(value) && (value | 0) !== value ? BigInt(value) : value;
    case 'bigint':
      if (value >= LOWEST && value <= HIGHEST) return value;
      throw new RPCError(
        `${place} is an integer of more than 64 bits, which cannot be sent; send it as text`,
      );
    case 'string':
      if (!/\p{Surrogate}/u.test(value)) return value;
      throw new RPCError(`${place} is a text with half a character (a lone surrogate), which cannot be sent`);
    case 'object':
      return partsToWire(value, place, depth);
    default:
      throw new RPCError(`${place} is a ${typeof value}, which cannot be sent`);
  }
}

/** What was read, with integers as numbers wherever they are exact. Changes lists and dicts in place. */
export function fromWire(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const parts = value as Record<string, unknown>;
  for (const key of Object.keys(parts)) parts[key] = fromWire(parts[key]);
  return value;
}

function partsToWire(value: object | null, place: string, depth: number): unknown {
  if (value === null || value instanceof Uint8Array) return value;
  if (depth >= DEEPEST)
    throw new RPCError(`${place} is nested deeper than ${String(DEEPEST)}, or in circles`);
  if (Array.isArray(value))
    return Array.from(value, (item, at) => toWire(item, `${place}[${at}]`, depth + 1));
  if (value instanceof Map) return dict([...value], place, depth);
  if (isPlain(value)) return dict(Object.entries(value), place, depth);
  const name = (value as { constructor?: { name?: string } }).constructor?.name ?? 'a class';
  throw new RPCError(
    `${place} is an instance of ${name}, which cannot be sent; send its fields, or its bytes`,
  );
}

function dict(entries: readonly (readonly [unknown, unknown])[], place: string, depth: number): object {
  return Object.fromEntries(
    entries.map(([key, item]) => {
      if (typeof key !== 'string')
        throw new RPCError(`${place} has a key that is no text, which cannot be sent`);
      return [toWire(key, `a key of ${place}`, depth) as string, toWire(item, `${place}.${key}`, depth + 1)];
    }),
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

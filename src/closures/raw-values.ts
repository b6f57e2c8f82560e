import { inspect, types } from 'node:util';
import { PACKED } from './shipped.js';
import { TYPED_ARRAYS } from './typed-arrays.js';

/** Above this many items, an array is asked for further properties in a way that does not list all of them. */
const LONG = 200;

/** Prototypes of what structured clone gives back whole; Error, boxed symbols and the like are not among them. */
const CLONED: ReadonlySet<unknown> = new Set<unknown>(
  [Date, RegExp, ArrayBuffer, SharedArrayBuffer, DataView, ...TYPED_ARRAYS, Number, String, Boolean].map(
    (one) => one.prototype as unknown,
  ),
);

/**
 * Whether structured clone gives the value back as it is: without losing a class, a symbol, an accessor, a function,
 * a prototype or a frozen state. Looks at all of it; parts that were looked at once are remembered.
 */
export class RawValues {
  /** What was decided. */
  readonly #known = new Map<object, boolean>();
  /** Depth of what is being looked at, or, of what is pending, the lowest depth it leads back to. */
  readonly #open = new Map<object, number>();
  /** Raw, unless something around them turns out not to be: they lead back to it. */
  readonly #pending: object[] = [];
  #depth = 0;
  #lowest = Infinity;
  readonly #buffers: Set<ArrayBuffer> | undefined;

  /** @param buffers - where the buffers among the raw values are collected, for transfer. */
  constructor(buffers?: Set<ArrayBuffer>) {
    this.#buffers = buffers;
  }

  has(value: unknown): boolean {
    if (typeof value !== 'object' || value === null)
      return typeof value !== 'symbol' && typeof value !== 'function';
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const depth = this.#open.get(value);
    if (depth !== undefined) {
      this.#lowest = Math.min(this.#lowest, depth);
      return true;
    }
    return this.#look(value);
  }

  #look(value: object): boolean {
    const depth = this.#depth++;
    const pending = this.#pending.length;
    const outer = this.#lowest;
    this.#lowest = Infinity;
    this.#open.set(value, depth);
    const raw = this.#parts(value);
    this.#depth--;
    if (!raw || this.#lowest >= depth) {
      // nothing in it leads further out, so that what it is, they are
      for (const part of [value, ...this.#pending.splice(pending)]) {
        this.#open.delete(part);
        this.#known.set(part, raw);
      }
      this.#lowest = outer;
    } else {
      this.#pending.push(value);
      this.#open.set(value, this.#lowest);
      this.#lowest = Math.min(this.#lowest, outer);
    }
    return raw;
  }

  #parts(value: object): boolean {
    if (types.isProxy(value)) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return isPlain(value) && this.#properties(value);
    if (prototype === Array.prototype) return this.#array(value as unknown[]);
    if (prototype === Map.prototype) {
      if (!types.isMap(value) || !isBare(value)) return false;
      for (const [key, item] of value) if (!this.has(key) || !this.has(item)) return false;
      return true;
    }
    if (prototype === Set.prototype) {
      if (!types.isSet(value) || !isBare(value)) return false;
      for (const item of value) if (!this.has(item)) return false;
      return true;
    }
    if (!CLONED.has(prototype) || isForged(value)) return false;
    if (
      types.isRegExp(value) ? value.lastIndex !== 0 || Reflect.ownKeys(value).length > 1 : !this.#bytes(value)
    ) {
      return false;
    }
    return Object.isExtensible(value);
  }

  /** Typed arrays and buffers, and whatever else has nothing inside. */
  #bytes(value: object): boolean {
    if (ArrayBuffer.isView(value)) {
      if (hasExtras(value, (value as Uint8Array).length)) return false;
      if (value.buffer instanceof ArrayBuffer) this.#buffers?.add(value.buffer);
      return true;
    }
    if (value instanceof ArrayBuffer) this.#buffers?.add(value);
    return value instanceof String ? !hasExtras(value, value.length) : isBare(value);
  }

  #properties(value: object): boolean {
    const record = value as Record<string, unknown>;
    for (const key of Object.keys(value)) {
      const part = record[key];
      if (!isPrimitive(part) && !this.has(part)) return false;
    }
    return true;
  }

  #array(value: unknown[]): boolean {
    if (!Array.isArray(value) || !Object.isExtensible(value) || hasExtras(value, value.length)) return false;
    for (const part of value) {
      if (!isPrimitive(part) && !this.has(part)) return false;
    }
    return true;
  }
}

/** Whether a value has nothing inside that would need a look: almost every argument. Costs next to nothing. */
export function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'symbol' && typeof value !== 'function';
  if (types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) {
    if (!isPlain(value)) return false;
    const record = value as Record<string, unknown>;
    for (const key in record) if (!isPrimitive(record[key])) return false;
    return !Object.hasOwn(value, PACKED);
  }
  if (prototype !== Array.prototype || !Array.isArray(value) || !Object.isExtensible(value)) return false;
  for (const part of value) if (!isPrimitive(part)) return false;
  return !hasExtras(value, value.length);
}

function isPrimitive(value: unknown): boolean {
  return typeof value === 'object'
    ? value === null
    : typeof value !== 'symbol' && typeof value !== 'function';
}

/** An object with data properties only, all to be seen, that may still change. */
function isPlain(value: object): boolean {
  if (!Object.isExtensible(value) || types.isArgumentsObject(value) || Object.hasOwn(value, '__proto__'))
    return false;
  const keys = Reflect.ownKeys(value);
  for (const key of keys) {
    if (typeof key === 'symbol') return false;
    const descriptor = Object.getOwnPropertyDescriptor(value, key)!;
    if (
      !('value' in descriptor) ||
      !descriptor.writable ||
      !descriptor.enumerable ||
      !descriptor.configurable
    ) {
      return false;
    }
  }
  return true;
}

function isBare(value: object): boolean {
  return Object.isExtensible(value) && Reflect.ownKeys(value).length === 0;
}

/** An object that borrowed the prototype of a Date, a RegExp...: structured clone would see a plain object. */
function isForged(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Whether an array or typed array has more properties than its items. */
function hasExtras(value: object, length: number): boolean {
  if (length > LONG) {
    // lists the further properties only; anything else than expected is settled the slow way
    const text = inspect(value, { maxArrayLength: 0, customInspect: false, depth: 0, breakLength: Infinity });
    const more = `[ ... ${String(length)} more items ]`;
    const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (text === more || text === `${kind}(${String(length)}) ${more}`) return false;
  }
  const keys = Reflect.ownKeys(value);
  const items = keys.findLastIndex((key) => typeof key === 'string' && /^\d+$/.test(key)) + 1;
  const further = keys.length - items;
  return Array.isArray(value) || value instanceof String ? further > 1 : further > 0;
}

import { inspect } from 'node:util';

/** Containers nested deeper than this are shown as text: JSON gives up a little later. */
const DEEPEST = 200;

/**
 * A value as JSON data: plain data as it is, all else as an object with the tag `$`, as dropspecs write it: `undefined`,
 * `number` (NaN, Infinity, -0), `bigint`, `date`, `regexp`, `map`, `set`, and buffers and typed arrays in base64 under
 * the name of their class. What dropspecs refuse is told too: `function`, `symbol`, `error`, `circular`, and
 * `instance` with the class and its fields.
 */
export function jsonValue(value: unknown): unknown {
  return encode(value, []);
}

function encode(value: unknown, around: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Object.is(value, -0)) return { $: 'number', value: '-0' };
      return Number.isFinite(value) ? value : { $: 'number', value: String(value) };
    case 'undefined':
      return { $: 'undefined' };
    case 'bigint':
    case 'symbol':
      return { $: typeof value, value: String(value) };
    case 'function':
      return { $: 'function', value: value.name };
    case 'object':
      return value === null ? null : encodeObject(value, around);
  }
}

function encodeObject(value: object, around: readonly object[]): unknown {
  if (value instanceof Date)
    return { $: 'date', value: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (value instanceof RegExp) return { $: 'regexp', value: [value.source, value.flags] };
  if (ArrayBuffer.isView(value)) return { $: classOf(value), value: base64(value.buffer, value) };
  if (value instanceof ArrayBuffer) return { $: 'ArrayBuffer', value: base64(value, value) };
  if (around.includes(value)) return { $: 'circular' };
  if (around.length >= DEEPEST) return { $: 'text', value: inspect(value) };
  const outer = [...around, value];
  if (Array.isArray(value)) return Array.from(value, (item) => encode(item, outer));
  if (value instanceof Map) return { $: 'map', value: [...value].map((pair) => encode(pair, outer)) };
  if (value instanceof Set) return { $: 'set', value: [...value].map((item) => encode(item, outer)) };
  if (value instanceof Error) return { $: 'error', name: value.name, message: value.message };
  // fromEntries defines properties, so that a key "__proto__" is one like any other
  const fields = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item, outer)]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return { $: 'instance', class: classOf(value), value: fields };
  }
  // a property "$" of the user's must not be read as a tag
  return Object.hasOwn(fields, '$') ? { $: 'object', value: Object.entries(fields) } : fields;
}

function base64(buffer: ArrayBufferLike, { byteOffset = 0, byteLength }: Partial<ArrayBufferView>): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function classOf(value: object): string {
  const { constructor } = value as { constructor?: { name?: unknown } };
  return typeof constructor?.name === 'string' ? constructor.name : 'an unknown class';
}

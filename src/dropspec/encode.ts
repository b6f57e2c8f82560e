import { SerializationError } from '../errors/index.js';
import { containerOf, type AnyFunction } from '../graph/index.js';
import { DEEPEST, InputRef, SHORTEST_RUN, TYPED_ARRAYS, type Tagged } from './value-format.js';

/** The name of a function and, at its first mention in a graph, its source. */
export type NameFunction = (fn: AnyFunction) => readonly [name: string, code: string | undefined];

/**
 * Writes a value as JSON data: plain data as it is, and undefined, NaN, bigint, Date, RegExp, Map, Set and typed
 * arrays with a tag.
 *
 * @throws SerializationError that names the path of a value that cannot be written.
 */
export function encode(value: unknown, path: string, nameOf: NameFunction): unknown {
  return new Encoder(nameOf).encode(value, path);
}

class Encoder {
  readonly #nameOf: NameFunction;
  /** The containers around the present value, to notice circles. */
  readonly #around: object[] = [];

  constructor(nameOf: NameFunction) {
    this.#nameOf = nameOf;
  }

  encode(value: unknown, path: string): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { $: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
      case 'undefined':
        return { $: 'undefined' };
      case 'bigint':
        return { $: 'bigint', value: String(value) };
      case 'function':
        return {
          $: 'function',
          value: this.#nameOf(value as AnyFunction).filter((part) => part !== undefined),
        };
      case 'symbol':
        throw new SerializationError(path, `the symbol ${String(value)}`, 'pass a string instead');
      case 'object':
        return value === null ? null : this.#object(value, path);
    }
  }

  #object(value: object, path: string): unknown {
    if (value instanceof InputRef) return { $: 'input', value: value.index };
    if (value instanceof Date)
      return { $: 'date', value: Number.isNaN(value.getTime()) ? null : value.getTime() };
    if (value instanceof RegExp) return { $: 'regexp', value: [value.source, value.flags] };
    const type = value.constructor?.name;
    if ((ArrayBuffer.isView(value) || value instanceof ArrayBuffer) && TYPED_ARRAYS.has(type)) {
      return { $: type, value: base64(value) };
    }
    return this.#container(value, path);
  }

  #container(value: object, path: string): unknown {
    if (this.#around.length >= DEEPEST) {
      throw new SerializationError(
        path,
        `nested more than ${String(DEEPEST)} levels deep`,
        'make it flatter',
      );
    }
    if (this.#around.includes(value)) {
      throw new SerializationError(
        path,
        'part of a circle',
        'break the circle, or build the value in a task',
      );
    }
    this.#around.push(value);
    const encoded = this.#items(value, path);
    this.#around.pop();
    return encoded;
  }

  #items(value: object, path: string): unknown {
    const list = (items: Iterable<unknown>): unknown[] =>
      [...items].map((item, at) => this.encode(item, `${path}[${String(at)}]`));
    switch (containerOf(value)) {
      case 'array':
        return inputRun(value as unknown[]) ?? list(value as unknown[]);
      case 'set':
        return { $: 'set', value: list(value as Set<unknown>) };
      case 'map':
        return { $: 'map', value: list(value as Map<unknown, unknown>) };
      case 'iterator':
        return { $: 'iterator', value: list(value as Iterable<unknown>) };
      case 'object':
      case 'null-object':
        return this.#record(value as Record<string, unknown>, path);
      case undefined:
        throw new SerializationError(
          path,
          `an instance of ${value.constructor?.name ?? 'an unknown class'}`,
          'pass plain data and build the instance in the task',
        );
    }
  }

  #record(value: Record<string, unknown>, path: string): unknown {
    const entries = Object.entries(value).map(
      ([key, item]) => [key, this.encode(item, `${path}.${key}`)] as const,
    );
    const plain = Object.getPrototypeOf(value) !== null;
    // an object of the user's that has a property "$" must not be read as a tag
    if (plain && !Object.hasOwn(value, '$')) return Object.fromEntries(entries);
    return { $: plain ? 'object' : 'null-object', value: entries };
  }
}

/** A list of inputs in order, as summing many results has it, is written as its range. */
function inputRun(items: readonly unknown[]): Tagged | undefined {
  const [first] = items;
  if (items.length < SHORTEST_RUN || !(first instanceof InputRef)) return undefined;
  const run = items.every((item, at) => item instanceof InputRef && item.index === first.index + at);
  return run ? { $: 'inputs', value: [first.index, items.length] } : undefined;
}

function base64(value: ArrayBufferView | ArrayBuffer): string {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  return bytes.toString('base64');
}

import { createHash } from 'node:crypto';
import { containerOf, entriesOf, type TaskFunction } from '../graph/index.js';

/** Longer texts of constants are replaced by their hash. */
const LONGEST = 200;

/** Stands for the result of another task among the arguments of one. */
export class Input {
  readonly name: string | number;

  constructor(name: string | number) {
    this.name = name;
  }
}

/**
 * What a call does, as text: two calls with the same text have the same function, options and arguments.
 * Plain data, Maps, Sets, dates, typed arrays and the like count by value; functions, symbols and instances of
 * classes by identity.
 */
export function signatureOf(fn: TaskFunction, args: readonly unknown[]): string {
  const target = fn.fn === undefined ? 'constant' : identityOf(fn.fn);
  return `${fn.name}|${target}|${String(fn.method)}|${String(fn.nout)}|${args.map(textOf).join(',')}`;
}

/** A short name for a signature, the same in every process that gives the same functions the same numbers. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function textOf(value: unknown): string {
  const text = new Writer().write(value);
  return text.length > LONGEST ? `@${digest(text)}` : text;
}

/** Writes a value as text without recursion, with back references where it meets an object again. */
class Writer {
  readonly #seen: Map<unknown, number> = new Map();
  readonly #out: string[] = [];
  /** Values still to be written, and texts that close what was opened. */
  readonly #todo: ({ readonly value: unknown } | string)[] = [];

  write(root: unknown): string {
    this.#todo.push({ value: root });
    for (let next = this.#todo.pop(); next !== undefined; next = this.#todo.pop()) {
      if (typeof next === 'string') this.#out.push(next);
      else this.#out.push(atomText(next.value) ?? this.#open(next.value as object));
    }
    return this.#out.join(' ');
  }

  #open(value: object): string {
    const before = this.#seen.get(value);
    if (before !== undefined) return `&${String(before)}`;
    this.#seen.set(value, this.#seen.size);
    const kind = containerOf(value);
    if (kind === undefined || kind === 'iterator') return identityOf(value);
    const { keys, items } = entriesOf(value, kind);
    const names = (keys ?? []).map((key) => atomText(key)!);
    // the order of the keys of an object does not matter, that of everything else does
    const order =
      keys === undefined
        ? items.keys()
        : keys.map((_, at) => at).sort((a, b) => compare(names[a]!, names[b]!));
    this.#todo.push(')');
    for (const at of [...order].reverse()) {
      this.#todo.push({ value: items[at] });
      if (keys !== undefined) this.#todo.push(`${names[at]!}:`);
    }
    return `${kind}(`;
  }
}

function atomText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${String(value)}n`;
    case 'symbol':
    case 'function':
      return identityOf(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectText(value);
  }
}

function objectText(value: object): string | undefined {
  if (value instanceof Input) return `#${String(value.name)}`;
  if (value instanceof Date) return `date(${String(value.getTime())})`;
  if (value instanceof RegExp) return `regexp(${String(value)})`;
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return `${value.constructor.name}(${createHash('sha256').update(bytes).digest('hex')})`;
  }
  return undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const identities = new WeakMap<object, string>();
// symbols cannot be keys of a WeakMap on every supported version of Node
const symbols = new Map<symbol, string>();
let identityCount = 0;

function identityOf(value: object | symbol): string {
  const known = typeof value === 'symbol' ? symbols.get(value) : identities.get(value);
  if (known !== undefined) return known;
  const identity = `%${String(identityCount++)}`;
  if (typeof value === 'symbol') symbols.set(value, identity);
  else identities.set(value, identity);
  return identity;
}

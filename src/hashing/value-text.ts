import { types } from 'node:util';
import { containerOf, entriesOf, type AnyFunction } from '../graph/index.js';
import { atomText, isStableSymbol } from './atoms.js';
import { builtinObject } from './builtin-objects.js';
import { classKeyOf } from './class-keys.js';
import { digestOfBytes, TextSink } from './digest.js';
import { identityOf } from './identities.js';

/** Longer texts are replaced by their hash. */
const LONGEST = 200;

/** A function as text. */
export interface FunctionText {
  /** The whole text, or how it begins where there are captures. */
  readonly text: string;
  /** Why it means nothing in another process, if so. */
  readonly local: string | undefined;
  /** What it captured, to be written as well. */
  readonly captures?: Readonly<Record<string, unknown>>;
}

/** An object that is being written. */
interface Open {
  readonly items: readonly unknown[];
  /** The last items are properties of these names. */
  readonly keys: readonly PropertyKey[];
  next: number;
}

const NOTHING: readonly never[] = [];

/**
 * Writes values as text, such that equal texts mean equal values: without recursion, of long texts only their hash,
 * and with back references where an object is met again, also in a value written later.
 */
export class ValueText {
  readonly #functionText: (fn: AnyFunction) => FunctionText;
  readonly #digests: Map<unknown, string>;
  readonly #sink: TextSink = new TextSink(LONGEST);
  readonly #seen: Map<object, number> = new Map();
  readonly #stack: Open[] = [];
  #bytes = 0;
  #local: string | undefined;

  /** @param digests - of what was hashed just now, so that nothing has changed it since. */
  constructor(functionText: (fn: AnyFunction) => FunctionText, digests: Map<unknown, string> = new Map()) {
    this.#functionText = functionText;
    this.#digests = digests;
  }

  /** The first thing met that means nothing in another process, in words. */
  get local(): string | undefined {
    return this.#local;
  }

  /** Bytes and characters hashed so far, about. */
  get size(): number {
    return this.#bytes + this.#sink.length;
  }

  write(root: unknown): void {
    this.#item(root);
    for (let open = this.#stack.at(-1); open !== undefined; open = this.#stack.at(-1)) {
      const { items, keys } = open;
      const at = open.next++;
      if (at >= items.length) {
        this.#stack.pop();
        this.#sink.write(') ');
        continue;
      }
      const property = at - (items.length - keys.length);
      if (property >= 0) this.#sink.write(`${atomText(keys[property])!}:`);
      this.#item(items[at]);
    }
  }

  /** The text of all that was written, or its hash. */
  finish(): string {
    return this.#sink.finish();
  }

  /** SHA-256 of the text of all that was written, in hex. */
  digest(): string {
    return this.#sink.digest();
  }

  #item(value: unknown): void {
    const atom = atomText(value, this.#digests);
    if (atom === undefined) this.#object(value as object);
    else {
      if (typeof value === 'symbol' && !isStableSymbol(value)) this.#note(`the symbol ${String(value)}`);
      else if (typeof value === 'string' && value.length > atom.length) this.#bytes += value.length;
      this.#sink.write(`${atom} `);
    }
  }

  #note(what: string): void {
    this.#local ??= what;
  }

  #object(value: object): void {
    const before = this.#seen.get(value);
    if (before !== undefined) {
      this.#sink.write(`&${String(before)} `);
      return;
    }
    this.#seen.set(value, this.#seen.size);
    const kind = types.isProxy(value) ? undefined : containerOf(value); // a proxy can say what it likes
    if (typeof value === 'function') this.#function(value as AnyFunction);
    else if (kind === 'array') this.#array(value as unknown[]);
    else if (kind === 'object' || kind === 'null-object') this.#open(`${kind}(`, NOTHING, value);
    else if (kind === 'map' || kind === 'set') this.#open(`${kind}(`, entriesOf(value, kind).items, value);
    else this.#instance(value);
  }

  #function(fn: AnyFunction): void {
    const { text, local, captures } = this.#functionText(fn);
    if (local !== undefined) this.#note(local);
    if (captures === undefined) this.#sink.write(`${text} `);
    else this.#open(text, [captures], fn);
  }

  /** A hole is no item; a property that is no index counts too, such as `index` of a match. */
  #array(array: readonly unknown[]): void {
    const { length } = array;
    const keys = Object.keys(array); // indices first, in order
    const dense = length === 0 || keys[length - 1] === String(length - 1);
    if (dense && keys.length === length && Object.getOwnPropertySymbols(array).length === 0) {
      this.#sink.write('array(');
      this.#stack.push({ items: array, keys: NOTHING, next: 0 });
    } else this.#open(`array(${String(length)}: `, NOTHING, array);
  }

  #instance(value: object): void {
    const own = classKeyOf(value);
    if (own !== undefined) {
      if (own.local !== undefined) this.#note(own.local);
      this.#sink.write(own.type);
      this.#stack.push({ items: [own.key], keys: NOTHING, next: 0 });
      return;
    }
    const builtin = builtinObject(value, (bytes) => this.#digestOf(bytes, value));
    if (builtin === undefined) {
      this.#note(`an instance of ${className(value)}`);
      this.#sink.write(`${identityOf(value)} `);
    } else if (ArrayBuffer.isView(value)) this.#sink.write(`${builtin.text}) `);
    else this.#open(builtin.text, NOTHING, value, builtin.hidden);
  }

  /** Items in their order, then the properties of the object in the order of their names. */
  #open(start: string, items: readonly unknown[], owner: object, hidden: readonly string[] = NOTHING): void {
    this.#sink.write(start);
    const keys: PropertyKey[] = Object.keys(owner).sort();
    for (const key of hidden) if (Object.hasOwn(owner, key) && !keys.includes(key)) keys.push(key);
    for (const key of symbolKeys(owner)) {
      if (!isStableSymbol(key)) this.#note(`the symbol ${String(key)}`);
      keys.push(key);
    }
    const values = keys.map((key) => (owner as Record<PropertyKey, unknown>)[key]);
    this.#stack.push({ keys, items: items.length === 0 ? values : items.concat(values), next: 0 });
  }

  #digestOf(bytes: Uint8Array, owner: object): string {
    const known = this.#digests.get(owner);
    if (known !== undefined) return known;
    const digest = digestOfBytes(bytes);
    this.#digests.set(owner, digest);
    this.#bytes += bytes.length;
    return digest;
  }
}

/** Enumerable ones, in the order of their texts. */
function symbolKeys(owner: object): readonly symbol[] {
  const symbols = Object.getOwnPropertySymbols(owner);
  if (symbols.length === 0) return NOTHING;
  const texts = new Map(symbols.map((symbol) => [symbol, atomText(symbol)!]));
  return symbols
    .filter((symbol) => Object.prototype.propertyIsEnumerable.call(owner, symbol))
    .sort((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1));
}

function className(value: object): string {
  const type = (Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null)?.constructor;
  return typeof type?.name === 'string' ? type.name : 'an unknown class';
}

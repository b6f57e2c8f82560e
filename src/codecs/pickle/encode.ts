import { z } from 'zod';
import { CodecError } from '../../errors/index.js';
import { strictOptions } from '../../basics/index.js';
import { NdArray } from '../npy/nd-array.js';
import { isPlainObject } from '../plain-object.js';
import { Tuple } from '../tuple.js';
import { AtomWriter, type WrittenProtocol } from './atom-writer.js';
import { writeArray } from './numpy-write.js';
import { OPCODES } from './opcodes.js';
import { whyNoKey, whyNot } from './refusals.js';
import { mapStep, pathOf, propertyStep } from './value-path.js';

/** How a pickle is written. @category Codecs */
export interface PickleOptions {
  /** 2 is read by every Python, 4 is shorter and read since Python 3.4. Default: 4. */
  readonly protocol?: WrittenProtocol;
}

const Options = z.object({ protocol: z.union([z.literal(2), z.literal(4)]).default(4) });

/**
 * Writes plain data as a pickle that Python's `pickle.loads` reads.
 *
 * | here | Python |
 * |---|---|
 * | null, undefined, boolean, string | None, None, bool, str |
 * | number | int if it is whole and within 2^53, else float (also -0) |
 * | bigint | int |
 * | Buffer, Uint8Array | bytes |
 * | array, {@link Tuple} | list, tuple |
 * | plain object, Map | dict |
 * | Set | set |
 * | {@link NdArray} | numpy.ndarray |
 *
 * As a key of a Map or an item of a Set, which Python cannot change, an array is a tuple and a Set is a frozenset.
 * What the value shares or has in circles is shared or in circles in Python as well.
 *
 * @category Codecs
 * @throws CodecError for anything else (dates, functions, instances of classes); the message says where it is.
 * @example
 * ```ts
 * decodePickle(encodePickle(new Map([[1, 'one']]))); // => Map(1) { 1 => 'one' }
 * encodePickle({ when: new Date(0) }); // => throws CodecError: value.when is an instance of Date…
 * ```
 */
export function encodePickle(value: unknown, options?: PickleOptions): Buffer {
  return new Pickler(strictOptions(Options, options, 'encodePickle').protocol).write(value);
}

/** A part of a container that is a container itself. */
interface Part {
  readonly value: object;
  /** How to get from the container to it, for messages. */
  readonly step: string;
  /** Whether it is a key or an item of a set: written as what Python cannot change. */
  readonly frozen: boolean;
}

/** One container that is being written: containers are kept on a list, not on the call stack, which is short. */
interface Open {
  readonly parts: Iterator<Part, void>;
  readonly step: string;
}

class Pickler {
  readonly #writer: AtomWriter;
  readonly #open: Open[] = [];
  /** What was written as a key: the same array may be a list elsewhere. */
  readonly #frozen = new Map<object, object>();
  /** Tuples and keys that are open with no list or dict in between: to meet one again would never end. */
  #chain = new Set<object>();

  constructor(protocol: WrittenProtocol) {
    this.#writer = new AtomWriter(protocol);
  }

  write(value: unknown): Buffer {
    if (!this.#writer.atom(value)) this.#enter({ value: value as object, step: '', frozen: false });
    for (let open = this.#open.at(-1); open !== undefined; open = this.#open.at(-1)) {
      const next = open.parts.next();
      if (next.done === true) this.#open.pop();
      else this.#enter(next.value);
    }
    this.#writer.op(OPCODES.STOP);
    return framed(this.#writer);
  }

  #enter(part: Part): void {
    const { value, step, frozen } = part;
    if (this.#writer.recall(this.#memoKey(value, frozen))) return;
    this.#open.push({ parts: this.#parts(value, frozen, step), step });
  }

  /** Writes a container; gives the parts that are containers, one by one, to be written at that place. */
  #parts(value: object, frozen: boolean, step: string): Iterator<Part, void> {
    if (Array.isArray(value)) {
      return frozen || value instanceof Tuple ? this.#tuple(value, frozen) : this.#list(value);
    }
    if (value instanceof Set) return frozen ? this.#frozenSet(value) : this.#set(value);
    if (!frozen && value instanceof Map) return this.#dict(value);
    if (!frozen && value instanceof NdArray) {
      writeArray(this.#writer, value);
      return [][Symbol.iterator]();
    }
    if (!frozen && typeof value === 'object' && isPlainObject(value)) return this.#object(value);
    throw this.#fault(frozen ? whyNoKey(value) : whyNot(value), step);
  }

  *#list(items: readonly unknown[]): Generator<Part, void> {
    this.#begin(OPCODES.EMPTY_LIST, items);
    if (items.length === 0) return;
    const chain = this.#leaveChain();
    this.#writer.op(OPCODES.MARK);
    for (let at = 0; at < items.length; at++) {
      const item = items[at];
      if (!this.#writer.atom(item)) yield { value: item as object, step: `[${String(at)}]`, frozen: false };
    }
    this.#writer.op(OPCODES.APPENDS);
    this.#chain = chain;
  }

  *#dict(entries: ReadonlyMap<unknown, unknown>): Generator<Part, void> {
    this.#begin(OPCODES.EMPTY_DICT, entries);
    if (entries.size === 0) return;
    const chain = this.#leaveChain();
    this.#writer.op(OPCODES.MARK);
    for (const [key, item] of entries) {
      if (!this.#writer.atom(key)) yield { value: key as object, step: ' (a key)', frozen: true };
      if (!this.#writer.atom(item)) yield { value: item as object, step: mapStep(key), frozen: false };
    }
    this.#writer.op(OPCODES.SETITEMS);
    this.#chain = chain;
  }

  *#object(object: Readonly<Record<string, unknown>>): Generator<Part, void> {
    const symbol = Object.getOwnPropertySymbols(object).find((key) =>
      Object.prototype.propertyIsEnumerable.call(object, key),
    );
    if (symbol !== undefined)
      throw this.#fault(`has the key ${String(symbol)}, and a dict has no symbols; leave it out`);
    const keys = Object.keys(object);
    this.#begin(OPCODES.EMPTY_DICT, object);
    if (keys.length === 0) return;
    const chain = this.#leaveChain();
    this.#writer.op(OPCODES.MARK);
    for (const key of keys) {
      const item = object[key];
      this.#writer.atom(key);
      if (!this.#writer.atom(item)) yield { value: item as object, step: propertyStep(key), frozen: false };
    }
    this.#writer.op(OPCODES.SETITEMS);
    this.#chain = chain;
  }

  *#set(items: ReadonlySet<unknown>): Generator<Part, void> {
    if (this.#writer.protocol === 4) {
      this.#begin(OPCODES.EMPTY_SET, items);
      if (items.size === 0) return;
      this.#writer.op(OPCODES.MARK);
      yield* this.#frozenItems(items);
      this.#writer.op(OPCODES.ADDITEMS);
    } else {
      yield* this.#setByCall('set', items);
      this.#writer.remember(items);
    }
  }

  *#frozenSet(items: ReadonlySet<unknown>): Generator<Part, void> {
    this.#enterChain(items);
    if (this.#writer.protocol === 4) {
      this.#writer.op(OPCODES.MARK);
      yield* this.#frozenItems(items);
      this.#writer.op(OPCODES.FROZENSET);
    } else {
      yield* this.#setByCall('frozenset', items);
    }
    this.#chain.delete(items);
    this.#writer.remember(this.#memoKey(items, true));
  }

  /** Protocol 2 knows no sets: it has Python make them of a list. */
  *#setByCall(name: string, items: ReadonlySet<unknown>): Generator<Part, void> {
    this.#writer.global('__builtin__', name);
    this.#writer.op(OPCODES.EMPTY_LIST, OPCODES.MARK);
    yield* this.#frozenItems(items);
    this.#writer.op(OPCODES.APPENDS, OPCODES.TUPLE1, OPCODES.REDUCE);
  }

  *#frozenItems(items: Iterable<unknown>): Generator<Part, void> {
    for (const item of items) {
      if (!this.#writer.atom(item))
        yield { value: item as object, step: ' (an item of the set)', frozen: true };
    }
  }

  *#tuple(items: readonly unknown[], frozen: boolean): Generator<Part, void> {
    if (items.length === 0) return this.#writer.op(OPCODES.EMPTY_TUPLE);
    this.#enterChain(items);
    this.#writer.op(OPCODES.MARK);
    for (let at = 0; at < items.length; at++) {
      const item = items[at];
      if (!this.#writer.atom(item)) yield { value: item as object, step: `[${String(at)}]`, frozen };
    }
    this.#chain.delete(items);
    const key = this.#memoKey(items, frozen);
    if (this.#writer.remembers(key)) {
      // a list in it led back here, where the tuple was written a second time: that one it is
      this.#writer.op(OPCODES.POP_MARK);
      this.#writer.recall(key);
    } else {
      this.#writer.op(OPCODES.TUPLE);
      this.#writer.remember(key);
    }
  }

  #begin(opcode: number, container: object): void {
    this.#writer.op(opcode);
    this.#writer.remember(container);
  }

  #leaveChain(): Set<object> {
    const chain = this.#chain;
    if (chain.size > 0) this.#chain = new Set();
    return chain;
  }

  #enterChain(container: object): void {
    if (this.#chain.has(container)) throw this.#fault('contains itself, which a tuple or a key cannot');
    this.#chain.add(container);
  }

  /** Under what a container is remembered: as a key it is another thing than as a value. */
  #memoKey(value: object, frozen: boolean): object {
    if (!frozen) return value;
    const known = this.#frozen.get(value) ?? {};
    this.#frozen.set(value, known);
    return known;
  }

  /** @param step - to the part at fault, where it is not the container that is open. */
  #fault(what: string, step = ''): CodecError {
    return new CodecError(`${pathOf([...this.#open.map((open) => open.step), step])} ${what}`);
  }
}

/** Protocol, and from 4 on one frame around everything, so that a reader of files reads at once. */
function framed(writer: AtomWriter): Buffer {
  const { bytes } = writer.out;
  if (writer.protocol === 2) return Buffer.concat([Buffer.from([OPCODES.PROTO, 2]), bytes]);
  const front = Buffer.alloc(11);
  front.set([OPCODES.PROTO, 4, OPCODES.FRAME]);
  front.writeBigUInt64LE(BigInt(bytes.length), 3);
  return Buffer.concat([front, bytes]);
}

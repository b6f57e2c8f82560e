import type { ContainerKind } from './containers.js';

/** Codes of items that are not a placeholder: the value stands in `values`, or the item is part -(code + 2). */
export const VALUE = -1;
/** Code of an item that an array does not have. */
export const HOLE: number = -(2 ** 31);

/** One container of a template. Placeholders are numbered in the order in which `lazies` lists them. */
export interface Part {
  readonly kind: ContainerKind;
  readonly keys: readonly PropertyKey[] | undefined;
  /** For each item the number of its placeholder, VALUE or a part; a number alone: all are placeholders from there on. */
  readonly codes: Int32Array | number;
  readonly values: readonly unknown[];
}

/** Items beyond which an array that is made at its full length is a table of keys, many times as large. */
const MOST = 2 ** 25;

/** The parts of every list of placeholders. */
const LIST: readonly Part[] = [];

/**
 * A container that holds placeholders (lazy values), at any depth, with circles and shared parts: it is rebuilt
 * with the same types once the placeholders have values. What holds no placeholder is kept as it is.
 */
export class Template {
  /** Number of placeholders. */
  readonly count: number;
  readonly #lazies: readonly unknown[] | undefined;
  readonly #parts: readonly Part[];

  /** @param lazies - the placeholders, or the number of them where nobody needs to know what they are. */
  constructor(lazies: readonly unknown[] | number, parts: readonly Part[]) {
    this.count = typeof lazies === 'number' ? lazies : lazies.length;
    this.#lazies = typeof lazies === 'number' ? undefined : lazies;
    this.#parts = parts;
  }

  /** The placeholders, in the order in which `build` asks for their values; undefined for each where they are not known. */
  get lazies(): readonly unknown[] {
    return this.#lazies ?? new Array<undefined>(this.count).fill(undefined);
  }

  /** A list of these placeholders and nothing else: what sums a million results has one. */
  static listOf(lazies: readonly unknown[]): Template {
    return new Template(lazies, LIST);
  }

  /** A list of so many placeholders and nothing else. */
  static list(count: number): Template {
    return new Template(count, LIST);
  }

  /** Whether it is a list of its placeholders, in order, and nothing else. */
  get isList(): boolean {
    return this.#parts === LIST;
  }

  /** The same container with other placeholders, one for one, or with any. */
  withLazies(lazies: readonly unknown[] | number): Template {
    return new Template(lazies, this.#parts);
  }

  /**
   * Builds the container anew; `valueOf(n)` gives the value of placeholder n.
   *
   * @param live - whether iterators are iterators; otherwise they are marked lists, to be looked at more than once.
   */
  build(valueOf: (lazy: number) => unknown, live = true): unknown {
    if (this.isList) return this.#buildList(valueOf);
    const shells = this.#parts.map(({ kind }) => new Shell(kind, live));
    this.#parts.forEach((part, index) => {
      const { codes, keys, values } = part;
      const shell = shells[index]!;
      for (let at = 0; at < values.length; at++) {
        const code = typeof codes === 'number' ? codes + at : codes[at]!;
        if (code === HOLE) (shell.value as unknown[]).length++;
        else {
          const item = code >= 0 ? valueOf(code) : code === VALUE ? values[at] : shells[-(code + 2)]!.value;
          shell.add(keys?.[at], item);
        }
      }
    });
    return shells[0]!.value;
  }

  #buildList(valueOf: (lazy: number) => unknown): unknown[] {
    const { count } = this;
    const list = new Array<unknown>(Math.min(count, MOST));
    for (let lazy = 0; lazy < count; lazy++) list[lazy] = valueOf(lazy);
    return list;
  }
}

/** Marks a list as one that is only waited for, where it is looked at. */
const ORDER_ONLY = Symbol.for('dropgraph.after');

/** Stands before tasks that are waited for without being an argument: no argument is built of them. */
export class OrderOnly extends Template {
  constructor(lazies: readonly unknown[] | number) {
    super(lazies, []);
  }

  override withLazies(lazies: readonly unknown[] | number): OrderOnly {
    return new OrderOnly(lazies);
  }

  override build(valueOf: (lazy: number) => unknown): unknown {
    return [ORDER_ONLY, ...Array.from({ length: this.count }, (_, lazy) => valueOf(lazy))];
  }
}

/** Tells a list that stands for an iterator from a list, where it is looked at. */
const ITERATOR = Symbol.for('dropgraph.iterator');

/** An empty container of a kind, filled item by item. Shells exist before they are filled, so circles close. */
class Shell {
  /** What stands for the container wherever it is an item. */
  readonly value: unknown;
  readonly add: (key: PropertyKey | undefined, item: unknown) => void;

  constructor(kind: ContainerKind, live: boolean) {
    if (kind === 'map') {
      const map = new Map<unknown, unknown>();
      let key: unknown;
      let isKey = true;
      this.value = map;
      this.add = (_, item) => {
        if (isKey) key = item;
        else map.set(key, item);
        isKey = !isKey;
      };
    } else if (kind === 'set') {
      const set = new Set<unknown>();
      this.value = set;
      this.add = (_, item) => set.add(item);
    } else if (kind === 'object' || kind === 'null-object') {
      const object = (kind === 'object' ? {} : Object.create(null)) as Record<PropertyKey, unknown>;
      this.value = object;
      this.add = (key = '', item) => {
        // plain assignment to __proto__ would set the prototype instead of a property
        if (key === '__proto__') {
          Object.defineProperty(object, key, {
            value: item,
            enumerable: true,
            writable: true,
            configurable: true,
          });
        } else object[key] = item;
      };
    } else {
      const array: unknown[] = kind === 'iterator' && !live ? [ITERATOR] : [];
      // an array iterator is live: it sees the items added after it was made
      this.value = kind === 'iterator' && live ? array.values() : array;
      this.add = (_, item) => array.push(item);
    }
  }
}

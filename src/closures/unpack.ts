import type { AnyFunction } from '../graph/index.js';
import { compile, functionIn, type Compiled } from './compile.js';
import { loadAll, requireOf, viteImporterOf } from './load.js';
import { nativeOf, setOrigin } from './origins.js';
import {
  isPacked,
  type Packed,
  type PackedFunction,
  type PackedNode,
  type PackedObject,
  type PackedProperty,
  type ShippedFunction,
  type Slot,
} from './shipped.js';

/**
 * Rebuilds a function that {@link packFunction} described. It runs code: only what comes from this program may be
 * given here.
 *
 * @throws TypeError where a module it needs does not have the export here; whatever importing it throws
 */
export async function unpackFunction(shipped: ShippedFunction): Promise<AnyFunction> {
  const fn = await unpackValue(shipped.packed);
  if (typeof fn !== 'function')
    throw new TypeError(`${shipped.name} came as ${typeof fn}, not as a function`);
  return fn as AnyFunction;
}

/**
 * Gives the value back that {@link packValue} or {@link packError} was given. What was not packed is itself, at
 * once; a promise only where modules have to be imported first (no value that was sent is one).
 */
export function unpackValue(value: unknown): unknown {
  if (!isPacked(value)) return value;
  const modules = loadAll(value.nodes);
  if (modules instanceof Map) return new Rebuilding(value, modules).root();
  return modules.then((loaded) => new Rebuilding(value, loaded).root());
}

/** Classes that came here once: of the same class of another thread there is one, brought up to date. */
const classes = new Map<string, WeakRef<object>>();
const variables = new WeakMap<object, Compiled>();
const forget = new FinalizationRegistry<string>((origin) => {
  if (classes.get(origin)?.deref() === undefined) classes.delete(origin);
});

class Rebuilding {
  readonly #packed: Packed;
  readonly #modules: ReadonlyMap<number, unknown>;
  readonly #values: unknown[] = [];
  readonly #made: boolean[] = [];
  readonly #filled: boolean[] = [];
  readonly #compiled = new Map<number, Compiled>();

  constructor(packed: Packed, modules: ReadonlyMap<number, unknown>) {
    this.#packed = packed;
    this.#modules = modules;
  }

  root(): unknown {
    const { nodes, root } = this.#packed;
    for (let at = 0; at < nodes.length; at++) this.#at(at);
    for (let at = 0; at < nodes.length; at++) this.#fill(at);
    nodes.forEach((node, at) => {
      if ('integrity' in node) restrict(this.#values[at] as object, node.integrity ?? 0);
    });
    return this.#at(root);
  }

  /** The value of a slot: there, though not everything in it may be yet. */
  #at(slot: Slot): unknown {
    if (slot < 0) return this.#packed.raw[~slot];
    if (this.#made[slot] !== true) {
      this.#made[slot] = true;
      const node = this.#packed.nodes[slot]!;
      const value = this.#make(node, slot);
      this.#values[slot] = value;
      if ('proto' in node && node.proto !== undefined) {
        Object.setPrototypeOf(value, this.#at(node.proto) as object | null);
      }
    }
    return this.#values[slot];
  }

  /** The value of a slot, and in a plain object also what it holds, and the objects in it. */
  #filledAt(slot: Slot): unknown {
    const value = this.#at(slot);
    const node = this.#packed.nodes[slot];
    if (node?.kind === 'object' && this.#filled[slot] !== true) {
      this.#fill(slot);
      for (const { value: held } of node.props ?? []) if (held !== undefined) this.#filledAt(held);
    }
    return value;
  }

  #make(node: PackedNode, at: number): unknown {
    switch (node.kind) {
      case 'object':
        return {};
      case 'array':
        return new Array(node.items.length);
      case 'map':
        return new Map();
      case 'set':
        return new Set();
      case 'error':
        return emptyError(node.type);
      case 'like':
        return this.#packed.raw[~node.value];
      case 'made':
        return Reflect.construct(Reflect.get(globalThis, node.by) as typeof URL, node.args as [string]);
      case 'symbol':
        return node.registered === undefined
          ? Reflect.get(Symbol, node.wellKnown ?? '')
          : Symbol.for(node.registered);
      case 'known':
        return knownAt(node.module, node.path);
      case 'import':
        return this.#modules.get(at);
      case 'loader':
        return node.require ? requireOf(node.from) : viteImporterOf(node.from, node.root ?? '');
      case 'remade':
        return (this.#at(node.by) as AnyFunction)(
          ...(node.args.map((slot) => this.#filledAt(slot)) as never[]),
        );
      case 'prototype':
        return (this.#at(node.of) as AnyFunction & { prototype: unknown }).prototype;
      case 'home': {
        const fn = nativeOf(node.origin);
        if (fn === undefined)
          throw new TypeError('A function was sent back here that this thread does not have any more');
        return fn;
      }
      case 'function':
        return this.#function(node, at);
    }
  }

  #function(node: PackedFunction, at: number): unknown {
    const native = nativeOf(node.origin);
    if (native !== undefined) return native;
    const before = node.form === 'class' ? classes.get(node.origin)?.deref() : undefined;
    const compiled = (before && variables.get(before)) ?? compile(node);
    this.#compiled.set(at, compiled);
    if (before !== undefined) return before;
    const base = node.base === undefined ? undefined : this.#at(node.base);
    if (node.early.length > 0) {
      const early = node.captures.filter(([name]) => node.early.includes(name));
      compiled.set(Object.fromEntries(early.map(([name, slot]) => [name, this.#at(slot)])));
    }
    const fn = functionIn(compiled.make(base), node.form);
    if (ownNameOf(fn) !== node.name)
      Object.defineProperty(fn, 'name', { value: node.name, configurable: true });
    if (node.form === 'class') {
      classes.set(node.origin, new WeakRef(fn));
      variables.set(fn, compiled);
      forget.register(fn, node.origin);
    }
    setOrigin(fn, node.origin);
    return fn;
  }

  #fill(at: number): void {
    if (this.#filled[at] === true) return;
    this.#filled[at] = true;
    const node = this.#packed.nodes[at]!;
    const value = this.#values[at] as object;
    switch (node.kind) {
      case 'array':
        node.items.forEach((slot, index) => {
          if (slot !== null) (value as unknown[])[index] = this.#at(slot);
        });
        break;
      case 'map':
        for (const [key, item] of node.entries) Map.prototype.set.call(value, this.#at(key), this.#at(item));
        break;
      case 'set':
        for (const item of node.items) Set.prototype.add.call(value, this.#at(item));
        break;
      case 'function': {
        const compiled = this.#compiled.get(at);
        if (compiled === undefined) return; // it never left
        compiled.set(Object.fromEntries(node.captures.map(([name, slot]) => [name, this.#at(slot)])));
        const { prototype } = value as { prototype?: object };
        if (prototype !== undefined) {
          if (node.inherits !== undefined)
            Object.setPrototypeOf(prototype, this.#at(node.inherits) as object);
          this.#define(prototype, node.methods ?? []);
        }
        break;
      }
      default:
    }
    if ('props' in node) this.#define(value, (node as PackedObject).props ?? []);
  }

  #define(value: object, props: readonly PackedProperty[]): void {
    for (const { key, value: slot, get, set, flags = 7 } of props) {
      const name = typeof key === 'number' ? (this.#at(key) as symbol) : key;
      const has = { enumerable: (flags & 2) > 0, configurable: (flags & 4) > 0 };
      const held = slot === undefined ? undefined : this.#at(slot);
      const present = Object.getOwnPropertyDescriptor(value, name);
      if (present?.configurable === false) {
        // `lastIndex` of a RegExp and the like: there from the start
        Reflect.set(value, name, held);
      } else if (get !== undefined || set !== undefined) {
        Object.defineProperty(value, name, {
          ...(get !== undefined && { get: this.#at(get) as () => unknown }),
          ...(set !== undefined && { set: this.#at(set) as (value: unknown) => void }),
          ...has,
        });
      } else {
        Object.defineProperty(value, name, { value: held, writable: (flags & 1) > 0, ...has });
      }
    }
  }
}

/** An error without anything of its own: all it had comes as properties, even that it had no stack. */
function emptyError(type: string): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    const error =
      type === 'AggregateError'
        ? new AggregateError([])
        : new (Reflect.get(globalThis, type) as ErrorConstructor)();
    for (const key of Reflect.ownKeys(error)) Reflect.deleteProperty(error, key);
    return error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function knownAt(module: string | undefined, path: readonly PropertyKey[]): unknown {
  let value: unknown = module === undefined ? globalThis : process.getBuiltinModule(module as 'node:fs');
  for (const key of path) value = (value as Record<PropertyKey, unknown>)[key];
  return value;
}

function ownNameOf(fn: object): unknown {
  return Object.getOwnPropertyDescriptor(fn, 'name')?.value;
}

function restrict(value: object, integrity: number): void {
  if (integrity === 1) Object.preventExtensions(value);
  else if (integrity === 2) Object.seal(value);
  else if (integrity === 3) Object.freeze(value);
}

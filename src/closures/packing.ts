import type { ShipFault, ShipProblem } from '../errors/index.js';
import { packClosure, type ClosureOptions } from './pack-closure.js';
import { ownProperty } from './own-property.js';
import { packObject } from './pack-object.js';
import { rootOf, trailText, type Trail } from './trail.js';
import { RawValues } from './raw-values.js';
import { PACKED, type Packed, type PackedNode, type PackedProperty, type Slot } from './shipped.js';

/**
 * Finds the module a captured variable was imported from, when that is needed. `declaredIn` is the script of the
 * value, where it is known: what stands in the same script was not imported.
 */
export type ImportHint = (declaredIn?: string) => PackedNode | undefined;

/** More problems than this in one value say nothing new. */
const ENOUGH = 25;

/** One value, or one function, on its way into a description: every object of it gets one node. */
export class Packing {
  readonly problems: ShipProblem[] = [];
  readonly #nodes: PackedNode[] = [];
  readonly #raw: unknown[] = [];
  readonly #slots = new Map<unknown, Slot>();
  readonly #rawValues: RawValues;
  /** The thread whose functions go back as themselves. */
  readonly home: string | undefined;

  constructor(home?: string, buffers?: Set<ArrayBuffer>) {
    this.home = home;
    this.#rawValues = new RawValues(buffers);
  }

  isRaw(value: unknown): boolean {
    return this.#rawValues.has(value);
  }

  /** The place of a value in the description; it is described if it was not yet. */
  slotOf(value: unknown, trail: Trail, hint?: ImportHint): Slot {
    const known = this.#slots.get(value);
    if (known !== undefined) return known;
    if (this.isRaw(value)) return this.rawSlot(value);
    if (this.problems.length >= ENOUGH) return this.rawSlot(undefined);
    if (typeof value === 'symbol') return this.#node(value, () => this.#symbol(value, trail));
    if (typeof value === 'function') return this.closure(value, trail, hint);
    return this.#node(value, () => packObject(this, value as object, trail, hint));
  }

  /** As {@link slotOf}, for a function with options of its own. */
  closure(fn: object, trail: Trail, hint?: ImportHint, options?: ClosureOptions): Slot {
    return this.#node(fn, () => packClosure(this, fn as (...args: never[]) => unknown, trail, hint, options));
  }

  rawSlot(value: unknown): Slot {
    this.#raw.push(value);
    const slot = ~(this.#raw.length - 1);
    if (value !== 0) this.#slots.set(value, slot); // a Map takes 0 for -0
    return slot;
  }

  /** A node that is no value of this thread. */
  addNode(node: PackedNode): Slot {
    return this.#nodes.push(node) - 1;
  }

  /** The own properties of an object, those left out that are not wanted. */
  properties(
    value: object,
    trail: Trail,
    skip: (key: PropertyKey) => boolean = () => false,
  ): PackedProperty[] {
    return Reflect.ownKeys(value)
      .filter((key) => !skip(key))
      .map((key) => this.property(value, key, trail));
  }

  property(value: object, key: PropertyKey, trail: Trail): PackedProperty {
    const { value: held, get, set, ...has } = ownProperty(value, key);
    const at: Trail = { up: trail, step: key, kind: 'property' };
    const flags = (has.writable ? 1 : 0) | (has.enumerable ? 2 : 0) | (has.configurable ? 4 : 0);
    const packed = { key: typeof key === 'symbol' ? this.slotOf(key, at) : String(key) };
    if (get !== undefined || set !== undefined) {
      return {
        ...packed,
        ...(get && { get: this.slotOf(get, at) }),
        ...(set && { set: this.slotOf(set, at) }),
        flags,
      };
    }
    return { ...packed, value: this.slotOf(held, at), ...(flags !== 7 && { flags }) };
  }

  /** Notes that something cannot be sent; what stands in its place does not matter any more. */
  refuse(trail: Trail, fault: ShipFault, what: string, fix: string): undefined {
    const problem = { subject: rootOf(trail), path: trailText(trail), fault, what, fix };
    if (!this.problems.some((one) => one.path === problem.path && one.fault === fault))
      this.problems.push(problem);
    return undefined;
  }

  packed(root: Slot): Packed {
    return { [PACKED]: 1, nodes: this.#nodes, raw: this.#raw, root };
  }

  /** Makes room first: what is described may lead back to itself. */
  #node(value: unknown, make: () => PackedNode | undefined): Slot {
    const known = this.#slots.get(value);
    if (known !== undefined) return known;
    const slot = this.#nodes.push({ kind: 'symbol' }) - 1;
    this.#slots.set(value, slot);
    const node = make();
    if (node !== undefined) this.#nodes[slot] = node;
    return slot;
  }

  #symbol(value: symbol, trail: Trail): PackedNode | undefined {
    const registered = Symbol.keyFor(value);
    if (registered !== undefined) return { kind: 'symbol', registered };
    const wellKnown = WELL_KNOWN.get(value);
    if (wellKnown !== undefined) return { kind: 'symbol', wellKnown };
    return this.refuse(
      trail,
      'SYMBOL',
      `${String(value)}, a symbol that only this thread has`,
      `use Symbol.for(${JSON.stringify(value.description ?? 'name')})`,
    );
  }
}

const WELL_KNOWN: ReadonlyMap<symbol, string> = new Map(
  Object.getOwnPropertyNames(Symbol).flatMap((name) => {
    const value: unknown = Reflect.get(Symbol, name);
    return typeof value === 'symbol' ? [[value, name] as const] : [];
  }),
);

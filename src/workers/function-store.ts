import { serialize } from 'node:v8';
import type { ShippedFunction } from '../closures/index.js';
import type { AnyFunction } from '../graph/index.js';
import { FunctionTimes } from './function-times.js';
import { capturesObjects, isStateless } from './stateless.js';

/** Most functions that workers keep although no run needs them. */
const KEPT = 256;

/** A function as a pool knows it. */
export interface PoolFunction {
  readonly id: number;
  readonly shipped: ShippedFunction;
  readonly method: boolean;
  readonly times: FunctionTimes;
}

interface Stored {
  readonly made: PoolFunction;
  /** What is sent, as a text; undefined where the function must not outlive the run. */
  readonly content: string | undefined;
  /** Runs that need it. */
  users: number;
}

let lastFunction = 0;

/**
 * The functions that the workers of a pool have. One that is sent again as it was before is not rebuilt, nor compiled
 * anew by the engine. One that captures objects is sent again by each run, for they are to be as they are here.
 */
export class FunctionStore {
  readonly #stored: Map<number, Stored> = new Map();
  readonly #byFunction: WeakMap<AnyFunction, readonly Stored[]> = new WeakMap();
  readonly #times: WeakMap<AnyFunction, FunctionTimes> = new WeakMap();
  /** Those that no run needs, the longest unused first. */
  readonly #idle: Set<number> = new Set();

  /** Takes a function for one run, which lets it go at its end. */
  take(fn: AnyFunction, shipped: ShippedFunction, method: boolean): PoolFunction {
    const content = mayStay(shipped) ? serialize(shipped).toString('latin1') : undefined;
    const stored =
      (content === undefined ? undefined : this.#find(fn, content, method)) ??
      this.#add(fn, { id: ++lastFunction, shipped, method, times: this.#timesOf(fn) }, content);
    stored.users++;
    this.#idle.delete(stored.made.id);
    return stored.made;
  }

  /** A run needs these no longer. Gives those that the workers are to forget. */
  letGo(ids: readonly number[]): number[] {
    const forgotten: number[] = [];
    for (const id of ids) {
      const stored = this.#stored.get(id)!;
      if (--stored.users > 0) continue;
      if (stored.content === undefined) forgotten.push(id);
      else this.#idle.add(id);
    }
    for (const id of this.#idle) {
      if (this.#idle.size <= KEPT) break;
      this.#idle.delete(id);
      forgotten.push(id);
    }
    for (const id of forgotten) this.#stored.delete(id);
    return forgotten;
  }

  #find(fn: AnyFunction, content: string, method: boolean): Stored | undefined {
    return this.#keptOf(fn).find((one) => one.content === content && one.made.method === method);
  }

  /** What is stored of a function that may stay. */
  #keptOf(fn: AnyFunction): Stored[] {
    const kept = this.#byFunction.get(fn) ?? [];
    return kept.filter(({ made }) => this.#stored.has(made.id));
  }

  #add(fn: AnyFunction, made: PoolFunction, content: string | undefined): Stored {
    const stored = { made, content, users: 0 };
    this.#stored.set(made.id, stored);
    if (content !== undefined) this.#byFunction.set(fn, [...this.#keptOf(fn), stored]);
    return stored;
  }

  /** All runs of the program learn them together. */
  #timesOf(fn: AnyFunction): FunctionTimes {
    const times = this.#times.get(fn) ?? new FunctionTimes();
    this.#times.set(fn, times);
    return times;
  }
}

/** Whether a function is the same whenever it was sent: what it captures are texts, numbers, modules and functions like it. */
function mayStay(shipped: ShippedFunction): boolean {
  if (capturesObjects(shipped)) return false;
  return shipped.packed.nodes.every(
    (node) => isStateless(node) || node.kind === 'import' || node.kind === 'loader',
  );
}

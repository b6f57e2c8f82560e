import { MutationError } from '../errors/index.js';
import type { TaskGraph } from '../graph/index.js';
import { hashOf } from '../hashing/index.js';
import type { TaskWatch } from './task-watch.js';

/**
 * Finds tasks that change their inputs: whatever else uses the same value would see the change, or not, depending on the
 * order of the run. Values are hashed when they are made, or first used, and again after every task that uses them.
 */
export class MutationWatch implements TaskWatch {
  readonly #graph: TaskGraph;
  readonly #valueOf: (task: number) => unknown;
  /** Hashes of results by their task, and of constants by the complement of their place, as in `refs`. */
  readonly #hashes: Map<number, string> = new Map();

  constructor(graph: TaskGraph, valueOf: (task: number) => unknown) {
    this.#graph = graph;
    this.#valueOf = valueOf;
  }

  before(task: number): void {
    this.#forEachRef(task, (ref, value) => {
      if (!this.#hashes.has(ref)) this.#remember(ref, value);
    });
  }

  after(task: number): void {
    this.#forEachRef(task, (ref, value) => {
      const before = this.#hashes.get(ref);
      if (before === undefined || hashIfPossible(value) === before) return;
      this.#remember(ref, value); // told once
      const { names, functions } = this.#graph;
      const name = functions[task]!.name;
      throw new MutationError(name, ref < 0 ? 'one of its arguments' : `the result of "${names.key(ref)}"`);
    });
  }

  completed(task: number, value: unknown): void {
    this.#remember(task, value);
  }

  released(task: number): void {
    this.#hashes.delete(task);
  }

  #remember(ref: number, value: unknown): void {
    const hash = hashIfPossible(value);
    if (hash !== undefined) this.#hashes.set(ref, hash);
  }

  #forEachRef(task: number, visit: (ref: number, value: unknown) => void): void {
    const { refs, offsets, constants } = this.#graph;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const ref = refs[at]!;
      visit(ref, ref < 0 ? constants[~ref] : this.#valueOf(ref));
    }
  }
}

/** Undefined for what cannot change, and for what cannot be looked at: an accessor that throws. */
function hashIfPossible(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return hashOf(value);
  } catch {
    return undefined;
  }
}

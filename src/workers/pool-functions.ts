import { packFunctions, packValue, type ShippedFunction } from '../closures/index.js';
import { NotShippableError, type ShipProblem } from '../errors/index.js';
import { OrderOnly, Template, type AnyFunction, type TaskFunction, type TaskGraph } from '../graph/index.js';
import { toBytes } from './bytes.js';
import type { FunctionStore, PoolFunction } from './function-store.js';

/** The functions of one run, packed once. Those that are called differently are functions of their own. */
export class PoolFunctions {
  /** Whether they go to threads of this process, which may have memory in common. */
  readonly #sharesMemory: boolean;
  readonly #store: FunctionStore;
  /** Whether all functions of the graph are among them, so that nothing else sees what they give. */
  areAllHere = true;
  readonly #known: Map<TaskFunction, PoolFunction> = new Map();
  readonly #taken: number[] = [];
  /** What was packed, by function. */
  readonly #packed: Map<AnyFunction, { readonly called: TaskFunction; readonly made: PoolFunction }[]> =
    new Map();

  constructor(sharesMemory: boolean, store: FunctionStore) {
    this.#sharesMemory = sharesMemory;
    this.#store = store;
  }

  /** The run is over. Gives the functions that the workers are to forget. */
  letGo(): number[] {
    return this.#store.letGo(this.#taken.splice(0));
  }

  /** @throws NotShippableError where it came up while the graph ran, with a lazy result, and cannot be sent. */
  get(called: TaskFunction): PoolFunction {
    const known = this.#known.get(called) ?? this.#pack(called);
    this.#known.set(called, known);
    return known;
  }

  /**
   * Packs the functions of a graph, and looks at the arguments that are known before it runs.
   *
   * @throws NotShippableError with everything that cannot be sent.
   */
  packAll(
    { functions, constants, offsets, refs, names }: TaskGraph,
    goesOut: (called: TaskFunction) => boolean,
  ): void {
    const problems: ShipProblem[] = [];
    const looked = new Set<unknown>();
    const check = (look: () => unknown): void => {
      try {
        look();
      } catch (error) {
        if (!(error instanceof NotShippableError)) throw error;
        problems.push(...error.problems);
      }
    };
    functions.forEach((called, task) => {
      if (!goesOut(called)) {
        if (called.fn !== undefined) this.areAllHere = false;
        return;
      }
      if (!looked.has(called)) {
        looked.add(called);
        check(() => this.get(called));
      }
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const constant = refs[at]! < 0 ? constants[~refs[at]!] : undefined;
        if (!mayBeRefused(constant) || constant instanceof OrderOnly) continue;
        const value = constant instanceof Template ? constant.build(() => null, false) : constant;
        const name = `an argument of "${names.key(task)}"`;
        check(() => this.#checkMemory(packValue(value, { name }), name));
      }
    });
    if (problems.length === 0) return;
    this.letGo();
    throw new NotShippableError(problems);
  }

  #pack(called: TaskFunction): PoolFunction {
    const { fn, name, module, captures, method } = called;
    const same = this.#packed.get(fn!) ?? [];
    const before = same.find(({ called: one }) => isSame(one, called));
    if (before !== undefined) return before.made;
    const options = {
      fn: fn!,
      name,
      ...(module !== undefined && { module }),
      ...(captures !== undefined && { captures }),
    };
    const shipped = packFunctions([options])[0] as ShippedFunction;
    this.#checkMemory(shipped, `\`${name}\``);
    const made = this.#store.take(fn!, shipped, method);
    this.#taken.push(made.id);
    same.push({ called, made });
    this.#packed.set(fn!, same);
    return made;
  }

  /** Between processes no memory can be shared, which only the serializer itself finds out. */
  #checkMemory(packed: unknown, subject: string): void {
    if (this.#sharesMemory || typeof packed !== 'object') return;
    try {
      toBytes(packed);
    } catch (error) {
      if (error instanceof RangeError) throw error;
      const what = 'something that holds shared memory, which processes do not have in common';
      const fix = 'send a copy of its bytes, or use threads';
      throw new NotShippableError([{ subject, path: '', fault: 'INTERNAL', what, fix }]);
    }
  }
}

function mayBeRefused(value: unknown): boolean {
  return (
    (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol'
  );
}

function isSame(a: TaskFunction, b: TaskFunction): boolean {
  return a.name === b.name && a.module === b.module && a.captures === b.captures && a.method === b.method;
}

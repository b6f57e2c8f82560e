import { inspectorAvailable, packFunctions, packValue, type ShippedFunction } from '../closures/index.js';
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
  /** Those that run on this thread, for what they capture cannot be read. */
  readonly #staying: Set<TaskFunction> = new Set();
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

  /** Whether a function is called on this thread: its variables cannot be read, and nobody said that it must go. */
  stays(called: TaskFunction): boolean {
    if (inspectorAvailable() || called.policy?.on === 'worker' || this.#known.has(called)) return false;
    if (this.#staying.has(called)) return true;
    const problem = unreadable(() => this.get(called));
    if (problem === undefined) return false;
    noteStaying(problem);
    this.#staying.add(called);
    this.areAllHere = false;
    return true;
  }

  /** Whether there are such functions. */
  get someStay(): boolean {
    return this.#staying.size > 0;
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
    const problems = new Map<string, ShipProblem>();
    const looked = new Set<unknown>();
    const check = (look: () => unknown): void => {
      try {
        look();
      } catch (error) {
        if (!(error instanceof NotShippableError)) throw error;
        for (const problem of error.problems) problems.set(JSON.stringify(problem), problem); // each once
      }
    };
    functions.forEach((called, task) => {
      if (!goesOut(called) || this.stays(called)) {
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
        const value = constant instanceof Template ? constant.build(() => null) : constant;
        const name = `an argument of "${names.key(task)}"`;
        check(() => this.#checkMemory(packValue(value, { name }), name));
      }
    });
    if (problems.size === 0) return;
    this.letGo();
    throw new NotShippableError([...problems.values()]);
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

/** The first problem of a function, where all of them are that its variables cannot be read here. */
function unreadable(pack: () => unknown): ShipProblem | undefined {
  try {
    pack();
    return undefined;
  } catch (error) {
    const problems = error instanceof NotShippableError ? error.problems : [];
    return problems.every(({ fault }) => fault === 'INSPECTOR') ? problems[0] : undefined;
  }
}

const noted = new Set<string>();

/** Says once of each function that it is called on this thread. */
function noteStaying({ subject, path, what, fix }: ShipProblem): void {
  if (noted.has(subject)) return;
  noted.add(subject);
  process.emitWarning(
    `${subject} runs on this thread: ${path} is ${what}. To have it run by a worker, ${fix}.`,
  );
}

function mayBeRefused(value: unknown): boolean {
  return (
    (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol'
  );
}

function isSame(a: TaskFunction, b: TaskFunction): boolean {
  return a.name === b.name && a.module === b.module && a.captures === b.captures && a.method === b.method;
}

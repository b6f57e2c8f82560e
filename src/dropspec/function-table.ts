import {
  OPERATIONS,
  plainFunction,
  type AnyFunction,
  type RetryPolicy,
  type TaskFunction,
} from '../graph/index.js';
import type { AppDropspec } from './format.js';
import { readPolicy, WHEN_PATH, whenOf } from './policy.js';

/** Where the code of a function of a loaded graph may come from, and which drop asked for it first. */
export interface FunctionSource {
  readonly oid: string;
  /** Where the drop names it. */
  readonly path: string;
  code: string | undefined;
  readonly module: string | undefined;
  /** Labels of its tasks: a function given under one of them is meant. */
  readonly labels: Set<string>;
}

/**
 * The functions that the drops of a loaded graph name. Tasks of one function share one record; its `fn` is a
 * stand-in until the functions are looked up for a run.
 */
export class FunctionTable {
  readonly sources: Map<string, FunctionSource> = new Map();
  /** By the name of the function; few of a name differ in label or options. */
  readonly #functions: Map<string, TaskFunction[]> = new Map();
  /** Those that are not run as usual, by all that is said of them. */
  readonly #special: Map<string, TaskFunction> = new Map();

  /** The record of the tasks that call a function as an application says; the same for all that say the same. */
  taskFunction(spec: AppDropspec, nout: number | undefined): TaskFunction {
    const { func_name, func_code, name = func_name, method = false, policy, n_tries } = spec;
    if (func_code !== undefined) this.mention(func_name, spec.oid, func_code, spec.func_module);
    if (policy !== undefined || n_tries !== undefined) return this.#specialFunction(spec, nout);
    const alike = this.#functions.get(func_name);
    if (alike !== undefined) {
      for (const fn of alike) if (fn.name === name && fn.nout === nout && fn.method === method) return fn;
    }
    const made = this.#make(spec, nout, undefined);
    if (alike === undefined) this.#functions.set(func_name, [made]);
    else alike.push(made);
    return made;
  }

  #specialFunction(spec: AppDropspec, nout: number | undefined): TaskFunction {
    const { func_name, name, method, n_tries, policy } = spec;
    const id = JSON.stringify([func_name, name, method, nout, n_tries, policy]);
    const known = this.#special.get(id);
    if (known !== undefined) return known;
    const made = this.#make(spec, nout, readPolicy(spec, this.#when(spec)));
    this.#special.set(id, made);
    return made;
  }

  #when(spec: AppDropspec): RetryPolicy['when'] {
    const named = whenOf(spec);
    if (named === undefined) return undefined;
    const [name, code] = named;
    this.mention(name, spec.oid, code, undefined, WHEN_PATH);
    return placeholderFor(name) as RetryPolicy['when'];
  }

  #make(spec: AppDropspec, nout: number | undefined, policy: TaskFunction['policy']): TaskFunction {
    const { func_name, name = func_name, method = false, func_code, func_module } = spec;
    this.mention(func_name, spec.oid, func_code, func_module).labels.add(name);
    return { ...plainFunction(name, placeholderFor(func_name)), method, nout, module: func_module, policy };
  }

  /** Remembers that a drop needs a function, and its code where it came along. */
  mention(name: string, oid: string, code?: string, module?: string, path = 'func_name'): FunctionSource {
    const known = this.sources.get(name);
    if (known !== undefined) {
      known.code ??= code;
      return known;
    }
    const made: FunctionSource = { oid, path, code, module, labels: new Set() };
    this.sources.set(name, made);
    return made;
  }
}

/** Functions that stand in for those that are looked up later, and the names they stand for. */
const placeholders = new WeakMap<AnyFunction, string>();

/** A function that stands in for one that is looked up when the graph is run. */
export function placeholderFor(name: string): AnyFunction {
  const operation = OPERATIONS.get(name);
  if (operation !== undefined) return operation;
  const placeholder = (): never => {
    throw new TypeError(`The function "${name}" was not looked up; run the graph with runGraph`);
  };
  placeholders.set(placeholder, name);
  return placeholder;
}

/** The name a stand-in stands for; undefined for a real function. */
export function placeholderName(fn: unknown): string | undefined {
  return typeof fn === 'function' ? placeholders.get(fn as AnyFunction) : undefined;
}

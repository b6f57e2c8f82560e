import { OPERATIONS, type AnyFunction } from '../graph/index.js';

const operationNames = new Map<AnyFunction, string>([...OPERATIONS].map(([name, fn]) => [fn, name]));

/**
 * The names of the functions of one graph: dropgraph's own operations have fixed ones, any other its own name,
 * with a number where another function of the graph has the same.
 */
export class FunctionNames {
  readonly #names: Map<AnyFunction, string> = new Map();
  readonly #taken: Set<string> = new Set();

  /**
   * The name of a function and, the first time it is asked for, its source.
   *
   * @param label - stands in for the name of a function without one.
   */
  nameOf(fn: AnyFunction, label: string): readonly [name: string, code: string | undefined] {
    const known = operationNames.get(fn) ?? this.#names.get(fn);
    if (known !== undefined) return [known, undefined];
    const wanted = fn.name === '' ? label : fn.name;
    let name = wanted;
    for (let count = 2; this.#taken.has(name); count++) name = `${wanted}#${String(count)}`;
    this.#taken.add(name);
    this.#names.set(fn, name);
    return [name, sourceOf(fn)];
  }
}

/** Functions of the engine itself and bound ones do not tell their source. */
function sourceOf(fn: AnyFunction): string | undefined {
  const source = String(fn);
  return /\{\s*\[native code\]\s*\}\s*$/.test(source) ? undefined : source;
}

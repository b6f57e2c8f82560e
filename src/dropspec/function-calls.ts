import {
  checkedItems,
  expectItems,
  itemAt,
  linksOf,
  type AnyFunction,
  type RetryPolicy,
  type TaskPolicy,
} from '../graph/index.js';
import { isThenable } from '../basics/index.js';
import { givenFunction } from './bind.js';
import { FUNCTION_APP, type AppDropspec } from './format.js';
import { FunctionTable, type FunctionSource } from './function-table.js';
import { inputArguments } from './input-arguments.js';
import { readPolicy, whenOf } from './policy.js';
import type { CheckedDrops } from './read-drops.js';
import { forEachRef, keptOf, resolved } from './refs.js';
import { FunctionRef, InputRef } from './value-format.js';

/** Finds a function by the name a graph has for it. */
type Find = (name: string) => AnyFunction;

/** Where the functions come from that the applications of a graph of drops call, and that stand in its values. */
export function functionSources({ specs, values }: CheckedDrops): ReadonlyMap<string, FunctionSource> {
  const table = new FunctionTable();
  specs.forEach((spec, place) => {
    const { oid } = spec;
    if (isFunctionApp(spec)) table.taskFunction(spec, spec.nout);
    const value = values.get(place);
    const args = isFunctionApp(spec) ? ((value as unknown[] | undefined) ?? []) : [value];
    forEachRef(
      args.map((arg) => keptOf(arg, oid)),
      (ref) => {
        if (ref instanceof FunctionRef) table.mention(ref.name, oid, ref.code);
      },
    );
  });
  return table.sources;
}

/**
 * What the drops of a graph are given that does not stand in their dropspecs as it is: functions to call with the
 * values of the inputs, and data that was encoded. Each gives exactly what the tasks of a graph of functions get.
 */
export class FunctionCalls {
  readonly #checked: CheckedDrops;
  readonly #find: Find;

  constructor(checked: CheckedDrops, functions: Readonly<Record<string, AnyFunction>>) {
    this.#checked = checked;
    const sources = functionSources(checked);
    this.#find = (name) => givenFunction(name, sources, functions);
  }

  /**
   * For an application of a function: takes the values of its inputs in the order of `links.inputs`, and gives the
   * value of its output, or a list with one for each of several. Undefined for any other drop.
   *
   * @throws TypeError when a function is not to be had.
   */
  callOf(place: number): ((...values: unknown[]) => unknown) | undefined {
    const { specs, links, values } = this.#checked;
    const spec = specs[place]!;
    if (!isFunctionApp(spec)) return undefined;
    const fn = this.#find(spec.func_name) as (...args: unknown[]) => unknown;
    const inputs = linksOf(links.inputs, place);
    const args =
      (values.get(place) as unknown[] | undefined) ??
      inputArguments(spec, inputs, specs).map((at) => new InputRef(at));
    const build = this.#builder(args, spec.oid);
    const count = linksOf(links.outputs, place).length;
    const give = (result: unknown): unknown =>
      count > 1 ? itemsOf(result, count) : checkedItems(result, spec.nout);
    return (...given) => {
      const built = build(given);
      const result = spec.method === true ? fn.call(...(built as [unknown, ...unknown[]])) : fn(...built);
      return isThenable(result) ? Promise.resolve(result).then(give) : give(result);
    };
  }

  /** How the function of an application is to be run; undefined where that is as usual. */
  policyOf(place: number): TaskPolicy | undefined {
    const spec = this.#checked.specs[place]!;
    if (!isFunctionApp(spec)) return undefined;
    const named = whenOf(spec);
    return readPolicy(spec, named === undefined ? undefined : (this.#find(named[0]) as RetryPolicy['when']));
  }

  /**
   * The data of a drop that is given to an application of a function; undefined where it stands in the dropspec
   * as it is.
   *
   * @throws TypeError when a function in it is not to be had.
   */
  dataOf(place: number): { readonly value: unknown } | undefined {
    const { specs, values } = this.#checked;
    const spec = specs[place]!;
    if (isFunctionApp(spec) || !values.has(place)) return undefined;
    const [value] = this.#builder([values.get(place)], spec.oid)([]);
    return { value };
  }

  #builder(args: readonly unknown[], oid: string): (values: readonly unknown[]) => unknown[] {
    const kept = args.map((arg) => keptOf(arg, oid));
    const functions = new Map<FunctionRef, AnyFunction>();
    forEachRef(kept, (ref) => {
      if (ref instanceof FunctionRef) functions.set(ref, this.#find(ref.name));
    });
    return (values) =>
      kept.map((arg) =>
        resolved(arg, (ref) => (ref instanceof InputRef ? values[ref.index] : functions.get(ref))),
      );
  }
}

function isFunctionApp(spec: {
  readonly categoryType: string;
  readonly dropclass: string;
}): spec is AppDropspec {
  return spec.dropclass === FUNCTION_APP && spec.categoryType === 'Application';
}

function itemsOf(result: unknown, count: number): unknown[] {
  expectItems(result, count);
  return Array.from({ length: count }, (_, at) => itemAt(result, at));
}

import * as E from 'fp-ts/lib/Either.js';
import { messageOf, type GraphProblem, type InvalidGraphError } from '../errors/index.js';
import type { AppDropspec, DataDropspec, FunctionDropspec } from './format.js';
import { invalidGraph } from './invalid-graph.js';
import { orderDrops } from './order.js';
import { APP, type SpecList } from './spec-list.js';
import { decode } from './decode.js';
import { wire, type Wiring } from './wiring.js';

/** A graph in which everything is right: its drops, their links, an order to run them in, and their values. */
export interface CheckedGraph {
  readonly specs: readonly FunctionDropspec[];
  readonly kinds: Uint8Array;
  readonly wiring: Wiring;
  readonly order: Int32Array;
  /** Arguments of applications and data that is given, decoded; by place in `specs`. */
  readonly values: readonly unknown[];
}

/** Checks a graph as a whole, and tells every problem of its drops, links, values and circles at once. */
export function checkGraph(list: SpecList): E.Either<InvalidGraphError, CheckedGraph> {
  const { specs, kinds, positions } = list;
  const problems = [...list.problems];
  const wiring = wire(list, problems);
  const values = checkDrops(list, wiring, problems);
  const { order, cycles } = orderDrops(specs.length, wiring);
  const circles = cycles.map((places) => ({ places, is: 'waits for itself' }));
  const error = invalidGraph(specs, positions, problems, circles);
  return error === undefined ? E.right({ specs, kinds, wiring, order, values }) : E.left(error);
}

/** Checks what needs the links: the values that refer to inputs, and that every data drop is filled once. */
function checkDrops(list: SpecList, wiring: Wiring, problems: GraphProblem[]): unknown[] {
  const { specs, kinds, faulty } = list;
  const values = new Array<unknown>(specs.length);
  const { inputs, producers } = wiring;
  const decoded = (at: number, path: string, encoded: unknown, count: number): void => {
    try {
      values[at] = decode(encoded, count);
    } catch (error) {
      problems.push({ oid: specs[at]!.oid, path, message: messageOf(error) });
    }
  };
  for (let at = 0; at < specs.length; at++) {
    if (faulty.has(at)) continue;
    if (kinds[at] === APP) {
      const { args } = specs[at] as AppDropspec;
      if (args === undefined) continue;
      const count = inputs.offsets[at + 1]! - inputs.offsets[at]!;
      if (arePrimitives(args)) values[at] = args;
      else if (isListOfAll(args, count)) values[at] = LIST_OF_ALL;
      else decoded(at, 'args', args, count);
      continue;
    }
    const spec = specs[at] as DataDropspec;
    const message = faultOf(spec, producers.offsets[at + 1]! - producers.offsets[at]!);
    if (message !== undefined) problems.push({ oid: spec.oid, path: 'producers', message });
    if (spec.pydata !== undefined) decoded(at, 'pydata.value', spec.pydata.value, 0);
  }
  return values;
}

/** Stands for a single argument that is the list of all inputs: there may be millions of them. */
export const LIST_OF_ALL: readonly unknown[] = Object.freeze(['all inputs']);

/** Whether the only argument is the list of all inputs. */
export function isListOfAll(args: readonly unknown[], count: number): boolean {
  const { $: tag, value } = Object(args[0]) as { readonly $?: unknown; readonly value?: unknown };
  if (args.length !== 1 || tag !== 'inputs' || !Array.isArray(value)) return false;
  return value.length === 2 && value[0] === 0 && value[1] === count;
}

/** Whether all values are written as they are. */
export function arePrimitives(values: readonly unknown[]): boolean {
  for (let at = 0; at < values.length; at++)
    if (typeof values[at] === 'object' && values[at] !== null) return false;
  return true;
}

function faultOf({ pydata }: DataDropspec, producers: number): string | undefined {
  if (producers > 1) {
    return `has ${String(producers)} producers; a function gives a whole value, so give each an output of its own`;
  }
  if (producers === 1)
    return pydata === undefined ? undefined : 'are given, but the drop has data of its own (pydata) as well';
  return pydata === undefined ? 'are missing: nothing fills this drop, and it has no pydata' : undefined;
}

import { KeyConflictError } from '../errors/index.js';
import {
  argumentsOf,
  givenValue,
  orderOf,
  placesOf,
  reorderColumns,
  taskGraph,
  type TaskGraph,
} from '../graph/index.js';
import { Compilation } from './compilation.js';
import type { Delayed } from './lazy.js';
import { isPersisted, textOfPersisted } from './persisted.js';
import { RecordedNames } from './recorded-names.js';
import { argOf, callOf, fnOf, type RecordedNode } from './recorded-node.js';
import { Input, Signatures } from './signature.js';

/** A compiled graph, and which of its tasks each root became. */
export interface Compiled {
  readonly graph: TaskGraph;
  readonly tasks: readonly number[];
}

/**
 * Lays the graph under some recorded nodes out in columns, leaving out whatever they do not need.
 *
 * @param optimize - whether to look for an order that keeps fewer results; else it is that of the recording.
 * @throws KeyConflictError when one key stands for two different calls.
 */
export function compileNodes(roots: readonly RecordedNode[], optimize = true): Compiled {
  const compilation = new Compilation();
  const compiled = compileWith(compilation, roots, optimize);
  const substitutes = substitutesIn(compilation, compiled.graph);
  return substitutes.size === 0 ? compiled : compileWith(new Compilation({ substitutes }), roots, optimize);
}

function compileWith(compilation: Compilation, roots: readonly RecordedNode[], optimize: boolean): Compiled {
  const tasks = compilation.add(roots);
  const columns = compilation.columns(Int32Array.from(new Set(tasks)));
  const names = new RecordedNames(columns, compilation.calls);
  compilation.refuseTakenKeys((task) => names.key(task));
  const compiled = { graph: taskGraph(columns, names), tasks };
  return optimize ? inOrder(compiled, compilation.calls) : compiled;
}

/** The tasks in the order that keeps the fewest results, where the order of recording is not as good. */
function inOrder(compiled: Compiled, calls: readonly number[]): Compiled {
  const order = orderOf(compiled.graph);
  if (order === undefined) return compiled;
  const columns = reorderColumns(compiled.graph, order);
  const names = new RecordedNames(
    columns,
    Array.from(order, (task) => calls[task]!),
  );
  const places = placesOf(order);
  return { graph: taskGraph(columns, names), tasks: compiled.tasks.map((task) => places[task]!) };
}

/** Calls of which the graph has the result as well, as data that was persisted: that stands for both. */
function substitutesIn({ persisted, merged }: Compilation, graph: TaskGraph): Map<number, RecordedNode> {
  const { names, size } = graph;
  const substitutes = new Map<number, RecordedNode>();
  if (persisted.length === 0) return substitutes;
  const data = new Map(Array.from(persisted, (node) => [node.key, node]));
  const found = new Set<string>();
  let doubles = false;
  for (let task = 0; task < size; task++) {
    const key = names.key(task);
    const same = data.get(key);
    if (same === undefined) continue;
    refuseOther(graph, task, same);
    doubles ||= found.has(key);
    found.add(key);
    substitutes.set((names as RecordedNames).calls[task]!, same);
  }
  for (const [call, other] of merged) {
    const same = substitutes.get(other);
    if (same !== undefined) substitutes.set(call, same);
  }
  if (!doubles) substitutes.clear();
  return substitutes;
}

/** @throws KeyConflictError when a task has the key of data that was persisted, but does something else or is other data. */
function refuseOther(graph: TaskGraph, task: number, data: Delayed<unknown>): void {
  const { functions, names } = graph;
  const called = functions[task]!;
  const persistedFn = fnOf(data);
  const text = textOfPersisted(persistedFn);
  const isOther = isPersisted(called)
    ? !Object.is(givenValue(graph, task), argOf(data, 0))
    : text !== undefined && text !== textOf(graph, task);
  if (!isOther) return;
  const sites = [persistedFn.sites?.at(callOf(data)), names.callSite(task)] as const;
  const [first = 'an unknown place', second = 'an unknown place'] = sites;
  throw new KeyConflictError(data.key, [data.name, called.name], [first, second]);
}

/** What a task does, its inputs by their keys. */
function textOf(graph: TaskGraph, task: number): string {
  const { functions, names } = graph;
  const args = argumentsOf(graph, task, (input) => new Input(names.key(input)), false);
  return new Signatures().of(functions[task]!, args, () => names.callSite(task));
}

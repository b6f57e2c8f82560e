import { DropGraph } from '../dropspec/index.js';
import { inRunningOrder, type TaskGraph } from '../graph/index.js';
import { compileNodes } from './compile.js';
import { RecordedNames } from './recorded-names.js';
import { structureOf, type Structure } from './structure.js';

/** A structure with lazy values in it, compiled: what has to run, and how the results are put back. */
export interface CompiledStructure {
  readonly graph: TaskGraph;
  /** Puts the results, in the order of the graph's outputs, in the places of the lazy values. */
  rebuild(results: readonly unknown[]): unknown;
}

/** Compiles everything lazy in a value, however it is nested. @param optimize - see `compileNodes`. */
export function compileStructure(value: unknown, optimize?: boolean): CompiledStructure {
  const { nodes, build } = structureOf(value);
  const { graph, tasks } = compileNodes(nodes, optimize);
  const places = new Map(Array.from(graph.outputs, (task, place) => [task, place]));
  return { graph, rebuild: (results) => build(tasks.map((task) => results[places.get(task)!])) };
}

/** Compiles several structures into one graph, and tells which of its tasks the lazy values of each became. */
export function compileStructures(
  structures: readonly Structure[],
  optimize: boolean,
): { graph: TaskGraph; tasksOf: readonly (readonly number[])[] } {
  const { graph, tasks } = compileNodes(
    structures.flatMap(({ nodes }) => nodes),
    optimize,
  );
  let end = 0;
  return { graph, tasksOf: structures.map(({ nodes }) => tasks.slice(end, (end += nodes.length))) };
}

/** The tasks of a graph in a good order; what was recorded is in one since it was compiled. */
export function inGoodOrder(graph: TaskGraph): TaskGraph {
  return graph.names instanceof RecordedNames ? graph : inRunningOrder(graph);
}

/**
 * The graph that computing a value would run, without running it.
 *
 * @param value - a lazy value, or any structure that holds some.
 * @throws KeyConflictError when one key stands for two different calls.
 * @category Running
 * @example
 * ```ts
 * import { compile, delayed } from 'dropgraph';
 *
 * const double = delayed((x: number) => 2 * x, { name: 'double', pure: true });
 * const graph = compile([double(4), double(4)]);
 * graph.leaves.length; // => 1
 * ```
 */
export function compile(value: unknown): DropGraph {
  return new DropGraph(compileStructure(value).graph);
}

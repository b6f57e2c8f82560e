import { runSettings, type RunOptions } from '../executor/index.js';
import { compileNodes } from './compile.js';
import type { Delayed } from './lazy.js';
import { persisted } from './persisted.js';
import { setUpRun } from './set-up-run.js';
import { structureOf } from './structure.js';

/**
 * Computes everything lazy in a value and gives the value with the same lazy values in their places, now with their
 * results inside: with the same keys and names, and nothing left to run. What is built on them starts from there.
 *
 * @param value - a lazy value, or any structure that holds some.
 * @throws as `compute` does.
 * @category Running
 * @example
 * ```ts
 * import { compute, delayed, persist } from 'dropgraph';
 *
 * let loads = 0;
 * const load = delayed(() => ++loads);
 * const data = await persist(load());
 * await compute([data, data]); // => [1, 1]
 * loads; // => 1
 * ```
 */
export async function persist<const T>(value: T, options?: RunOptions): Promise<T> {
  const settings = runSettings(options, 'persist');
  const { nodes, build } = structureOf(value);
  const { graph, tasks } = compileNodes(nodes, settings.optimize);
  const { session } = setUpRun(graph, settings);
  void session.run();
  const results = new Map((await session.outputs()).map((result, place) => [graph.outputs[place], result]));
  return build(nodes.map((node, at) => persisted(node as Delayed<unknown>, results.get(tasks[at])))) as T;
}

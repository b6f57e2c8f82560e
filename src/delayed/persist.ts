import { runSettings, type RunOptions } from '../executor/index.js';
import { compileNodes } from './compile.js';
import type { Delayed } from './lazy.js';
import { persisted } from './persisted.js';
import { isPromise, optionsForLater } from './promised.js';
import { setUpRun } from './set-up-run.js';
import { refuseSecondValue, structureOf } from './structure.js';

/**
 * Computes everything lazy in a value and gives the value with the same lazy values in their places, now with their
 * results inside: with the same keys and names, and nothing left to run. What is built on them starts from there.
 *
 * @param value - a lazy value, any structure that holds some, or the promise of one.
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
export async function persist<const T>(value: T, options?: RunOptions): Promise<Awaited<T>> {
  refuseSecondValue(options, 'persist');
  const settings = runSettings(options, 'persist');
  if (isPromise(value)) {
    const later = optionsForLater(options);
    return await persist(await value, later);
  }
  const { nodes, build } = structureOf(value);
  const { graph, tasks } = compileNodes(nodes, settings.optimize);
  const { session } = setUpRun(graph, settings);
  void session.run();
  const results = new Map((await session.outputs()).map((result, place) => [graph.outputs[place], result]));
  // by node, so that one that stands in several places stays one
  const made = new Map(
    nodes.map((node, at) => [node, persisted(node as Delayed<unknown>, results.get(tasks[at]))]),
  );
  return build(nodes.map((node) => made.get(node))) as Awaited<T>;
}

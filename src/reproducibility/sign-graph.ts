import type { HashedDropspec } from './reprodata.js';
import type { LevelOptions } from './repro-options.js';
import { initPgReproData, initPgtPartitionReproData, initPgtUnrollReproData } from './physical-graph.js';
import { initRuntimeReproData, type RunData } from './runtime-graph.js';

/**
 * Hashes a physical graph through all its stages at once: unrolled, partitioned, mapped to machines, and run if it was.
 * For a graph that no translator hashed; takes, gives and throws what these do.
 *
 * @param runs - what its drops told of their run; left out for a graph that was not run.
 * @category Reproducibility
 * @example
 * ```ts
 * import { compareSignatures, getSignatures, ReproducibilityFlags, signGraph } from 'dropgraph/reproducibility';
 *
 * const drops = [
 *   { oid: 'A', categoryType: 'Data', storage: 'Memory', node: 'n1', consumers: ['B'] },
 *   { oid: 'B', categoryType: 'Application', dt: 'PythonApp', node: 'n1' },
 * ];
 * const elsewhere = drops.map((drop) => ({ ...drop, node: 'n2' }));
 * const [one, other] = [drops, elsewhere].map((graph) =>
 *   getSignatures(signGraph(graph, { rmode: ReproducibilityFlags.ALL })),
 * );
 * const { RERUN, RECOMPUTE } = compareSignatures(one ?? {}, other ?? {});
 * [RERUN, RECOMPUTE]; // => [true, false]
 * ```
 */
export function signGraph(
  graph: Iterable<unknown>,
  options?: LevelOptions,
  runs?: RunData,
): HashedDropspec[] {
  const unrolled = initPgtUnrollReproData(graph, options);
  const mapped = initPgReproData(initPgtPartitionReproData(unrolled, options), options);
  return runs === undefined ? mapped : initRuntimeReproData(mapped, runs, options);
}

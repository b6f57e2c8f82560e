import { InvalidGraphError, type GraphProblem } from '../errors/index.js';
import type { ReproducibilityFlags } from './flags.js';
import { collect, hashStage } from './hash-stage.js';
import { listNodes, type LogicalGraph, type NodeList } from './list-nodes.js';
import { lgData, lgtData } from './logical-data.js';
import { hashedModes, levelOfGraph } from './modes.js';
import { ofMode, type GraphReprodata } from './reprodata.js';
import { readReproOptions, type ReproOptions } from './repro-options.js';
import { describeGraph, withSignatures } from './signature.js';
import { withRoot } from './stage-data.js';

/** A logical graph that was hashed, with what is known of it and, under `nodeDataArray`, of its nodes. @category Reproducibility */
export type HashedLogicalGraph<G extends LogicalGraph> = Omit<G, 'reprodata'> & {
  readonly reprodata: GraphReprodata;
};

/**
 * Begins to hash a logical graph: what its nodes are, and how many ports they have.
 *
 * @param level - what the graph is to be compared by, here and in all stages that follow.
 * @returns the graph with reprodata for itself and its nodes; the one that was given is left as it was.
 * @throws InvalidGraphError for nodes without id, and links to nodes that are not there; TypeError and RangeError for a
 *   level that is none, and wrong options.
 * @category Reproducibility
 * @example
 * ```ts
 * import { initLgReproData, initLgtReproData, ReproducibilityFlags } from 'dropgraph/reproducibility';
 *
 * const nodeDataArray = [
 *   { id: 'A', categoryType: 'Data', category: 'Memory', outputPorts: [{ Id: 'out' }] },
 *   { id: 'B', categoryType: 'Application', category: 'PythonApp', inputPorts: [{ Id: 'in' }] },
 * ];
 * const drawn = { nodeDataArray, linkDataArray: [{ from: 'A', to: 'B' }] };
 * const graph = initLgReproData(initLgtReproData(drawn, ReproducibilityFlags.RERUN));
 * graph.reprodata.rmode; // => '1'
 * graph.reprodata.RERUN?.signature?.length; // => 64
 * ```
 */
export function initLgtReproData<G extends LogicalGraph>(
  graph: G,
  level: ReproducibilityFlags,
  options?: ReproOptions,
): HashedLogicalGraph<G> {
  hashedModes(level);
  const { compatible } = readReproOptions(options, 'initLgtReproData');
  const nodes = listNodes(graph);
  const nodeDataArray = collect(nodes.items, level, (node, mode, place) => ({
    lgt_data: withRoot(lgtData(node, mode), nodes.graph.ids[place]!),
  }));
  return { ...graph, nodeDataArray, reprodata: describeGraph(level, compatible) };
}

/**
 * Hashes a logical graph whose fields are filled in, and signs it. A graph without a level is given back as it is.
 *
 * @param graph - what {@link initLgtReproData} gave. It is left as it was.
 * @throws what `initLgtReproData` does; CycleError where nodes lead to each other in a circle.
 * @category Reproducibility
 */
export function initLgReproData<G extends LogicalGraph>(graph: G, options?: ReproOptions): G {
  const { compatible } = readReproOptions(options, 'initLgReproData');
  const nodes = listNodes(graph);
  const described = Object(graph.reprodata) as GraphReprodata;
  const level = levelOfGraph(described.rmode);
  if (level === undefined) return graph;
  expectTemplate(nodes, level);
  const told = collect(nodes.items, level, (node, mode, place) => ({
    lg_data: withRoot(lgData(node, mode), nodes.graph.ids[place]!),
  }));
  const { items, signatures } = hashStage({ graph: nodes.graph, items: told }, 'lg', { level, compatible });
  return { ...graph, nodeDataArray: items, reprodata: withSignatures(described, signatures) };
}

function expectTemplate({ items, graph }: NodeList, level: ReproducibilityFlags): void {
  const problems: GraphProblem[] = [];
  items.forEach((node, place) => {
    for (const mode of hashedModes(level)) {
      if (ofMode(node, mode)['lgt_data'] !== undefined) continue;
      const message = 'is missing: the graph must have been through initLgtReproData';
      problems.push({ oid: graph.ids[place]!, path: `reprodata.${mode}.lgt_data`, message });
    }
  });
  if (problems.length > 0) throw new InvalidGraphError(problems);
}

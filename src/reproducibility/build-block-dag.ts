import { rulesOf, type BlockItems, type Stage } from './block-rules.js';
import { dropEdges } from './drop-edges.js';
import type { ReproducibilityFlags } from './flags.js';
import { hashBlocks, type BlockDag } from './hash-blocks.js';
import { listDrops } from './list-drops.js';
import { listNodes, type LogicalGraph } from './list-nodes.js';
import { hashedMode } from './modes.js';
import { readReproOptions, type ReproOptions } from './repro-options.js';
import { visitBlocks } from './visit-blocks.js';

/** Stages of physical graphs: unrolled or partitioned, mapped to machines, run. @category Reproducibility */
export type PhysicalStageName = 'pgt' | 'pg' | 'rg';

const STAGES: readonly unknown[] = ['pgt', 'pg', 'rg'] satisfies PhysicalStageName[];

/**
 * Hashes the drops of a physical graph at one stage and level into a DAG of blocks: each from what the stage collected of
 * it, its hashes of earlier stages, and what the drops before it pass on. What is not there is hashed as Python's `None`.
 *
 * Passed on is at REPRODUCE the hash of data at the ends of the graph, and by all between what was passed to them; at
 * RERUN the hash of the first of the copies that a scatter made; at NOTHING nothing; else the hash of every drop.
 *
 * The time is linear in the number of drops, links and hashes that are passed on.
 *
 * @param graph - dropspecs; what {@link initPgtUnrollReproData} and its like collect stands in their `reprodata`.
 * @throws InvalidGraphError for drops without oid, and links to drops that are not there; CycleError for drops that wait
 *   for each other; RangeError for the levels ALL and EXPERIMENTAL, and unknown stages; TypeError for what is no level.
 * @category Reproducibility
 * @example
 * ```ts
 * import { buildBlockdag, ReproducibilityFlags } from 'dropgraph/reproducibility';
 *
 * const drops = [{ oid: 'A', consumers: ['B', 'C'] }, { oid: 'B' }, { oid: 'C' }];
 * const { visited, leaves } = buildBlockdag(drops, 'pgt', ReproducibilityFlags.REPEAT);
 * visited; // => ['A', 'C', 'B']
 * leaves.length; // => 2
 * ```
 */
export function buildBlockdag(
  graph: Iterable<unknown>,
  stage: PhysicalStageName,
  level: ReproducibilityFlags,
  options?: ReproOptions,
): BlockDag {
  if (!STAGES.includes(stage)) {
    throw new RangeError(
      `The stage of a physical graph must be one of ${STAGES.join(', ')}, got "${String(stage)}"`,
    );
  }
  const { compatible } = readReproOptions(options, 'buildBlockdag');
  const { drops } = listDrops(graph, 'buildBlockdag');
  return hash({ graph: dropEdges(drops, compatible), items: drops }, stage, level, compatible);
}

/**
 * Hashes the nodes of a logical graph at one level, as {@link buildBlockdag} does the drops of a physical one; at RERUN
 * every node passes on its hash.
 *
 * @category Reproducibility
 */
export function lgBuildBlockdag(graph: LogicalGraph, level: ReproducibilityFlags): BlockDag {
  return hash(listNodes(graph), 'lg', level, false);
}

function hash(blocks: BlockItems, stage: Stage, level: ReproducibilityFlags, compatible: boolean): BlockDag {
  const rules = rulesOf(blocks, { stage, mode: hashedMode(level), compatible });
  return hashBlocks(blocks.graph, visitBlocks(blocks.graph), rules);
}

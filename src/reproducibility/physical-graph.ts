import { InvalidGraphError, type GraphProblem } from '../errors/index.js';
import { dropEdges } from './drop-edges.js';
import { ReproducibilityFlags } from './flags.js';
import { collect, hashStage, type HashSettings } from './hash-stage.js';
import { listDrops, type Dropspec, type DropList } from './list-drops.js';
import { hashedModes, levelOfGraph, type HashedMode } from './modes.js';
import { ofMode, type GraphReprodata, type HashedDropspec, type ModeReprodata } from './reprodata.js';
import { readLevelOptions, type LevelOptions } from './repro-options.js';
import { describeGraph, withSignatures } from './signature.js';
import { pgData, pgtData, withRoot } from './stage-data.js';

/** What a stage of a physical graph tells of its drops, and needs of earlier stages. */
export interface PhysicalStage {
  readonly stage: 'pgt' | 'pg' | 'rg';
  /** The function that users call, for messages. */
  readonly owner: string;
  /** What earlier stages must have left with every drop, and the function that leaves it. */
  readonly needs?: { readonly name: string; readonly from: string };
  /** What is left of a graph that names no level; default: the graph as it is. */
  readonly unhashed?: (drop: Dropspec) => HashedDropspec;
  tell(drop: Dropspec, mode: HashedMode, settings: HashSettings): Partial<ModeReprodata>;
}

/**
 * Hashes a physical graph template as a translator unrolled it: what its drops are, and what leads to them.
 *
 * Drops keep what is known of the nodes they come from, `lg_blockhash`; in a graph that never was a logical one it is
 * hashed as Python's `None`. A graph that names no level loses what is known of its drops. At NOTHING there is nothing
 * to do, here and in the stages that follow.
 *
 * @param graph - dropspecs, and last, if at all, the reprodata of the graph. It is left as it was.
 * @returns the dropspecs with their reprodata, and last those of the graph with its signatures.
 * @throws InvalidGraphError for drops without oid, links to drops that are not there, and an unknown level; CycleError
 *   for drops that wait for each other; TypeError and RangeError for wrong options.
 * @category Reproducibility
 * @example
 * ```ts
 * import { getSignatures, initPgtUnrollReproData, ReproducibilityFlags } from 'dropgraph/reproducibility';
 *
 * const drops = [
 *   { oid: 'A', categoryType: 'Data', storage: 'Memory', consumers: ['B'] },
 *   { oid: 'B', categoryType: 'Application', dt: 'PythonApp' },
 * ];
 * const graph = initPgtUnrollReproData(drops, { rmode: ReproducibilityFlags.RERUN });
 * graph.length; // => 3
 * getSignatures(graph).RERUN?.length; // => 64
 * ```
 */
export function initPgtUnrollReproData(graph: Iterable<unknown>, options?: LevelOptions): HashedDropspec[] {
  return initStage(listDrops(graph, 'initPgtUnrollReproData'), options, {
    stage: 'pgt',
    owner: 'initPgtUnrollReproData',
    unhashed: ({ reprodata: _, ...drop }) => drop,
    tell: (drop, mode, { compatible }) => ({
      pgt_data: withRoot(pgtData(drop, mode, { partitioned: false, compatible }), drop.oid),
    }),
  });
}

/**
 * Hashes a physical graph template anew once it is partitioned: at RECOMPUTE and REPLICATE_COMP, drops tell their node
 * and island too, without the `#` in front. Takes, gives and throws what {@link initPgtUnrollReproData} does, which
 * must have been there before.
 *
 * @category Reproducibility
 */
export function initPgtPartitionReproData(
  graph: Iterable<unknown>,
  options?: LevelOptions,
): HashedDropspec[] {
  return initStage(listDrops(graph, 'initPgtPartitionReproData'), options, {
    stage: 'pgt',
    owner: 'initPgtPartitionReproData',
    needs: { name: 'pgt_blockhash', from: 'initPgtUnrollReproData' },
    tell: (drop, mode, { compatible }) => ({
      pgt_data: withRoot(pgtData(drop, mode, { partitioned: true, compatible }), drop.oid),
    }),
  });
}

/**
 * Hashes a physical graph, whose drops were given machines: at RECOMPUTE and REPLICATE_COMP, these count. Takes, gives
 * and throws what {@link initPgtUnrollReproData} does, which must have been there before.
 *
 * @category Reproducibility
 */
export function initPgReproData(graph: Iterable<unknown>, options?: LevelOptions): HashedDropspec[] {
  return initStage(listDrops(graph, 'initPgReproData'), options, {
    stage: 'pg',
    owner: 'initPgReproData',
    needs: { name: 'pgt_blockhash', from: 'initPgtUnrollReproData' },
    tell: (drop, mode) => ({ pg_data: withRoot(pgData(drop, mode), drop.oid) }),
  });
}

/** Collects what a stage tells of the drops of a graph, hashes their blocks and signs the graph. */
export function initStage(
  list: DropList,
  options: LevelOptions | undefined,
  stage: PhysicalStage,
): HashedDropspec[] {
  const { compatible, level: asked } = readLevelOptions(options, stage.owner);
  const level = asked ?? levelOfGraph(list.reprodata?.['rmode']);
  if (level === undefined) return asItWas(list, stage.unhashed);
  if (level === ReproducibilityFlags.NOTHING) return asItWas(list);
  if (stage.needs !== undefined) expectStage(list.drops, level, stage.needs);
  const edges = dropEdges(list.drops, compatible);
  const settings = { level, compatible };
  const told = collect(list.drops, level, (drop, mode) => stage.tell(drop, mode, settings));
  const { items, signatures } = hashStage({ graph: edges, items: told }, stage.stage, settings);
  return [...items, withSignatures(describedAs(list.reprodata, settings), signatures)];
}

function asItWas({ drops, reprodata }: DropList, unhashed?: PhysicalStage['unhashed']): HashedDropspec[] {
  const kept = unhashed === undefined ? drops : drops.map(unhashed);
  return [...(kept as readonly HashedDropspec[]), ...(reprodata === undefined ? [] : [reprodata])];
}

/** What describes a graph already stays: another implementation may have begun. */
function describedAs(reprodata: DropList['reprodata'], { level, compatible }: HashSettings): GraphReprodata {
  const isSame = reprodata !== undefined && levelOfGraph(reprodata['rmode']) === level;
  const described = describeGraph(level, compatible);
  return isSame ? { ...described, ...reprodata } : described;
}

function expectStage(
  drops: readonly Dropspec[],
  level: ReproducibilityFlags,
  { name, from }: NonNullable<PhysicalStage['needs']>,
): void {
  const problems: GraphProblem[] = [];
  for (const drop of drops) {
    for (const mode of hashedModes(level)) {
      if (typeof ofMode(drop, mode)[name] === 'string') continue;
      const path = `reprodata.${mode}.${name}`;
      problems.push({ oid: drop.oid, path, message: `is missing: the graph must have been through ${from}` });
    }
  }
  if (problems.length > 0) throw new InvalidGraphError(problems);
}

import { InvalidGraphError, type GraphProblem } from '../errors/index.js';
import type { ReproducibilityData } from './drop-data.js';
import { ReproducibilityFlags } from './flags.js';
import { listDrops, type Dropspec } from './list-drops.js';
import type { HashedMode } from './modes.js';
import { initStage, type PhysicalStage } from './physical-graph.js';
import type { HashedDropspec, StageData } from './reprodata.js';
import type { LevelOptions } from './repro-options.js';

/** What drops told of their run, by oid: what their event `reproducibility` carries. @category Reproducibility */
export type RunData = ReadonlyMap<string, ReproducibilityData>;

/** Stands for a drop that told nothing. */
const UNTOLD: StageData = { merkleroot: null };

/**
 * Hashes a physical graph that was run: what its drops told counts too. Takes, gives and throws what
 * {@link initPgtUnrollReproData} does; {@link initPgReproData} must have been there before.
 *
 * @param runs - what drops told; a drop that is not among them told nothing. Left out, what the graph holds of an earlier
 *   call counts.
 * @throws TypeError where `runs` is no Map; InvalidGraphError for what is told of a drop that is not in the graph, or
 *   told at another level.
 * @category Reproducibility
 */
export function initRuntimeReproData(
  graph: Iterable<unknown>,
  runs?: RunData,
  options?: LevelOptions,
): HashedDropspec[] {
  const stage: PhysicalStage = {
    stage: 'rg',
    owner: 'initRuntimeReproData',
    needs: { name: 'pg_blockhash', from: 'initPgReproData' },
    tell: () => ({}),
  };
  const list = listDrops(graph, stage.owner);
  if (runs === undefined) return initStage(list, options, stage);
  expectKnown(list.drops, runs);
  return initStage(list, options, {
    ...stage,
    tell({ oid }, mode, { level, compatible }) {
      const told = runs.get(oid);
      const data = told === undefined ? UNTOLD : runDataAt(oid, told, level, mode);
      // DALiuGE keeps what single levels tell where it does not look for it
      return compatible && level !== ReproducibilityFlags.ALL ? {} : { rg_data: data };
    },
  });
}

function expectKnown(drops: readonly Dropspec[], runs: RunData): void {
  if (!((runs as unknown) instanceof Map))
    throw new TypeError('What drops told of their run must be a Map by oid');
  const oids = new Set(drops.map(({ oid }) => oid));
  const problems: GraphProblem[] = [];
  for (const oid of runs.keys()) {
    if (!oids.has(oid)) problems.push({ oid, path: '', message: 'was run, but is not in the graph' });
  }
  if (problems.length > 0) throw new InvalidGraphError(problems);
}

/** What a drop told at a level: at ALL, what it told under the name of one. */
function runDataAt(
  oid: string,
  told: ReproducibilityData,
  level: ReproducibilityFlags,
  mode: HashedMode,
): StageData {
  const { data, merkleroot } = Object(told) as Readonly<Record<string, unknown>>;
  const at = (value: unknown): unknown =>
    level === ReproducibilityFlags.ALL ? (Object(value) as Record<string, unknown>)[mode] : value;
  const root = at(merkleroot);
  if (root !== null && typeof root !== 'string') {
    const asked = level === ReproducibilityFlags.ALL ? 'ALL' : mode;
    const message = `was run at another level than ${asked}, which is that of the graph`;
    throw new InvalidGraphError([{ oid, path: '', message }]);
  }
  return { ...(Object(at(data)) as object), merkleroot: root };
}

import { InvalidGraphError } from '../errors/index.js';
import { isLeaf, type BlockGraph } from './block-graph.js';
import type { BlockRules, Passed } from './hash-blocks.js';
import type { HashedMode } from './modes.js';
import { ofMode } from './reprodata.js';
import { isData } from './stage-data.js';

/** A stage at which blocks are hashed: the logical graph, the unrolled or partitioned one, that of machines, the run. */
export type Stage = 'lg' | 'pgt' | 'pg' | 'rg';

/** The drops, or nodes of a logical graph, that blocks stand for. */
export interface BlockItems {
  readonly graph: BlockGraph;
  /** By place in the graph. */
  readonly items: readonly Readonly<Record<string, unknown>>[];
}

/** What goes into a block: the roots of what its stage tells, and the hashes of the stages before. */
const CONTENT = {
  lg: ['lgt_data', 'lg_data'],
  pgt: ['pgt_data', 'lg_blockhash'],
  pg: ['pg_data', 'pgt_blockhash', 'lg_blockhash'],
  rg: ['rg_data', 'pg_blockhash', 'pgt_blockhash', 'lg_blockhash'],
} as const satisfies Record<Stage, readonly string[]>;

/** Stands for the run of a drop that tells nothing of it. */
const NO_RUN = new Uint8Array();

/** How the blocks of a stage are hashed at a level. */
export function rulesOf(
  { graph, items }: BlockItems,
  {
    stage,
    mode,
    compatible,
  }: { readonly stage: Stage; readonly mode: HashedMode; readonly compatible: boolean },
): BlockRules {
  return {
    contentOf(block) {
      const known = ofMode(items[block]!, mode);
      return CONTENT[stage].map((name) => {
        const hash = hashIn(known, name, `reprodata.${mode}`, graph.ids[block]!);
        return hash === null && name === 'rg_data' ? NO_RUN : hash;
      });
    },
    passedBy(block): Passed {
      if (mode === 'NOTHING') return 'nothing';
      const { iid, categoryType } = items[block]!;
      if (mode === 'REPRODUCE') {
        const isEnd = graph.indegrees[block] === 0 || isLeaf(graph, block);
        return isEnd && isData(categoryType) ? 'hash' : 'parents';
      }
      if (mode !== 'RERUN' || stage === 'lg' || isFirstCopy(iid, compatible)) return 'hash';
      return 'nothing';
    },
  };
}

/** Reads a hash of an earlier stage; null where there is none, which is hashed as `None`. */
function hashIn(
  known: Readonly<Record<string, unknown>>,
  name: string,
  within: string,
  oid: string,
): string | null {
  const isRoot = name.endsWith('_data');
  const hash = isRoot ? (Object(known[name]) as { readonly merkleroot?: unknown }).merkleroot : known[name];
  if (hash === undefined || hash === null) return null;
  if (typeof hash === 'string') return hash;
  const path = `${within}.${name}${isRoot ? '.merkleroot' : ''}`;
  throw new InvalidGraphError([{ oid, path, message: `must be a hash in hex, got ${typeof hash}` }]);
}

/** Whether a drop is the first of the copies that a scatter made of it, or the only one: then it has no number but 0. */
function isFirstCopy(iid: unknown, compatible: boolean): boolean {
  if (iid === undefined || iid === null) return true;
  if (compatible) return iid === '0/0';
  return (typeof iid === 'string' || typeof iid === 'number') && /^0(?:[/-]0)*$/.test(String(iid));
}

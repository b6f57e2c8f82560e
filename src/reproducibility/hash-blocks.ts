import { isLeaf, type BlockGraph } from './block-graph.js';
import { merkleRoot } from './merkle.js';

/** A drop, or a node of a logical graph, as it stands in the DAG of one level. @category Reproducibility */
export interface Block {
  readonly hash: string;
  /** What of those before it is in the hash: their hashes, by oid. */
  readonly parents: Readonly<Record<string, string>>;
}

/** The blocks of a graph, hashed at one stage and level. @category Reproducibility */
export interface BlockDag {
  /** Hashes of the blocks that nothing follows, in the order of the graph. */
  readonly leaves: readonly string[];
  /** All oids, in the order they were visited: each after those that lead to it. */
  readonly visited: readonly string[];
  /** Every block by its oid, in the order of the graph. */
  readonly blocks: ReadonlyMap<string, Block>;
}

/** What a block passes on to those that follow it: its hash, what was passed on to itself, or nothing. */
export type Passed = 'hash' | 'parents' | 'nothing';

/** What the hash of a block is made of, beside what is passed on to it. */
export interface BlockRules {
  contentOf(block: number): readonly (string | Uint8Array | null)[];
  passedBy(block: number): Passed;
}

type Parents = ReadonlyMap<string, string>;

const NO_PARENTS: Parents = new Map();

/** Hashes blocks in the order of a visit, so that all that leads to a block is hashed before it. */
export function hashBlocks(graph: BlockGraph, order: Int32Array, rules: BlockRules): BlockDag {
  const { ids, offsets, targets } = graph;
  const hashes = new Array<string>(ids.length);
  const parents = new Array<Parents>(ids.length).fill(NO_PARENTS);
  const merged = new Map<number, Map<string, string>>();
  for (const block of order) {
    const before = parents[block]!;
    // content is never empty, so there is a root
    const hash = merkleRoot([...rules.contentOf(block), ...[...before.values()].sort()]) as string;
    hashes[block] = hash;
    const passed = rules.passedBy(block);
    if (passed === 'nothing' || isLeaf(graph, block)) continue;
    const more = passed === 'hash' ? new Map([[ids[block]!, hash]]) : before;
    if (more.size === 0) continue;
    for (let at = offsets[block]!; at < offsets[block + 1]!; at++) {
      const target = targets[at]!;
      // a block with one before it shares its map: at REPRODUCE a whole chain passes on the same
      if (parents[target] === NO_PARENTS) parents[target] = more;
      else {
        const known = merged.get(target) ?? new Map(parents[target]);
        for (const [id, passedHash] of more) known.set(id, passedHash);
        merged.set(target, known);
        parents[target] = known;
      }
    }
  }
  return dagOf(graph, order, hashes, parents);
}

function dagOf(
  graph: BlockGraph,
  order: Int32Array,
  hashes: readonly string[],
  parents: readonly Parents[],
): BlockDag {
  const records = new Map<Parents, Readonly<Record<string, string>>>();
  const recordOf = (of: Parents): Readonly<Record<string, string>> => {
    const record = records.get(of) ?? Object.freeze(Object.fromEntries(of));
    records.set(of, record);
    return record;
  };
  return {
    leaves: hashes.filter((_, block) => isLeaf(graph, block)),
    visited: Array.from(order, (block) => graph.ids[block]!),
    blocks: new Map(
      graph.ids.map((id, block) => [id, { hash: hashes[block]!, parents: recordOf(parents[block]!) }]),
    ),
  };
}

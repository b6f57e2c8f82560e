import type { HashedMode } from './modes.js';

/** What a stage tells of a drop, by name, and the Merkle root over it; null where it tells nothing. @category Reproducibility */
export interface StageData {
  readonly merkleroot: string | null;
  readonly [name: string]: unknown;
}

/** Hashes of those before a block, by oid. @category Reproducibility */
export type ParentHashes = Readonly<Record<string, string>>;

/**
 * What is known of a drop at one level, stage by stage: of the node of the logical graph it comes from (`lgt`, `lg`), of
 * the drop itself (`pgt`, `pg`), and of its run (`rg`).
 *
 * @category Reproducibility
 */
export interface ModeReprodata {
  readonly rmode: string;
  readonly lgt_data?: StageData;
  readonly lg_data?: StageData;
  readonly lg_blockhash?: string | null;
  readonly lg_parenthashes?: ParentHashes;
  readonly pgt_data?: StageData;
  readonly pgt_blockhash?: string;
  readonly pgt_parenthashes?: ParentHashes;
  readonly pg_data?: StageData;
  readonly pg_blockhash?: string;
  readonly pg_parenthashes?: ParentHashes;
  readonly rg_data?: StageData;
  readonly rg_blockhash?: string;
  readonly rg_parenthashes?: ParentHashes;
}

/** The `reprodata` of a drop: one entry for each level, by its name. @category Reproducibility */
export type DropReprodata = { readonly rmode: string } & {
  readonly [Mode in HashedMode]?: ModeReprodata;
};

/** The reprodata of a graph, which stand last in its list: its level, and a signature for each. @category Reproducibility */
export type GraphReprodata = {
  readonly rmode: string;
  readonly meta_data: { readonly repro_protocol: number; readonly HashingAlg: string };
  /** Root over the level and the meta data. */
  readonly merkleroot: string;
} & {
  /** Null for a graph without drops. */
  readonly [Mode in HashedMode]?: { readonly signature: string | null };
};

/** A drop of a graph that was hashed, with all its fields; or, last in the list and without oid, {@link GraphReprodata}. @category Reproducibility */
export interface HashedDropspec {
  readonly oid?: string;
  readonly reprodata?: DropReprodata;
  readonly [field: string]: unknown;
}

/** The reprodata of a drop with more of one level. */
export function withMode(
  { reprodata }: Readonly<Record<string, unknown>>,
  rmode: string,
  mode: HashedMode,
  more: Partial<ModeReprodata>,
): DropReprodata {
  const known = Object(reprodata) as Readonly<Record<string, unknown>>;
  const ofMode = Object(known[mode]) as Readonly<Record<string, unknown>>;
  return { ...known, rmode, [mode]: { ...ofMode, ...more } };
}

/** What is known of a drop at a level; nothing where it has no such reprodata. */
export function ofMode(
  { reprodata }: Readonly<Record<string, unknown>>,
  mode: HashedMode,
): Readonly<Record<string, unknown>> {
  const known = Object(reprodata) as Readonly<Record<string, unknown>>;
  return Object(known[mode]) as Readonly<Record<string, unknown>>;
}

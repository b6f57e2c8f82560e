import { rulesOf, type BlockItems, type Stage } from './block-rules.js';
import { ReproducibilityFlags } from './flags.js';
import { hashBlocks } from './hash-blocks.js';
import { hashedModes, type HashedMode } from './modes.js';
import { withMode, type DropReprodata, type ModeReprodata } from './reprodata.js';
import { signatureOf } from './signature.js';
import { visitBlocks } from './visit-blocks.js';

/** What a graph is hashed for. */
export interface HashSettings {
  readonly level: ReproducibilityFlags;
  readonly compatible: boolean;
}

/** A drop or node with what is known of it at each level. */
export type WithReprodata<T> = T & { readonly reprodata: DropReprodata };

/** Adds to what is known of each drop at each level, as the stage tells it. */
export function collect<T extends Readonly<Record<string, unknown>>>(
  items: readonly T[],
  level: ReproducibilityFlags,
  tell: (item: T, mode: HashedMode, place: number) => Partial<ModeReprodata>,
): WithReprodata<T>[] {
  return items.map((item, place) => {
    let { reprodata } = item as { readonly reprodata?: unknown };
    for (const mode of hashedModes(level)) {
      const rmode = String(ReproducibilityFlags[mode]);
      reprodata = withMode({ reprodata }, String(level), mode, { rmode, ...tell(item, mode, place) });
    }
    return { ...item, reprodata: reprodata as DropReprodata };
  });
}

/** Hashes the blocks of a stage at each level, and signs the graph at each. */
export function hashStage<T extends Readonly<Record<string, unknown>>>(
  { graph, items }: BlockItems & { readonly items: readonly T[] },
  stage: Stage,
  { level, compatible }: HashSettings,
): { items: WithReprodata<T>[]; signatures: Map<HashedMode, string | null> } {
  const order = visitBlocks(graph);
  const signatures = new Map<HashedMode, string | null>();
  let hashed: readonly T[] = items;
  for (const mode of hashedModes(level)) {
    const { blocks, leaves } = hashBlocks(
      graph,
      order,
      rulesOf({ graph, items }, { stage, mode, compatible }),
    );
    const found = [...blocks.values()];
    hashed = hashed.map((item, place) => {
      const { hash, parents } = found[place]!;
      const more = { [`${stage}_blockhash`]: hash, [`${stage}_parenthashes`]: parents };
      return { ...item, reprodata: withMode(item, String(level), mode, more) };
    });
    signatures.set(mode, signatureOf(leaves, compatible));
  }
  return { items: hashed as WithReprodata<T>[], signatures };
}

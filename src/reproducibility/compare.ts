import { REPRODUCIBILITY_MODES, type ReproducibilityMode } from './flags.js';

/** Signatures of a graph by level, of those it was hashed at. @category Reproducibility */
export type Signatures = { readonly [Mode in ReproducibilityMode]?: string };

/**
 * The signatures of a graph that was hashed.
 *
 * @param graph - dropspecs with the reprodata of the graph last; a logical graph with its `reprodata`; or the reprodata
 *   alone. What has none has no signatures.
 * @category Reproducibility
 */
export function getSignatures(graph: unknown): Signatures {
  const last: unknown = Array.isArray(graph) ? graph.at(-1) : graph;
  const { reprodata = last } = Object(last) as { readonly reprodata?: unknown };
  const known = Object(reprodata) as Readonly<Record<string, unknown>>;
  const signatures: { [Mode in ReproducibilityMode]?: string } = {};
  for (const mode of REPRODUCIBILITY_MODES) {
    const { signature } = Object(known[mode]) as { readonly signature?: unknown };
    if (typeof signature === 'string') signatures[mode] = signature;
  }
  return signatures;
}

/**
 * Whether two graphs have the same signatures, for each level at which both have one.
 *
 * @category Reproducibility
 * @example
 * ```ts
 * import { compareSignatures } from 'dropgraph/reproducibility';
 *
 * compareSignatures({ RERUN: 'ab', REPEAT: 'cd' }, { RERUN: 'ab', REPEAT: 'ef' }); // => { RERUN: true, REPEAT: false }
 * compareSignatures({ RERUN: 'ab' }, {}); // => {}
 * ```
 */
export function compareSignatures(
  one: Signatures,
  other: Signatures,
): { readonly [Mode in ReproducibilityMode]?: boolean } {
  const same: { [Mode in ReproducibilityMode]?: boolean } = {};
  for (const mode of REPRODUCIBILITY_MODES) {
    if (one[mode] !== undefined && other[mode] !== undefined) same[mode] = one[mode] === other[mode];
  }
  return same;
}

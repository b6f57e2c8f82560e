import { type ReproducibilityFlags } from './flags.js';
import { merkleRoot } from './merkle.js';
import type { HashedMode } from './modes.js';
import type { GraphReprodata } from './reprodata.js';

/** Version of the rules that graphs are hashed by, and its text in Python, where it is a float. */
const PROTOCOL = { number: 1, text: '1.0' };

/**
 * One hash for a graph at one level: the Merkle root over the hashes of its leaves, whatever their order.
 *
 * @returns null where there are no leaves.
 */
export function signatureOf(leaves: readonly string[], compatible: boolean): string | null {
  return merkleRoot([...leaves].sort(), compatible ? 'sha256' : 'sha3-256');
}

/** The reprodata of a graph before it is hashed: its level, and how it will be done. */
export function describeGraph(level: ReproducibilityFlags, compatible: boolean): GraphReprodata {
  const rmode = String(level);
  const algorithm = compatible ? 'openssl_sha3_256' : 'sha3_256';
  // whole numbers cannot be told from floats, so the one float there is has to be written by hand
  const meta = `{'repro_protocol': ${PROTOCOL.text}, 'HashingAlg': '${algorithm}'}`;
  return {
    rmode,
    meta_data: { repro_protocol: PROTOCOL.number, HashingAlg: algorithm },
    merkleroot: merkleRoot([`('rmode', '${rmode}')`, `('meta_data', ${meta})`])!,
  };
}

/** The reprodata of a graph with its signatures, which replace those of earlier stages. */
export function withSignatures(
  described: GraphReprodata,
  signatures: ReadonlyMap<HashedMode, string | null>,
): GraphReprodata {
  const entries = Array.from(signatures, ([mode, signature]) => [mode, { signature }] as const);
  return { ...described, ...Object.fromEntries(entries) };
}

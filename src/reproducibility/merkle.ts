import { createHash, hash } from 'node:crypto';
import { pythonStr, Tuple } from '../codecs/index.js';

/** Hash functions of Merkle trees: everything of DALiuGE uses the first, but the signature of a graph. @category Reproducibility */
export type MerkleHash = 'sha3-256' | 'sha256';

/** What a drop tells about itself, by name; the order counts. @category Reproducibility */
export type MerkleData = Readonly<Record<string, unknown>>;

const LEAF = Buffer.from([0]);

/**
 * SHA3-256 of bytes (or of a text in UTF-8), in hex: the hash of DALiuGE's reproducibility.
 *
 * @param content - or pieces of it, which are hashed as one.
 * @category Reproducibility
 * @example
 * ```ts
 * commonHash(''); // => 'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a'
 * ```
 */
export function commonHash(content: string | Uint8Array | Iterable<Uint8Array>): string {
  const running = createHash('sha3-256');
  if (typeof content === 'string' || content instanceof Uint8Array) running.update(content);
  else for (const piece of content) running.update(piece);
  return running.digest('hex');
}

/**
 * Root of the Merkle tree over items, or over the entries of an object, in hex; null where there are none.
 *
 * Bytes are hashed as they are, texts in UTF-8, anything else as the text Python's `str()` makes of it; an entry of an
 * object is the Python tuple `('name', value)`.
 *
 * @category Reproducibility
 * @throws CodecError for an item that has no text in Python.
 * @example
 * ```ts
 * merkleRoot({ status: 2 }); // => '689fcf0d74c42200bef177db545adc43c135dfb0d7dc85b166db3af1dcded235'
 * merkleRoot({}); // => null
 * ```
 */
export function merkleRoot(
  data: readonly unknown[] | MerkleData,
  algorithm: MerkleHash = 'sha3-256',
): string | null {
  const items: readonly unknown[] = Array.isArray(data)
    ? data
    : Object.entries(data).map(([name, value]) => Tuple.of<unknown>(name, value));
  // bytes as characters: hashing at once is several times faster than with a Hash, and gives texts faster than Buffers
  const digest = (content: string | Uint8Array): string => hash(algorithm, content, 'binary');
  let level = items.map((item) =>
    digest(item instanceof Uint8Array ? Buffer.concat([LEAF, item]) : `\0${pythonStr(item)}`),
  );
  while (level.length > 1) {
    const above: string[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at]!, level[at + 1]];
      // one without a neighbour moves up as it is
      above.push(right === undefined ? left : digest(Buffer.from(`\x01${left}${right}`, 'binary')));
    }
    level = above;
  }
  const [root] = level;
  return root === undefined ? null : Buffer.from(root, 'binary').toString('hex');
}

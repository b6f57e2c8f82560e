import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkReproducibilityFlag,
  commonHash,
  generateMerkleData,
  merkleRoot,
  readReproducibilityFlag,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  reproducibilityData,
  type MerkleSource,
} from '../../src/reproducibility/index.js';

const HELLO = 'ac1824d4443ee9a8fcb7026f1b4751b60e0c716ad2d7eaaf8b76b2c44707e6ae';

describe('merkleRoot', () => {
  it.each([
    [0, 'e6498205a3e4a077e35fbf1cbd1f3234497140c221f136f4265c4650d3c607c3'],
    [1, '2a07c3b29679d03ff9f33c0d4955a2e97250dc7a80f6350df55c72ab22296701'],
    [2, '689fcf0d74c42200bef177db545adc43c135dfb0d7dc85b166db3af1dcded235'],
    [3, '28dbc1e53c37bd4af7ea7a773341f955c96487334a620fbc6497505f7e5b5cfe'],
    [4, '6335d914fe902f2fac171b1797038cb2babb55032fbfcaa0941ad6532ad0c23c'],
    [5, '138844f4a7c702dbf2568d6098d5a14d5b28d7331d560200f18bb90cfde7b0bc'],
    [6, '2173e5089241d74ae78c241f741e451849516bc2733f883751105c7a49d1c6c5'],
    [7, 'e335b629ace19748a4eec1fcd84a15fcf7d1b03211cfa50b3d4a353581345bc3'],
  ])('of the state %i is what DALiuGE computes', (status, root) => {
    expect(merkleRoot({ status })).toBe(root);
  });

  it.each<[string, readonly unknown[] | Readonly<Record<string, unknown>>, string]>([
    ['two nulls', [null, null], 'b33f465166e678698582a66db1f75d28949c4bd51a72e6f608c9d124b9196e73'],
    ['a content', { data_hash: HELLO }, 'c43f072a17a66c5dda0554e442661d94d1077593b5aec38a4a264b8433ed94bf'],
    [
      'a state and a content',
      { status: 2, data_hash: HELLO },
      '12813639b06fed0280f072bb24c91b567d6fe388322cb73f4b1ecd170afe4a0c',
    ],
    [
      'an odd number of texts',
      ['a', 'b', 'c'],
      '3eaea59d209d4f38ef1fec603f66e86df85d5d8af007985389422debfeaf2e30',
    ],
    [
      'bytes, which are hashed like the text',
      [Buffer.from('a'), 'b', Buffer.from('c')],
      '3eaea59d209d4f38ef1fec603f66e86df85d5d8af007985389422debfeaf2e30',
    ],
  ])('of %s is what DALiuGE computes', (_what, data, root) => {
    expect(merkleRoot(data)).toBe(root);
  });

  it('is null where there is nothing, and depends on the order', () => {
    expect([merkleRoot({}), merkleRoot([])]).toEqual([null, null]);
    expect(merkleRoot({ a: 1, b: 2 })).not.toBe(merkleRoot({ b: 2, a: 1 }));
  });

  it('gives every root, block and signature of a graph that DALiuGE hashed', () => {
    let roots = 0;
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      if ('merkleroot' in value && !('rmode' in value)) {
        const { merkleroot, ...data } = value;
        expect(merkleRoot(data)).toBe(merkleroot);
        roots += 1;
      }
      Object.values(value).forEach(check);
    };
    const { results } = JSON.parse(readFileSync('test/fixtures/repro-vectors.json', 'utf8')) as {
      results: Record<string, Stage>;
    };
    check(results);
    expect(roots).toBeGreaterThan(50);
    let blocks = 0;
    for (const { lg, lg_signature } of Object.values(results)) {
      for (const drop of Object.values(lg)) {
        const parents = Object.values(drop.lg_parenthashes).sort();
        expect(merkleRoot([drop.lgt_data.merkleroot, drop.lg_data.merkleroot, ...parents])).toBe(
          drop.lg_blockhash,
        );
        blocks += 1;
      }
      // C is the one leaf
      expect(merkleRoot([lg['C']!.lg_blockhash], 'sha256')).toBe(lg_signature);
    }
    expect(blocks).toBeGreaterThan(15);
  });
});

interface Stage {
  readonly lg_signature: string;
  readonly lg: Record<
    string,
    {
      readonly lgt_data: { readonly merkleroot: string | null };
      readonly lg_data: { readonly merkleroot: string | null };
      readonly lg_blockhash: string;
      readonly lg_parenthashes: Record<string, string>;
    }
  >;
}

describe('commonHash', () => {
  it('is SHA3-256 in hex', () => {
    expect(commonHash('Helloworld')).toBe(HELLO);
    expect(commonHash('')).toBe('a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a');
  });

  it('takes bytes, and pieces of them', () => {
    expect(commonHash(Buffer.from('Helloworld'))).toBe(HELLO);
    expect(commonHash([Buffer.from('Hello'), Buffer.from('world')])).toBe(HELLO);
  });
});

const source: MerkleSource = {
  generateRerunData: () => ({ status: 2 }),
  generateRepeatData: () => ({ status: 2 }),
  generateRecomputeData: () => ({ status: 2 }),
  generateReproduceData: () => ({}),
  generateReplicateSciData: () => ({ status: 2, data_hash: HELLO }),
  generateReplicateCompData: () => ({ status: 3 }),
  generateReplicateTotalData: () => ({ status: 4 }),
};

describe('the data of a drop', () => {
  const { NOTHING, ALL, RERUN, REPRODUCE, REPLICATE_SCI, EXPERIMENTAL } = ReproducibilityFlags;

  it('are those of its level', () => {
    expect(reproducibilityData(RERUN, source)).toEqual({
      data: { status: 2 },
      merkleroot: merkleRoot({ status: 2 }),
    });
    expect(reproducibilityData(REPLICATE_SCI, source).merkleroot).toMatch(/^12813639/);
    expect(reproducibilityData(REPRODUCE, source)).toEqual({ data: {}, merkleroot: null });
    expect(reproducibilityData(NOTHING, source)).toEqual({ data: {}, merkleroot: null });
  });

  it('are by name, in the order of the levels, where all are asked for', () => {
    const { data, merkleroot } = reproducibilityData(ALL, source);
    expect(Object.keys(data)).toEqual(REPRODUCIBILITY_MODES);
    expect(Object.keys(merkleroot as object)).toEqual(REPRODUCIBILITY_MODES);
    expect(data['REPLICATE_TOTAL']).toEqual({ status: 4 });
    expect(merkleroot).toMatchObject({ RERUN: merkleRoot({ status: 2 }), REPRODUCE: null });
  });

  it('are not defined for EXPERIMENTAL', () => {
    expect(() => generateMerkleData(EXPERIMENTAL, source)).toThrow(RangeError);
  });
});

describe('the level of reproducibility', () => {
  it.each<[unknown, number]>([
    [5, 5],
    ['5', 5],
    [-1, -1],
    ['-1', -1],
    ['ALL', -1],
    ['RERUN', 1],
    ['Reproducibility.REPLICATE_SCI', 6],
    [3, 0],
    ['3', 0],
    ['nonsense', 0],
    ['constructor', 0],
    [undefined, 0],
    [null, 0],
    [{}, 0],
    [1.5, 0],
  ])('is read from %j as %i', (rmode, flag) => {
    expect(readReproducibilityFlag(rmode)).toBe(flag);
  });

  it('falls back to what is asked for', () => {
    expect(readReproducibilityFlag('?', ReproducibilityFlags.RERUN)).toBe(1);
  });

  it('is checked where a program sets it', () => {
    expect(checkReproducibilityFlag(8)).toBe(8);
    for (const wrong of [3, 'RERUN', null, undefined]) {
      expect(() => checkReproducibilityFlag(wrong)).toThrow(TypeError);
    }
  });
});

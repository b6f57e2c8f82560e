import { describe, expect, it } from 'vitest';
import {
  buildBlockdag,
  initPgReproData,
  initPgtPartitionReproData,
  initPgtUnrollReproData,
  merkleRoot,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  signGraph,
  type HashedDropspec,
  type ModeReprodata,
} from '../../src/reproducibility/index.js';

/** Whose hashes are in that of each drop, by its oid; those of others are made of none. */
type Sources = Readonly<Record<string, readonly string[]>>;

interface Shape {
  readonly drops: readonly object[];
  readonly parents: Sources;
  /** The same at REPRODUCE, where only data at the start of the graph pass on their hash. */
  readonly parentsOfData: Sources;
  readonly leaves: readonly string[];
}

const app = (oid: string, ...outputs: string[]): object => ({
  oid,
  categoryType: 'Application',
  dt: 'Test',
  outputs,
});
const data = (oid: string, ...consumers: string[]): object => ({
  oid,
  categoryType: 'Data',
  storage: 'Memory',
  consumers,
});

const shapes: Readonly<Record<string, Shape>> = {
  'a single drop': { drops: [app('1')], parents: {}, parentsOfData: {}, leaves: ['1'] },
  'two starts': {
    drops: [app('1', '2'), data('2'), app('3', '2')],
    parents: { 2: ['1', '3'] },
    parentsOfData: {},
    leaves: ['2'],
  },
  'two ends': {
    drops: [app('1', '2', '3'), data('2'), data('3')],
    parents: { 2: ['1'], 3: ['1'] },
    parentsOfData: {},
    leaves: ['2', '3'],
  },
  'two lines': {
    drops: [app('1', '2'), data('2'), app('3', '4'), data('4')],
    parents: { 2: ['1'], 4: ['3'] },
    parentsOfData: {},
    leaves: ['2', '4'],
  },
  'a fan of data': {
    drops: [data('1', '2', '3'), app('2', '4'), app('3', '5'), data('4'), data('5')],
    parents: { 2: ['1'], 3: ['1'], 4: ['2'], 5: ['3'] },
    parentsOfData: { 2: ['1'], 3: ['1'], 4: ['1'], 5: ['1'] },
    leaves: ['4', '5'],
  },
  'a funnel of data': {
    drops: [data('1', '3'), data('2', '3'), app('3', '4'), data('4')],
    parents: { 3: ['1', '2'], 4: ['3'] },
    parentsOfData: { 3: ['1', '2'], 4: ['1', '2'] },
    leaves: ['4'],
  },
  'an application between data': {
    drops: [data('1', '2'), app('2', '3'), data('3')],
    parents: { 2: ['1'], 3: ['2'] },
    parentsOfData: { 2: ['1'], 3: ['1'] },
    leaves: ['3'],
  },
  'data between applications': {
    drops: [app('1', '2'), data('2', '3'), app('3')],
    parents: { 2: ['1'], 3: ['2'] },
    parentsOfData: {},
    leaves: ['3'],
  },
};

const levels = [
  ...REPRODUCIBILITY_MODES.map((mode) => [mode, [mode]] as const),
  ['ALL', REPRODUCIBILITY_MODES] as const,
];

describe.each(levels)('at %s', (level, modes) => {
  const options = { rmode: ReproducibilityFlags[level] };

  it.each(Object.entries(shapes))('the blocks of %s are made of what leads to them', (_, shape) => {
    const graph = signGraph(shape.drops, options);
    const described = graph.at(-1)!;
    for (const mode of modes) {
      const known = new Map(graph.slice(0, -1).map(({ oid, reprodata }) => [oid!, reprodata![mode]!]));
      const expected = mode === 'REPRODUCE' ? shape.parentsOfData : shape.parents;
      for (const stage of ['pgt', 'pg'] as const) {
        const hashOf = (oid: string): string => known.get(oid)![`${stage}_blockhash`]!;
        for (const [oid, ofMode] of known) {
          const sources = expected[oid] ?? [];
          const parents = Object.fromEntries(sources.map((source) => [source, hashOf(source)]));
          expect(ofMode[`${stage}_parenthashes`]).toEqual(parents);
          expect(hashOf(oid)).toBe(
            merkleRoot([...contentOf(ofMode, stage), ...Object.values(parents).sort()]),
          );
        }
        // leaves with the same before them are the same
        expect(new Set(shape.leaves.map(hashOf)).size).toBe(1);
      }
      const leaves = shape.leaves.map((oid) => known.get(oid)!.pg_blockhash!);
      expect(described[mode]).toEqual({ signature: merkleRoot(leaves.sort()) });
    }
    expect(Object.keys(described)).toEqual(['rmode', 'meta_data', 'merkleroot', ...modes]);
    for (const { reprodata } of graph.slice(0, -1))
      expect(Object.keys(reprodata!)).toEqual(['rmode', ...modes]);
  });
});

function contentOf(known: ModeReprodata, stage: 'pgt' | 'pg'): unknown[] {
  if (stage === 'pgt') return [known.pgt_data!.merkleroot, known.lg_blockhash];
  return [known.pg_data!.merkleroot, known.pgt_blockhash, known.lg_blockhash];
}

describe('what drops tell', () => {
  const { RERUN, REPRODUCE, RECOMPUTE, REPLICATE_COMP, NOTHING } = ReproducibilityFlags;
  const drops = [
    { ...data('1', '2'), rank: [0, 1], node: '#0', island: '#1' },
    { ...app('2'), rank: [1], node: 'host', island: 'there' },
  ];
  const dataOf = (
    graph: readonly HashedDropspec[],
    mode: 'RERUN' | 'REPRODUCE' | 'RECOMPUTE' | 'REPLICATE_COMP',
    stage: 'pgt' | 'pg',
  ): unknown =>
    graph.slice(0, -1).map(({ reprodata }) => {
      const { merkleroot: _, ...told } = reprodata![mode]![`${stage}_data`]!;
      return told;
    });

  it('unrolled is their kind, and at RECOMPUTE and REPLICATE_COMP their rank', () => {
    expect(dataOf(initPgtUnrollReproData(drops, { rmode: RERUN }), 'RERUN', 'pgt')).toEqual([
      { categoryType: 'Data', storage: 'Memory' },
      { categoryType: 'Application', dt: 'Test' },
    ]);
    expect(dataOf(initPgtUnrollReproData(drops, { rmode: REPRODUCE }), 'REPRODUCE', 'pgt')).toEqual([
      { categoryType: 'Data', storage: 'Memory' },
      { categoryType: 'Application' },
    ]);
    expect(dataOf(initPgtUnrollReproData(drops, { rmode: RECOMPUTE }), 'RECOMPUTE', 'pgt')).toEqual([
      { categoryType: 'Data', storage: 'Memory', rank: [0, 1] },
      { categoryType: 'Application', dt: 'Test', rank: [1] },
    ]);
  });

  it('partitioned is their place too, without its mark, and letters of hosts only for DALiuGE', () => {
    const pgt = initPgtUnrollReproData(drops, { rmode: REPLICATE_COMP });
    const [first, second] = dataOf(initPgtPartitionReproData(pgt), 'REPLICATE_COMP', 'pgt') as object[];
    expect(first).toMatchObject({ node: '0', island: '1' });
    expect(second).toMatchObject({ node: 'host', island: 'there' });
    const [, cut] = dataOf(
      initPgtPartitionReproData(pgt, { compatible: true }),
      'REPLICATE_COMP',
      'pgt',
    ) as object[];
    expect(cut).toMatchObject({ node: 'ost', island: 'here' });
    expect(dataOf(signGraph(drops, { rmode: RERUN }), 'RERUN', 'pgt')).toEqual([
      { categoryType: 'Data', storage: 'Memory' },
      { categoryType: 'Application', dt: 'Test' },
    ]);
  });

  it('on machines is their place as it is', () => {
    const pg = initPgReproData(initPgtUnrollReproData(drops, { rmode: RECOMPUTE }));
    expect(dataOf(pg, 'RECOMPUTE', 'pg')).toEqual([
      { node: '#0', island: '#1' },
      { node: 'host', island: 'there' },
    ]);
    expect(dataOf(signGraph(drops, { rmode: RERUN }), 'RERUN', 'pg')).toEqual([{}, {}]);
  });

  it('is left out where they do not have it', () => {
    const graph = initPgtUnrollReproData([{ oid: 'A', categoryType: 'data', storage: null }], {
      rmode: RECOMPUTE,
    });
    expect(dataOf(graph, 'RECOMPUTE', 'pgt')).toEqual([{ categoryType: 'data' }]);
  });

  it('is nothing at NOTHING: the graph stays as it is', () => {
    const graph = [...drops, { rmode: '0' }];
    expect(signGraph(graph)).toEqual(graph);
    expect(signGraph(drops, { rmode: NOTHING })).toEqual(drops);
  });

  it('is nothing where the graph names no level, and what was known of drops is forgotten when it is unrolled', () => {
    const graph = [{ ...drops[0], reprodata: { rmode: '1' } }, drops[1]];
    expect(initPgtUnrollReproData([...graph, {}])).toEqual([...drops, {}]);
    expect(initPgtPartitionReproData(graph)).toEqual(graph);
    expect(initPgReproData(graph)).toEqual(graph);
  });
});

describe('the order of drops', () => {
  const names = Array.from({ length: 12 }, (_, at) => `d${String(at)}`);
  const starts = names.map((oid) => ({
    oid,
    categoryType: 'Data',
    storage: oid,
    consumers: ['end', oid + oid],
  }));
  const drops = [...starts, { oid: 'end' }, ...names.map((oid) => ({ oid: oid + oid }))];

  it.each(levels)('does not change hashes and signatures at %s', (level) => {
    const options = { rmode: ReproducibilityFlags[level] };
    const hashes = (graph: readonly HashedDropspec[]): unknown =>
      Object.fromEntries(graph.map(({ oid = 'graph', reprodata, ...rest }) => [oid, reprodata ?? rest]));
    expect(hashes(signGraph([...drops].reverse(), options))).toEqual(hashes(signGraph(drops, options)));
  });

  it('is that of the hashes in what they are hashed into', () => {
    const { blocks, leaves } = buildBlockdag(
      signGraph(drops, { rmode: ReproducibilityFlags.REPEAT }),
      'pgt',
      2,
    );
    const before = names.map((oid) => blocks.get(oid)!.hash);
    expect(new Set(before).size).toBe(12);
    expect(blocks.get('end')!.hash).toBe(merkleRoot([null, null, ...before.sort()]));
    expect(leaves).toHaveLength(13);
  });
});

describe('copies of a drop', () => {
  const passing = (iid: unknown, compatible = false): boolean => {
    const drops = [{ ...data('1', '2'), iid }, app('2')];
    const [, second] = initPgtUnrollReproData(drops, { rmode: ReproducibilityFlags.RERUN, compatible });
    return Object.keys(second!.reprodata!.RERUN!.pgt_parenthashes!).length === 1;
  };

  it('count at RERUN for those that follow if they are the first, whatever the depth', () => {
    for (const iid of [undefined, null, '0', 0, '0/0', '0-0', '0/0/0']) expect(passing(iid)).toBe(true);
    for (const iid of ['1', '0/1', '1/0', '10', '', '00/', {}]) expect(passing(iid)).toBe(false);
  });

  it('count for DALiuGE without a number, and at a depth of two only', () => {
    for (const iid of [undefined, null, '0/0']) expect(passing(iid, true)).toBe(true);
    for (const iid of ['0', 0, '0/0/0', '0/1']) expect(passing(iid, true)).toBe(false);
  });
});

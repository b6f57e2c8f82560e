import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  getSignatures,
  initLgReproData,
  initLgtReproData,
  initPgReproData,
  initPgtPartitionReproData,
  initPgtUnrollReproData,
  initRuntimeReproData,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  type HashedDropspec,
  type LogicalGraph,
  type ReproducibilityData,
  type ReproducibilityMode,
} from '../../src/reproducibility/index.js';

type Hashed = Readonly<Record<string, { readonly data: object; readonly hash: string }>>;

interface Staged {
  readonly pgt_unroll_signature: string;
  readonly pgt: Hashed;
  readonly pgt_partition_signature: string;
  readonly pg_signature: string;
  readonly pg: Hashed;
  readonly rg_signature_without_rg_data: string;
  readonly rg_signature_with_status_completed_under_mode: string;
}

interface Vectors {
  readonly logical_graph: LogicalGraph;
  readonly results: Readonly<
    Record<
      ReproducibilityMode,
      {
        readonly graph_meta_merkleroot: string;
        readonly lg_signature: string;
        readonly lg: Readonly<Record<string, object>>;
        readonly no_iid: Staged;
        readonly iid_0: Staged;
      }
    >
  >;
}

const { logical_graph: drawn, results } = JSON.parse(
  readFileSync('test/fixtures/repro-vectors.json', 'utf8'),
) as Vectors;

const COMPLETED: ReproducibilityData = {
  data: { status: 2 },
  merkleroot: '689fcf0d74c42200bef177db545adc43c135dfb0d7dc85b166db3af1dcded235',
};

const COMPLETED_AT_ALL: ReproducibilityData = {
  data: Object.fromEntries(REPRODUCIBILITY_MODES.map((mode) => [mode, COMPLETED.data])),
  merkleroot: Object.fromEntries(REPRODUCIBILITY_MODES.map((mode) => [mode, COMPLETED.merkleroot])) as Record<
    ReproducibilityMode,
    string
  >,
};

/** Levels as the graph names them, with the levels it is hashed at: each alone, and all at once. */
const levels = [
  ...REPRODUCIBILITY_MODES.map((mode) => [mode, [mode]] as const),
  ['ALL', REPRODUCIBILITY_MODES] as const,
];

describe.each(levels)('a graph at %s', (level, modes) => {
  const options = { compatible: true };
  const logical = initLgReproData(initLgtReproData(drawn, ReproducibilityFlags[level], options), options);
  const nodes = new Map(logical.nodeDataArray.map((node) => [node['id'], node as HashedDropspec]));

  /** The drops a translator would make of the nodes. */
  function unrolled(iid: object): object[] {
    const links = { A: { consumers: ['s_B_0'] }, B: { outputs: [{ s_C_0: 'port' }] }, C: {} };
    return (['A', 'B', 'C'] as const).map((id) => {
      const { categoryType, category, reprodata } = nodes.get(id)!;
      const kind = categoryType === 'Data' ? { storage: category } : { dt: category };
      return { oid: `s_${id}_0`, categoryType, ...kind, rank: [0], ...iid, ...links[id], reprodata };
    });
  }
  const partitioned = (drops: readonly object[]): object[] =>
    drops.map((drop) => ({ ...drop, node: placeOf(drop, '#0', '#1'), island: '#0' }));
  const mapped = (drops: readonly object[]): object[] =>
    drops.map((drop) =>
      'oid' in drop ? { ...drop, node: placeOf(drop, 'host0', 'host1'), island: 'isl' } : drop,
    );
  const placeOf = (drop: object, one: string, other: string): string =>
    (drop as HashedDropspec).oid === 's_C_0' ? other : one;

  function expectDrops(
    graph: readonly HashedDropspec[],
    stage: 'pgt' | 'pg',
    hashed: Hashed,
    mode: ReproducibilityMode,
  ): void {
    const found = graph.slice(0, -1).map(({ oid, reprodata }) => {
      const ofMode = reprodata?.[mode];
      return [oid, { data: ofMode?.[`${stage}_data`], hash: ofMode?.[`${stage}_blockhash`] }];
    });
    expect(Object.fromEntries(found)).toEqual(hashed);
  }

  it('that is logical is hashed and signed as DALiuGE does it', () => {
    for (const mode of modes) {
      const { lg_signature, lg, graph_meta_merkleroot } = results[mode];
      expect(logical.reprodata[mode]?.signature).toBe(lg_signature);
      for (const [id, node] of nodes) {
        expect(node.reprodata?.[mode]).toEqual({
          rmode: String(ReproducibilityFlags[mode]),
          ...lg[String(id)],
        });
      }
      if (level === mode) expect(logical.reprodata.merkleroot).toBe(graph_meta_merkleroot);
    }
    expect(logical.reprodata.rmode).toBe(String(ReproducibilityFlags[level]));
  });

  it.each([
    ['without iid', 'no_iid', {}, true],
    ['without iid, by the rules that are mended', 'no_iid', {}, false],
    ['with the iid 0', 'iid_0', { iid: '0' }, true],
    ['with the iid 0, which is the same by the rules that are mended', 'no_iid', { iid: '0' }, false],
  ] as const)('that is physical is hashed as DALiuGE does it, %s', (_, name, iid, compatible) => {
    const given = [...unrolled(iid), logical.reprodata];
    const pgtUnrolled = initPgtUnrollReproData(given, { compatible });
    const isPartitioned = partitioned(pgtUnrolled.slice(0, -1));
    const pgt = initPgtPartitionReproData([...isPartitioned, pgtUnrolled.at(-1)], { compatible });
    const pg = initPgReproData(mapped(pgt), { compatible });
    for (const mode of modes) {
      const expected = results[mode][name];
      expectDrops(pgtUnrolled, 'pgt', expected.pgt, mode);
      expectDrops(pg, 'pg', expected.pg, mode);
      if (!compatible) continue;
      expect(getSignatures(pgtUnrolled)[mode]).toBe(expected.pgt_unroll_signature);
      expect(getSignatures(pgt)[mode]).toBe(expected.pgt_partition_signature);
      expect(getSignatures(pg)[mode]).toBe(expected.pg_signature);
    }
  });

  it('that was run is signed as DALiuGE does it: what drops tell counts, by its own rules at ALL only', () => {
    const unpartitioned = initPgtUnrollReproData([...unrolled({}), logical.reprodata], options);
    const pgt = initPgtPartitionReproData(
      [...partitioned(unpartitioned.slice(0, -1)), unpartitioned.at(-1)],
      options,
    );
    const pg = initPgReproData(mapped(pgt), options);
    const runs = new Map(
      ['s_A_0', 's_B_0', 's_C_0'].map((oid) => [oid, level === 'ALL' ? COMPLETED_AT_ALL : COMPLETED]),
    );
    const notRun = initRuntimeReproData(pg, undefined, options);
    const run = initRuntimeReproData(pg, runs);
    const sameWithHashOfDaliuge = initRuntimeReproData(run, undefined, options);
    const runByDaliuge = initRuntimeReproData(pg, runs, options);
    for (const mode of modes) {
      const { rg_signature_without_rg_data: without, rg_signature_with_status_completed_under_mode: told } =
        results[mode].no_iid;
      expect(getSignatures(notRun)[mode]).toBe(without);
      expect(getSignatures(sameWithHashOfDaliuge)[mode]).toBe(told);
      expect(getSignatures(runByDaliuge)[mode]).toBe(level === 'ALL' ? told : without);
      expect(run[0]?.reprodata?.[mode]?.rg_data).toEqual({ status: 2, merkleroot: COMPLETED.merkleroot });
    }
  });
});

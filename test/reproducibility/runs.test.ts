import { describe, expect, it } from 'vitest';
import type { DataDROP } from '../../src/drops/index.js';
import { DROPWaiterCtx } from '../../src/droputils/index.js';
import { InvalidGraphError } from '../../src/errors/index.js';
import { createGraphFromDropSpecList } from '../../src/graph-loader.js';
import {
  compareSignatures,
  getSignatures,
  initRuntimeReproData,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  signGraph,
  type HashedDropspec,
  type ReproducibilityData,
} from '../../src/reproducibility/index.js';

const { RERUN, REPEAT, REPRODUCE, REPLICATE_SCI, ALL } = ReproducibilityFlags;

const MEMORY = 'dlg.data.drops.memory.InMemoryDROP';
const drops = [
  { oid: 'A', categoryType: 'Data', storage: 'Memory', dropclass: MEMORY, consumers: ['B'] },
  { oid: 'B', categoryType: 'Application', dropclass: 'dlg.apps.simple.CopyApp', outputs: ['C'] },
  { oid: 'C', categoryType: 'Data', storage: 'Memory', dropclass: MEMORY },
];

/** Copies a text through the graph, and gives what its drops tell of the run. */
async function run(
  graph: readonly HashedDropspec[],
  text: string,
): Promise<Map<string, ReproducibilityData>> {
  const created = createGraphFromDropSpecList([...graph]);
  expect(created.failures).toEqual([]);
  const runs = new Map<string, ReproducibilityData>();
  const told: Promise<void>[] = [];
  for (const [oid, drop] of created.drops) {
    told.push(
      new Promise((resolve) => {
        drop.subscribe(({ reprodata }) => {
          runs.set(oid, reprodata as ReproducibilityData);
          resolve();
        }, 'reproducibility');
      }),
    );
  }
  const [start, end] = [created.drops.get('A') as DataDROP, created.drops.get('C')!];
  await new DROPWaiterCtx([end]).run(async () => {
    await start.write(text);
    start.setCompleted();
  });
  await Promise.all(told);
  return runs;
}

describe('a graph that was run', () => {
  it.each([
    ['RERUN', 'the same', RERUN],
    ['REPEAT', 'the same', REPEAT],
    ['REPRODUCE', 'another', REPRODUCE],
    ['REPLICATE_SCI', 'another', REPLICATE_SCI],
  ] as const)(
    'has at %s the same signature for the same data, and %s for other data',
    async (mode, which, rmode) => {
      const graph = signGraph(drops, { rmode });
      const [once, again, other] = await Promise.all(
        ['Hello', 'Hello', 'World'].map(async (text) =>
          getSignatures(initRuntimeReproData(graph, await run(graph, text))),
        ),
      );
      expect(compareSignatures(once!, again!)).toEqual({ [mode]: true });
      expect(compareSignatures(once!, other!)).toEqual({ [mode]: which === 'the same' });
      expect(compareSignatures(once!, getSignatures(graph))).toEqual({ [mode]: false });
    },
  );

  it('has at ALL the signatures it has at each level', async () => {
    const graph = signGraph(drops, { rmode: ALL });
    const signatures = getSignatures(initRuntimeReproData(graph, await run(graph, 'Hello')));
    expect(Object.keys(signatures)).toEqual(REPRODUCIBILITY_MODES);
    for (const mode of REPRODUCIBILITY_MODES) {
      const single = signGraph(drops, { rmode: ReproducibilityFlags[mode] });
      const runs = await run(single, 'Hello');
      expect(getSignatures(initRuntimeReproData(single, runs))[mode]).toBe(signatures[mode]);
      expect(getSignatures(signGraph(drops, { rmode: ReproducibilityFlags[mode] }, runs))[mode]).toBe(
        signatures[mode],
      );
    }
  });

  it('has another signature where a drop told nothing, and forgets what was told before', async () => {
    const graph = signGraph(drops, { rmode: RERUN });
    const runs = await run(graph, 'Hello');
    const whole = initRuntimeReproData(graph, runs);
    const notToC = new Map([...runs].filter(([oid]) => oid !== 'C'));
    const part = initRuntimeReproData(graph, notToC);
    expect(compareSignatures(getSignatures(whole), getSignatures(part))).toEqual({ RERUN: false });
    expect(initRuntimeReproData(whole, notToC)).toEqual(part);
    expect(initRuntimeReproData(whole)).toEqual(whole);
    expect(getSignatures(initRuntimeReproData(graph, new Map()))).toEqual(
      getSignatures(initRuntimeReproData(graph)),
    );
  });

  it('is refused where drops were run that it does not have, or at another level', () => {
    const graph = signGraph(drops, { rmode: RERUN });
    const completed: ReproducibilityData = { data: { status: 2 }, merkleroot: 'ab' };
    expect(() => initRuntimeReproData(graph, new Map([['X', completed]]))).toThrow(/X.*not in the graph/);
    const all = signGraph(drops, { rmode: ALL });
    expect(() => initRuntimeReproData(all, new Map([['A', completed]]))).toThrow(InvalidGraphError);
    const atAll = { data: {}, merkleroot: { RERUN: 'ab' } } as unknown as ReproducibilityData;
    expect(() => initRuntimeReproData(graph, new Map([['A', atAll]]))).toThrow(/another level than RERUN/);
    expect(() => initRuntimeReproData(graph, { A: completed } as never)).toThrow(TypeError);
    expect(() => initRuntimeReproData(graph, new Map([['A', null]]) as never)).toThrow(InvalidGraphError);
  });
});

describe('signatures', () => {
  it('are read from graphs of either kind, and from what describes them', () => {
    const described = { rmode: '1', RERUN: { signature: 'ab' }, REPEAT: { signature: null }, NOTHING: {} };
    for (const graph of [described, [{ oid: 'A' }, described], { nodeDataArray: [], reprodata: described }]) {
      expect(getSignatures(graph)).toEqual({ RERUN: 'ab' });
    }
    for (const graph of [null, undefined, 'x', [], {}, [{ oid: 'A', reprodata: 7 }]])
      expect(getSignatures(graph)).toEqual({});
  });

  it('are not the same where there are none', () => {
    expect(compareSignatures({}, {})).toEqual({});
    expect(compareSignatures({ RERUN: 'a', REPEAT: 'b' }, { RERUN: 'a', REPRODUCE: 'c' })).toEqual({
      RERUN: true,
    });
  });

  it('at several levels are the same by design before the run, where the levels ask for the same', () => {
    const { RERUN, REPLICATE_SCI, REPEAT, REPLICATE_TOTAL, RECOMPUTE, REPLICATE_COMP } = getSignatures(
      signGraph(drops, { rmode: ALL }),
    );
    expect([RERUN, REPEAT, RECOMPUTE]).toEqual([REPLICATE_SCI, REPLICATE_TOTAL, REPLICATE_COMP]);
  });
});

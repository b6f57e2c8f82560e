import { describe, expect, it } from 'vitest';
import { CodecError, CycleError, InvalidGraphError, type GraphProblem } from '../../src/errors/index.js';
import {
  buildBlockdag,
  initLgReproData,
  initLgtReproData,
  initPgReproData,
  initPgtPartitionReproData,
  initPgtUnrollReproData,
  initRuntimeReproData,
  lgBuildBlockdag,
  merkleRoot,
  ReproducibilityFlags,
  signGraph,
} from '../../src/reproducibility/index.js';

const { ALL, RERUN, REPEAT, REPRODUCE, EXPERIMENTAL } = ReproducibilityFlags;

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function problemsOf(run: () => unknown): readonly GraphProblem[] {
  const error = thrownBy(run);
  expect(error).toBeInstanceOf(InvalidGraphError);
  return (error as InvalidGraphError).problems;
}

describe('a graph whose drops wait for each other', () => {
  it.each([
    ['a drop that waits for itself', [{ oid: 'A', outputs: ['A'] }], ['A', 'A']],
    [
      'a circle behind a start, with an end',
      [
        { oid: 'S', outputs: ['A'] },
        { oid: 'A', outputs: ['B'] },
        { oid: 'B', outputs: ['C', 'E'] },
        { oid: 'C', outputs: ['A'] },
        { oid: 'E' },
      ],
      ['A', 'B', 'C', 'A'],
    ],
  ])('is refused, and the circle told: %s', (_, drops, circle) => {
    for (const run of [
      (): unknown => buildBlockdag(drops, 'pg', REPEAT),
      (): unknown => signGraph(drops, { rmode: ALL }),
    ]) {
      const error = thrownBy(run);
      expect(error).toBeInstanceOf(CycleError);
      const { cycle, code } = error as CycleError;
      expect(code).toBe('DLG_ERR_GRAPH_CYCLE');
      expect(cycle).toHaveLength(circle.length);
      expect(cycle[0]).toBe(cycle.at(-1));
      // where it begins does not matter
      const at = circle.indexOf(cycle[0]!);
      expect(cycle).toEqual([...circle.slice(at, -1), ...circle.slice(0, at), circle[at]]);
    }
  });

  it('is refused where it is logical', () => {
    const graph = {
      nodeDataArray: [{ id: 'A' }, { id: 'B' }],
      linkDataArray: [
        { from: 'A', to: 'B' },
        { from: 'B', to: 'A' },
      ],
    };
    expect(() => lgBuildBlockdag(graph, RERUN)).toThrow(CycleError);
    expect(() => initLgReproData(initLgtReproData(graph, RERUN))).toThrow(CycleError);
  });
});

describe('a graph with faults', () => {
  it('tells all links that lead nowhere', () => {
    const drops = [
      { oid: 'A', consumers: ['B', { X: 'port' }], producers: ['Y'] },
      { oid: 'B', inputs: ['A'], streamingInputs: ['__proto__'] },
    ];
    expect(problemsOf(() => buildBlockdag(drops, 'pg', RERUN))).toMatchObject([
      { oid: 'A', path: 'consumers[1]' },
      { oid: 'A', path: 'producers[0]' },
      { oid: 'B', path: 'streamingInputs[0]' },
    ]);
  });

  it('tells all links that are none', () => {
    const drops = [
      { oid: 'A', outputs: 'B', consumers: [1, null, {}, { a: 1, b: 2 }, ['B']] },
      { oid: 'B', outputs: null },
    ];
    expect(problemsOf(() => signGraph(drops, { rmode: RERUN })).map(({ path }) => path)).toEqual([
      'outputs',
      'consumers[0]',
      'consumers[1]',
      'consumers[2]',
      'consumers[3]',
      'consumers[4]',
    ]);
  });

  it('tells drops without oid, and those with the oid of another', () => {
    const drops = [{ oid: 'A' }, null, 'B', {}, { oid: 7 }, { oid: '' }, [], { oid: 'A' }, { oid: 'B' }];
    expect(problemsOf(() => signGraph(drops, { rmode: RERUN }))).toMatchObject([
      ...['#1', '#2', '#3', '#4', '#5', '#6'].map((oid) => ({ oid })),
      { oid: 'A', path: 'oid' },
    ]);
  });

  it.each([null, undefined, 7, 'text', {}])('is no graph if it is %j', (graph) => {
    const given = graph as object[];
    for (const run of [initPgtUnrollReproData, initPgtPartitionReproData, initPgReproData, signGraph]) {
      expect(() => run(given)).toThrow(TypeError);
    }
    expect(() => initRuntimeReproData(given)).toThrow(TypeError);
    expect(() => buildBlockdag(given, 'pg', RERUN)).toThrow(TypeError);
    expect(() => lgBuildBlockdag(graph as never, RERUN)).toThrow(InvalidGraphError);
  });

  it('tells nodes and links of a logical graph that are none', () => {
    const graph = {
      nodeDataArray: [{ id: 'A', inputPorts: 3 }, {}, { key: 'A' }, null],
      linkDataArray: [{ from: 'A', to: 'X' }, { from: {}, to: 'A' }, null],
    } as never;
    expect(problemsOf(() => initLgtReproData(graph, RERUN)).map(({ oid, path }) => `${oid} ${path}`)).toEqual(
      [
        'A inputPorts',
        '#1 id',
        'A id',
        '#3 id',
        'graph linkDataArray[0].to',
        'graph linkDataArray[1].from',
        'graph linkDataArray[2].from',
        'graph linkDataArray[2].to',
      ],
    );
  });

  it('tells which drop has a field that cannot be hashed', () => {
    const drops = [{ oid: 'A', categoryType: () => 'Data' }];
    expect(() => signGraph(drops, { rmode: RERUN })).toThrow(CodecError);
    expect(() => signGraph(drops, { rmode: RERUN })).toThrow(/"A"/);
  });

  it('tells which hash of an earlier stage is none', () => {
    const drops = [{ oid: 'A', reprodata: { RERUN: { lg_blockhash: { evil: 1 } } } }];
    expect(problemsOf(() => signGraph(drops, { rmode: RERUN }))).toMatchObject([
      { oid: 'A', path: 'reprodata.RERUN.lg_blockhash' },
    ]);
    const noRecord = [{ oid: 'A', reprodata: 'none' }];
    expect(signGraph(noRecord, { rmode: RERUN }).at(-1)).toEqual(
      signGraph([{ oid: 'A' }], { rmode: RERUN }).at(-1),
    );
  });
});

describe('the level', () => {
  const drops = [{ oid: 'A' }];

  it.each(['3', 'nonsense', '9', 9, {}, 'constructor'])(
    'of a graph must be one there is, not %j',
    (rmode) => {
      expect(problemsOf(() => signGraph([...drops, { rmode }]))).toMatchObject([
        { oid: 'graph', path: 'reprodata.rmode' },
      ]);
      const logical = { nodeDataArray: [], linkDataArray: [], reprodata: { rmode } };
      expect(problemsOf(() => initLgReproData(logical))).toHaveLength(1);
    },
  );

  it('may be a number or a name', () => {
    for (const rmode of ['1', 1, 'RERUN', 'Reproducibility.RERUN']) {
      expect(signGraph([...drops, { rmode }]).at(-1)).toMatchObject({
        RERUN: { signature: expect.any(String) as string },
      });
    }
  });

  it('that is asked for must be one there is', () => {
    expect(() => signGraph(drops, { rmode: 3 as never })).toThrow(TypeError);
    expect(() => signGraph(drops, { rmode: EXPERIMENTAL })).toThrow(RangeError);
    expect(() => initLgtReproData({ nodeDataArray: [], linkDataArray: [] }, 'RERUN' as never)).toThrow(
      TypeError,
    );
    expect(() => buildBlockdag(drops, 'pg', ALL)).toThrow(/ALL is several/);
    expect(() => buildBlockdag(drops, 'pg', EXPERIMENTAL)).toThrow(RangeError);
    expect(() => buildBlockdag(drops, 'lg' as never, RERUN)).toThrow(/pgt, pg, rg/);
  });

  it('that is asked for takes the place of that of the graph', () => {
    const signed = signGraph([...drops, { rmode: '1' }], { rmode: REPEAT });
    expect(signed.at(-1)).toMatchObject({ rmode: '2', REPEAT: {} });
    expect(signed.at(-1)).not.toHaveProperty('RERUN');
  });

  it('has no options but those there are', () => {
    expect(() => signGraph(drops, { compatble: true } as never)).toThrow(/compatble.*compatible/);
    expect(() =>
      initLgtReproData({ nodeDataArray: [], linkDataArray: [] }, RERUN, { rmode: 1 } as never),
    ).toThrow(TypeError);
  });
});

describe('a stage', () => {
  it('asks for those before it', () => {
    const drops = [{ oid: 'A' }, { rmode: '1' }];
    expect(() => initPgtPartitionReproData(drops)).toThrow(/initPgtUnrollReproData/);
    expect(() => initPgReproData(drops)).toThrow(/reprodata\.RERUN\.pgt_blockhash.*initPgtUnrollReproData/);
    expect(() => initRuntimeReproData(drops)).toThrow(/initPgReproData/);
    const logical = { nodeDataArray: [{ id: 'A' }], linkDataArray: [], reprodata: { rmode: '1' } };
    expect(() => initLgReproData(logical)).toThrow(/initLgtReproData/);
  });

  it('leaves what it is given as it was, and all other fields as they are', () => {
    const drops = [
      { oid: 'A', consumers: ['B'], x: [1] },
      { oid: 'B', reprodata: { rmode: '0', NOTHING: {} } },
    ];
    const before = structuredClone(drops);
    const graph = signGraph(drops, { rmode: RERUN });
    expect(drops).toEqual(before);
    expect(graph[0]).toMatchObject({ oid: 'A', consumers: ['B'], x: [1] });
    expect(graph[1]?.reprodata).toMatchObject({ rmode: '1', NOTHING: {} });
    const signed = structuredClone(graph);
    initRuntimeReproData(graph);
    expect(graph).toEqual(signed);
  });

  it('of a graph without drops has no signature, and one without a level nothing at all', () => {
    expect(signGraph([], { rmode: RERUN })).toMatchObject([{ rmode: '1', RERUN: { signature: null } }]);
    expect(signGraph([])).toEqual([]);
    const empty = { nodeDataArray: [], linkDataArray: [] };
    expect(initLgReproData(empty)).toBe(empty);
  });
});

describe('a long or wide graph', () => {
  const count = 100_000;

  it.each([RERUN, REPRODUCE])(
    'of 100,000 drops in a chain is hashed at level %i',
    (level) => {
      const drops = Array.from({ length: count }, (_, at) => ({
        oid: `d${String(at)}`,
        categoryType: at % 2 === 0 ? 'Data' : 'Application',
        consumers: at + 1 < count ? [`d${String(at + 1)}`] : [],
      }));
      const { visited, leaves, blocks } = buildBlockdag(drops, 'pgt', level);
      expect(visited).toHaveLength(count);
      expect(visited.at(-1)).toBe(`d${String(count - 1)}`);
      const before = level === REPRODUCE ? 'd0' : `d${String(count - 2)}`;
      const last = blocks.get(`d${String(count - 1)}`)!;
      expect(last.parents).toEqual({ [before]: blocks.get(before)!.hash });
      expect(leaves).toEqual([merkleRoot([null, null, blocks.get(before)!.hash])]);
    },
    120_000,
  );

  it('of 100,000 drops in a circle is refused, in a message that can be read', () => {
    const drops = Array.from({ length: count }, (_, at) => ({
      oid: `d${String(at)}`,
      outputs: [`d${String((at + 1) % count)}`],
    }));
    const error = thrownBy(() => buildBlockdag(drops, 'pgt', RERUN)) as CycleError;
    expect(error.cycle).toHaveLength(count + 1);
    expect(error.message.length).toBeLessThan(200);
  }, 60_000);

  it('of 100,000 drops between one start and one end is hashed', () => {
    const names = Array.from({ length: count }, (_, at) => `d${String(at)}`);
    const drops = [
      { oid: 'start', categoryType: 'data', consumers: names },
      ...names.map((oid) => ({ oid, outputs: ['end'] })),
      { oid: 'end' },
    ];
    const { blocks } = buildBlockdag(drops, 'pgt', REPEAT);
    expect(Object.keys(blocks.get('end')!.parents)).toHaveLength(count);
    expect(Object.keys(buildBlockdag(drops, 'pgt', REPRODUCE).blocks.get('end')!.parents)).toEqual(['start']);
  }, 120_000);
});

import { describe, expect, it } from 'vitest';
import {
  initLgReproData,
  initLgtReproData,
  lgBuildBlockdag,
  merkleRoot,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
  type LogicalGraph,
  type ReproducibilityMode,
} from '../../src/reproducibility/index.js';

type Node = Readonly<Record<string, unknown>>;

const app = (id: string): Node => ({
  id,
  categoryType: 'Application',
  category: 'PythonApp',
  inputPorts: [{}],
});
const data = (id: string): Node => ({ id, categoryType: 'Data', category: 'Memory', outputPorts: [{}] });

function graphOf(nodes: readonly Node[], ...links: readonly (readonly [string, string])[]): LogicalGraph {
  return { nodeDataArray: nodes, linkDataArray: links.map(([from, to]) => ({ from, to })) };
}

interface Shape {
  readonly graph: LogicalGraph;
  readonly parents: Readonly<Record<string, readonly string[]>>;
  readonly parentsOfData: Readonly<Record<string, readonly string[]>>;
  readonly leaves: readonly string[];
}

const shapes: Readonly<Record<string, Shape>> = {
  'a single node': { graph: graphOf([app('1')]), parents: {}, parentsOfData: {}, leaves: ['1'] },
  'two starts': {
    graph: graphOf([app('1'), data('2'), app('3')], ['1', '2'], ['3', '2']),
    parents: { 2: ['1', '3'] },
    parentsOfData: {},
    leaves: ['2'],
  },
  'two ends': {
    graph: graphOf([app('1'), data('2'), data('3')], ['1', '2'], ['1', '3']),
    parents: { 2: ['1'], 3: ['1'] },
    parentsOfData: {},
    leaves: ['2', '3'],
  },
  'two lines': {
    graph: graphOf([app('1'), data('2'), app('3'), data('4')], ['1', '2'], ['3', '4']),
    parents: { 2: ['1'], 4: ['3'] },
    parentsOfData: {},
    leaves: ['2', '4'],
  },
  'a fan of data': {
    graph: graphOf(
      [data('1'), app('2'), app('3'), data('4'), data('5')],
      ['1', '2'],
      ['1', '3'],
      ['2', '4'],
      ['3', '5'],
    ),
    parents: { 2: ['1'], 3: ['1'], 4: ['2'], 5: ['3'] },
    parentsOfData: { 2: ['1'], 3: ['1'], 4: ['1'], 5: ['1'] },
    leaves: ['4', '5'],
  },
  'a funnel of data': {
    graph: graphOf([data('1'), data('2'), app('3'), data('4')], ['1', '3'], ['2', '3'], ['3', '4']),
    parents: { 3: ['1', '2'], 4: ['3'] },
    parentsOfData: { 3: ['1', '2'], 4: ['1', '2'] },
    leaves: ['4'],
  },
  'an application between data': {
    graph: graphOf([data('1'), app('2'), data('3')], ['1', '2'], ['2', '3']),
    parents: { 2: ['1'], 3: ['2'] },
    parentsOfData: { 2: ['1'], 3: ['1'] },
    leaves: ['3'],
  },
  'data between applications': {
    graph: graphOf([app('1'), data('2'), app('3')], ['1', '2'], ['2', '3']),
    parents: { 2: ['1'], 3: ['2'] },
    parentsOfData: {},
    leaves: ['3'],
  },
};

describe.each(Object.entries(shapes))('a logical graph of %s', (_, shape) => {
  it.each([...REPRODUCIBILITY_MODES, 'ALL'] as const)(
    'has blocks made of what leads to them at %s',
    (level) => {
      const graph = initLgReproData(initLgtReproData(shape.graph, ReproducibilityFlags[level]));
      for (const mode of level === 'ALL' ? REPRODUCIBILITY_MODES : [level]) {
        const { blocks, leaves } = lgBuildBlockdag(graph, ReproducibilityFlags[mode]);
        const expected = mode === 'REPRODUCE' ? shape.parentsOfData : shape.parents;
        for (const [id, { hash, parents }] of blocks) {
          const sources = expected[id] ?? [];
          expect(parents).toEqual(
            Object.fromEntries(sources.map((source) => [source, blocks.get(source)!.hash])),
          );
          const node = graph.nodeDataArray.find((candidate) => candidate['id'] === id);
          expect(node?.['reprodata']).toMatchObject({
            [mode]: { lg_blockhash: hash, lg_parenthashes: parents },
          });
        }
        expect(leaves).toEqual(shape.leaves.map((id) => blocks.get(id)!.hash));
        expect(new Set(leaves).size).toBe(1);
        expect(graph.reprodata[mode]?.signature).toBe(merkleRoot([...leaves].sort()));
      }
    },
  );

  it('has blocks of nothing at NOTHING', () => {
    const graph = initLgReproData(initLgtReproData(shape.graph, ReproducibilityFlags.NOTHING));
    for (const node of graph.nodeDataArray) {
      // as DALiuGE writes it into graphs
      expect(node['reprodata']).toEqual({
        rmode: '0',
        NOTHING: {
          rmode: '0',
          lgt_data: { merkleroot: null },
          lg_data: { merkleroot: null },
          lg_parenthashes: {},
          lg_blockhash: 'b33f465166e678698582a66db1f75d28949c4bd51a72e6f608c9d124b9196e73',
        },
      });
    }
  });
});

describe('a node with a number', () => {
  it('passes on its hash at RERUN too: only drops are copies', () => {
    const graph = graphOf([{ ...app('1'), iid: '3' }, data('2')], ['1', '2']);
    const { blocks } = lgBuildBlockdag(graph, ReproducibilityFlags.RERUN);
    expect(blocks.get('2')?.parents).toEqual({ 1: blocks.get('1')?.hash });
  });
});

describe('what a node tells', () => {
  function told(node: object, mode: ReproducibilityMode): unknown {
    const given = { nodeDataArray: [{ id: 'A', ...node }], linkDataArray: [] };
    const graph = initLgReproData(initLgtReproData(given, ReproducibilityFlags[mode]));
    const { reprodata } = graph.nodeDataArray[0] as { reprodata?: Record<string, Record<string, object>> };
    const { lgt_data, lg_data } = reprodata![mode]!;
    const entries = [lgt_data!, lg_data!].map((data) =>
      Object.entries(data).filter(([name]) => name !== 'merkleroot'),
    );
    return entries;
  }
  const fields = (...names: string[]): object[] => names.map((name) => ({ name, value: `the ${name}` }));

  it('is what it is and how many ports it has, of those it says', () => {
    const node = {
      categoryType: 'Data',
      category: 'X',
      inputPorts: [{}, {}],
      outputPorts: null,
      inputLocalPorts: [],
    };
    const kind = [
      ['categoryType', 'Data'],
      ['category', 'X'],
    ];
    expect(told(node, 'RERUN')).toEqual([[...kind, ['inputPorts', 2], ['inputLocalPorts', 0]], []]);
    expect(told(node, 'REPRODUCE')).toEqual([kind, []]);
  });

  it.each([
    ['File', ['check_filepath_exists']],
    ['Plasma', ['plasma_path', 'object_id']],
    ['PlasmaFlight', ['plasma_path', 'object_id', 'flight_path']],
    ['MKN', ['m', 'k', 'n']],
    ['Scatter', ['num_of_copies', 'scatter_axis']],
    ['Gather', ['num_of_inputs', 'gather_axis']],
    ['Loop', ['num_of_iter']],
    ['GroupBy', ['group_key', 'group_axis']],
    ['Branch', ['dropclass']],
    ['PythonApp', ['dropclass']],
    ['DALiuGEApp', ['dropclass']],
    ['Component', ['dropclass']],
    ['BashShellApp', ['Arg01']],
    ['Mpi', ['num_of_procs']],
    ['Docker', ['image', 'command', 'user', 'ensureUserAndSwitch', 'removeContainer', 'additionalBindings']],
    ['DynlibApp', ['libpath']],
    ['DynlibProcApp', ['libpath']],
    ['Memory', []],
  ])('of category %s is %j, and what all have', (category, names) => {
    const all = ['execution_time', 'num_cpus', 'inputApplicationName', 'inputApplicationType', 'data_volume'];
    const node = { category, fields: fields('unknown', ...[...names, ...all].reverse()) };
    const expected = [...all, ...names].map((name) => [name, `the ${name}`]);
    for (const mode of ['REPEAT', 'REPLICATE_TOTAL', 'RECOMPUTE', 'REPLICATE_COMP'] as const) {
      expect(told(node, mode)).toEqual([[['category', category]], expected]);
    }
    for (const mode of ['RERUN', 'REPRODUCE', 'REPLICATE_SCI'] as const) {
      expect(told(node, mode)).toEqual([[['category', category]], []]);
    }
  });

  it('at RECOMPUTE and REPLICATE_COMP is the place of a file, and every argument', () => {
    const node = {
      category: 'File',
      fields: fields('dirname', 'filepath', 'check_filepath_exists'),
      applicationArgs: fields('b', 'a', 'filepath'),
    };
    const known = ['check_filepath_exists', 'filepath', 'dirname', 'b', 'a'].map((name) => [
      name,
      `the ${name}`,
    ]);
    expect(told(node, 'RECOMPUTE')).toEqual([[['category', 'File']], known]);
    expect(told(node, 'REPLICATE_COMP')).toEqual([[['category', 'File']], known]);
    expect(told(node, 'REPEAT')).toEqual([[['category', 'File']], known.slice(0, 1)]);
    const byName = { ...node, applicationArgs: { b: { value: 'the b' }, a: { name: 'x', value: 'the a' } } };
    expect(told(byName, 'RECOMPUTE')).toEqual(told(node, 'RECOMPUTE'));
  });

  it('is hashed in its order, even of arguments whose names are numbers', () => {
    const rootOf = (...names: string[]): unknown => {
      const given = { nodeDataArray: [{ id: 'A', applicationArgs: fields(...names) }], linkDataArray: [] };
      const graph = initLgReproData(initLgtReproData(given, ReproducibilityFlags.RECOMPUTE));
      return graph.reprodata.RECOMPUTE?.signature;
    };
    expect(rootOf('2', '1')).not.toBe(rootOf('1', '2'));
  });
});

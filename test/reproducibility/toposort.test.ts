import { describe, expect, it } from 'vitest';
import {
  buildBlockdag,
  lgBuildBlockdag,
  REPRODUCIBILITY_MODES,
  ReproducibilityFlags,
} from '../../src/reproducibility/index.js';

interface Shape {
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [from: string, to: string])[];
  readonly visited: readonly string[];
  readonly leaves: number;
}

const shapes: Readonly<Record<string, Shape>> = {
  nothing: { nodes: [], edges: [], visited: [], leaves: 0 },
  'a single block': { nodes: ['1'], edges: [], visited: ['1'], leaves: 1 },
  'two starts': {
    nodes: ['1', '2', '3'],
    edges: [
      ['1', '2'],
      ['3', '2'],
    ],
    visited: ['3', '1', '2'],
    leaves: 1,
  },
  'two ends': {
    nodes: ['1', '2', '3'],
    edges: [
      ['1', '2'],
      ['1', '3'],
    ],
    visited: ['1', '3', '2'],
    leaves: 2,
  },
  'two lines': {
    nodes: ['1', '2', '3', '4'],
    edges: [
      ['1', '2'],
      ['3', '4'],
    ],
    visited: ['3', '4', '1', '2'],
    leaves: 2,
  },
};

/** The shape as dropspecs, whose links are in the fields that are given. */
function dropspecs({ nodes, edges }: Shape, on: string, back?: string): object[] {
  return nodes.map((oid) => ({
    oid,
    [on]: edges.filter(([from]) => from === oid).map(([, to]) => to),
    ...(back !== undefined && { [back]: edges.filter(([, to]) => to === oid).map(([from]) => from) }),
  }));
}

describe.each(Object.entries(shapes))('a graph of %s', (_, shape) => {
  const levels = ['NOTHING', ...REPRODUCIBILITY_MODES] as const;

  it('is visited in the order of DALiuGE where it is logical, by ids and by the keys of older graphs', () => {
    const linkDataArray = shape.edges.map(([from, to]) => ({ from, to }));
    const keyed = {
      nodeDataArray: shape.nodes.map((key) => ({ key: Number(key) })),
      linkDataArray: shape.edges.map(([from, to]) => ({ from: Number(from), to: Number(to) })),
    };
    for (const level of levels) {
      const graph = { nodeDataArray: shape.nodes.map((id) => ({ id })), linkDataArray };
      const { visited, leaves, blocks } = lgBuildBlockdag(graph, ReproducibilityFlags[level]);
      expect(visited).toEqual(shape.visited);
      expect(leaves).toHaveLength(shape.leaves);
      expect([...blocks.keys()]).toEqual(shape.nodes);
      expect(lgBuildBlockdag(keyed, ReproducibilityFlags[level]).visited).toEqual(shape.visited);
    }
  });

  it.each(['pgt', 'pg', 'rg'] as const)('is visited in the order of DALiuGE at stage %s', (stage) => {
    for (const level of levels) {
      for (const drops of [
        dropspecs(shape, 'outputs'),
        dropspecs(shape, 'consumers'),
        dropspecs(shape, 'consumers', 'inputs'),
        dropspecs(shape, 'outputs', 'producers'),
      ]) {
        for (const compatible of [false, true]) {
          const dag = buildBlockdag(drops, stage, ReproducibilityFlags[level], { compatible });
          expect(dag.visited).toEqual(shape.visited);
          expect(dag.leaves).toHaveLength(shape.leaves);
        }
      }
    }
  });
});

describe('the edges of a physical graph', () => {
  const { REPEAT } = ReproducibilityFlags;
  const told = (drops: object[], compatible = false): unknown =>
    [...buildBlockdag(drops, 'pg', REPEAT, { compatible }).blocks].map(([oid, { parents }]) => [
      oid,
      Object.keys(parents),
    ]);

  it.each([
    ['inputs', [{ oid: 'A' }, { oid: 'B', inputs: ['A'] }]],
    ['streaming inputs', [{ oid: 'A' }, { oid: 'B', streamingInputs: [{ A: 'port' }] }]],
    ['producers', [{ oid: 'A' }, { oid: 'B', producers: [{ A: 'port' }] }]],
    ['streaming consumers', [{ oid: 'A', streamingConsumers: ['B'] }, { oid: 'B' }]],
  ])('are those of %s too, but not for DALiuGE', (_, drops) => {
    expect(told(drops)).toEqual([
      ['A', []],
      ['B', ['A']],
    ]);
    expect(told(drops, true)).toEqual([
      ['A', []],
      ['B', []],
    ]);
  });

  it('count once, whichever side says them, and however many ports they have', () => {
    const drops = [
      { oid: 'A', consumers: [{ B: 'x' }, { B: 'y' }, 'B'] },
      { oid: 'B', inputs: [{ A: 'x' }, { A: 'y' }], outputs: [] },
    ];
    const dag = buildBlockdag(drops, 'pg', REPEAT);
    expect(dag.visited).toEqual(['A', 'B']);
    expect(dag.blocks.get('B')?.parents).toEqual({ A: dag.blocks.get('A')?.hash });
    expect(dag.blocks).toEqual(
      buildBlockdag([{ oid: 'A', consumers: ['B'] }, { oid: 'B' }], 'pg', REPEAT).blocks,
    );
  });

  it('are visited in the order of the links that lead on, whatever the other side says', () => {
    const drops = [
      { oid: 'A', outputs: ['C', 'B'] },
      { oid: 'B', producers: ['A'] },
      { oid: 'C', producers: ['A'] },
    ];
    for (const compatible of [false, true]) {
      expect(buildBlockdag(drops, 'pg', REPEAT, { compatible }).visited).toEqual(['A', 'B', 'C']);
    }
  });

  it('are not those of containers', () => {
    const drops = [
      { oid: 'K', children: ['A'] },
      { oid: 'A', parent: 'K' },
    ];
    expect(buildBlockdag(drops, 'pg', REPEAT).leaves).toHaveLength(2);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadGraph } from '../../src/index.js';
import { createGraphFromDropSpecList } from '../../src/graph-loader.js';
import { AppDROP, type ContainerDROP, type AbstractDROP, type DataDROP } from '../../src/drops/index.js';
import { app, chain, container, CRC_STREAM, data, refusal, SLEEP, STORE, type Spec } from './specs.js';
import { useOwnTmpdir } from './own-tmpdir.js';

useOwnTmpdir();

const oids = (drops: readonly { readonly oid: string }[]): string[] => drops.map(({ oid }) => oid);

/** Each kind of link: the two drops, the field on either side, and how the drops are linked then. */
const KINDS: readonly (readonly [
  string,
  readonly [Spec, Spec],
  readonly [string, string],
  (left: AbstractDROP, right: AbstractDROP) => unknown,
])[] = [
  [
    'data and its consumer',
    [data('l'), app('r')],
    ['consumers', 'inputs'],
    (l, r) => [oids(l.consumers), oids((r as AppDROP).inputs)],
  ],
  [
    'data and its streaming consumer',
    [data('l'), app('r', { dropclass: CRC_STREAM })],
    ['streamingConsumers', 'streamingInputs'],
    (l, r) => [oids(l.streamingConsumers), oids((r as AppDROP).streamingInputs)],
  ],
  [
    'data and its producer',
    [data('l'), app('r')],
    ['producers', 'outputs'],
    (l, r) => [oids(l.producers), oids((r as AppDROP).outputs)],
  ],
  [
    'a drop and its container',
    [data('l'), container('r')],
    ['parent', 'children'],
    (l, r) => [l.parent === null ? [] : [l.parent.oid], oids((r as ContainerDROP).children)],
  ],
];

describe('a link may be declared', () => {
  const sides: readonly (readonly [string, readonly boolean[]])[] = [
    ['on the one side', [true, false]],
    ['on the other', [false, true]],
    ['on both', [true, true]],
  ];
  const forms: readonly (readonly [string, (oid: string) => unknown])[] = [
    ['as an oid', (oid) => oid],
    ['with a port', (oid) => ({ [oid]: 'port' })],
    ['with a port that has no name', (oid) => ({ [oid]: null })],
  ];
  const cases = KINDS.flatMap(([what, specs, fields, linked]) =>
    sides.flatMap(([side, declared]) =>
      forms.map(([form, link]) => [what, side, form, specs, fields, linked, declared, link] as const),
    ),
  );

  it.each(cases)('between %s %s %s', (_what, _side, _form, [l, r], fields, linked, declared, link) => {
    const field = (name: string, oid: string): Spec => ({
      [name]: name === 'parent' ? link(oid) : [link(oid)],
    });
    const list = [
      { ...l, ...(declared[0] === true && field(fields[0], 'r')) },
      { ...r, ...(declared[1] === true && field(fields[1], 'l')) },
    ];
    for (const order of [list, list.toReversed()]) {
      const { drops } = createGraphFromDropSpecList(order);
      expect(linked(drops.get('l')!, drops.get('r')!)).toEqual([['r'], ['l']]);
    }
  });

  it('in several forms in one list, repeated, and to two ports', () => {
    const list = [
      data('a', { consumers: ['f', { f: 'out' }] }),
      data('b'),
      app('f', { inputs: [{ b: 'x' }, 'a', { b: 'y' }, 'a'] }),
    ];
    const f = createGraphFromDropSpecList(list).drops.get('f') as AppDROP;
    expect(oids(f.inputs).sort()).toEqual(['a', 'b']);
    expect(f.parameters['inputs']).toEqual([{ b: 'x' }, 'a', { b: 'y' }, 'a']);
    expect(loadGraph(list).toJSON()[2]).toMatchObject({ inputs: [{ b: 'x' }, 'a', { b: 'y' }, 'a'] });
  });

  it('between drops that have other uids', () => {
    const list = [
      data('a', { uid: 'u', consumers: ['f'] }),
      app('f', { uid: 'v', outputs: ['b'] }),
      data('b'),
    ];
    const { drops } = createGraphFromDropSpecList(list);
    expect([...drops.values()].map(({ oid, uid }) => [oid, uid])).toEqual([
      ['a', 'u'],
      ['f', 'v'],
      ['b', 'b'],
    ]);
    expect(oids((drops.get('f') as AppDROP).inputs)).toEqual(['a']);
  });
});

describe('links are followed in the order of DALiuGE', () => {
  it('which is that of the list', () => {
    const list = [
      data('a', { consumers: ['f'] }),
      data('b', { consumers: ['f'] }),
      app('f', { inputs: ['b', 'a'] }),
    ];
    expect(oids((createGraphFromDropSpecList(list).drops.get('f') as AppDROP).inputs)).toEqual(['a', 'b']);
    const last = [list[2]!, list[1]!, list[0]!];
    expect(oids((createGraphFromDropSpecList(last).drops.get('f') as AppDROP).inputs)).toEqual(['b', 'a']);
  });
});

describe('a link that drops refuse', () => {
  it.each<readonly [string, Spec[], string, string, RegExp]>([
    [
      'a stream to an application that waits',
      [data('a'), app('f', { streamingInputs: ['a'] })],
      'f',
      'streamingInputs',
      /takes no streams/,
    ],
    [
      'an input of a socket',
      [{ oid: 's', categoryType: 'Socket', port: 0, inputs: ['a'] }, data('a')],
      's',
      'inputs',
      /has no inputs/,
    ],
    [
      'data in memory in a directory',
      [
        data('d', { dropclass: 'dlg.data.drops.directory.DirectoryDROP', dirname: '', children: ['a'] }),
        data('a'),
      ],
      'd',
      'children',
      /neither a file nor a directory/,
    ],
  ])('is a problem of the graph: %s', (_, list, oid, path, message) => {
    const { problems } = refusal(list, createGraphFromDropSpecList);
    expect(problems.map((problem) => [problem.oid, problem.path])).toEqual([[oid, path]]);
    expect(problems[0]!.message).toMatch(message);
  });

  it('does not hide another', () => {
    const list = [data('a'), app('f', { streamingInputs: ['a'] }), app('g', { streamingInputs: ['a'] })];
    expect(refusal(list, createGraphFromDropSpecList).problems).toHaveLength(2);
  });
});

describe('a store of values', () => {
  it('among the producers fills in parameters, and nobody waits for it', () => {
    const list = [
      app('f', { dropclass: SLEEP, sleep_time: '$env.pause', inputs: ['a'] }),
      data('a', { producers: ['env'], consumers: ['f'], note: '$env.note' }),
      data('env', { dropclass: STORE, name: 'env', note: 'hi' }),
    ];
    const [, , env] = list;
    env!['pause'] = 0;
    list[0]!['producers'] = ['env'];
    const { drops, roots, failures } = createGraphFromDropSpecList(list);
    expect(failures).toEqual([]);
    expect(oids(roots)).toEqual(['a', 'env']);
    expect((drops.get('a') as DataDROP).parameters['note']).toBe('hi');
    expect((drops.get('f') as AppDROP).param('sleep_time')).toBe(0);
    expect(loadGraph(list).roots.sort()).toEqual(['a', 'env']);
  });
});

describe('one graph, however it is written', () => {
  const graph = (): Spec[] => [
    ...chain(),
    app('s', { dropclass: CRC_STREAM, streamingInputs: ['b'], outputs: ['c'] }),
    data('c', { producers: ['s'], parent: 'k' }),
    container('k', { children: ['c'] }),
  ];
  const shape = (list: readonly unknown[]): unknown =>
    [...createGraphFromDropSpecList(list).drops.values()]
      .map((drop) => [
        drop.oid,
        oids(drop.consumers),
        oids(drop.streamingConsumers),
        oids(drop.producers),
        drop.parent?.oid,
        drop instanceof AppDROP && [oids(drop.inputs), oids(drop.streamingInputs), oids(drop.outputs)],
      ])
      .sort();

  it('in any order, has the same links', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(graph(), { minLength: graph().length }), (list) => {
        expect(shape(list)).toEqual(shape(graph()));
        expect(loadGraph(list).roots.sort()).toEqual(['a', 'k']);
        expect(loadGraph(list).leaves.sort()).toEqual(['c', 'k']);
      }),
      { numRuns: 50 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { CycleError, loadGraph, runGraph } from '../../src/index.js';
import { createGraphFromDropSpecList } from '../../src/graph-loader.js';
import { rejection } from '../executor/watching.js';
import {
  app,
  chain,
  container,
  COPY,
  CRC_STREAM,
  data,
  FUNCTION,
  faults,
  LISTENER,
  MEMORY,
  refusal,
  SLEEP,
  STORE,
  type Spec,
} from './specs.js';

/** The chain with other fields in one drop. */
const changed = (oid: string, fields: Spec): Spec[] =>
  chain().map((spec) => (spec['oid'] === oid ? { ...spec, ...fields } : spec));

/** The chain with further drops. */
const more = (...specs: unknown[]): unknown[] => [...chain(), ...specs];

const FAULTS: readonly (readonly [string, readonly unknown[], string, string, RegExp])[] = [
  ['a drop that is null', more(null), '#3', '', /got null/],
  ['a drop that is a list', more([]), '#3', '', /got a list/],
  ['no oid', more({ ...data(''), oid: undefined }), '#3', 'oid', /text/],
  ['an empty oid', more(data('')), '#3', 'oid', /empty/],
  ['an oid twice', more(data('a')), 'a', 'oid', /taken.*#3/],
  [
    'a uid twice',
    more(data('c', { uid: 'd' }), data('e', { uid: 'd' })),
    'e',
    'uid',
    /taken by the drop "c"/,
  ],
  ['a uid that is the oid of another', more(data('c', { uid: 'a' })), 'c', 'uid', /taken by the drop "a"/],
  ['a uid that is no text', more(data('c', { uid: 5 })), 'c', 'uid', /text/],
  [
    'a category of DALiuGE that does not run',
    more(data('c', { categoryType: 'Service' })),
    'c',
    'categoryType',
    /"Service".*"Application", "Data", "Container", "Socket"/,
  ],
  [
    'the category "constructor"',
    more(data('c', { categoryType: 'constructor' })),
    'c',
    'categoryType',
    /"constructor"/,
  ],
  ['no category', more(data('c', { categoryType: undefined })), 'c', 'categoryType', /missing/],
  ['an unknown old type', more({ oid: 'c', type: 'thing' }), 'c', 'categoryType', /missing/],
  ['an unknown class of data', more(data('c', { dropclass: 'my.Drop' })), 'c', 'dropclass', /"my\.Drop"/],
  [
    'an unknown class of applications',
    more(app('c', { dropclass: 'my.App' })),
    'c',
    'dropclass',
    /"my\.App"/,
  ],
  [
    'an application that is not here',
    more(app('c', { dropclass: 'dlg.apps.dockerapp.DockerApp' })),
    'c',
    'dropclass',
    /not available here.*docker/,
  ],
  [
    'an application that is not here, whatever its name says',
    more(app('c', { dropclass: 'dlg.apps.mpi.not known' })),
    'c',
    'dropclass',
    /not available here.*mpirun/,
  ],
  [
    'data that is not here',
    more(data('c', { dropclass: 'dlg.data.drops.ngas.NgasDROP' })),
    'c',
    'dropclass',
    /not available here.*NGAS/,
  ],
  [
    'storage that is not here',
    more({ oid: 'c', type: 'plain', storage: 'NGAS' }),
    'c',
    'storage',
    /"NGAS".*memory/,
  ],
  ['plain data without storage', more({ oid: 'c', type: 'plain' }), 'c', 'storage', /missing/],
  ['an application without class', more(app('c', { dropclass: undefined })), 'c', 'dropclass', /missing/],
  ['data without class', more(data('c', { dropclass: undefined })), 'c', 'dropclass', /missing/],
  [
    'a class that is no text, whatever else is said',
    more({ oid: 'c', categoryType: 'data', dropclass: {}, storage: 'Memory' }),
    'c',
    'dropclass',
    /an object/,
  ],
  [
    'an application of a class of data',
    more(app('c', { dropclass: MEMORY })),
    'c',
    'dropclass',
    /makes data.*"Application"/,
  ],
  [
    'data of a class of applications',
    more(data('c', { dropclass: COPY })),
    'c',
    'dropclass',
    /makes applications.*"Data"/,
  ],
  [
    'a container of a class of data',
    more(container('c', { dropclass: MEMORY })),
    'c',
    'dropclass',
    /makes data.*"Container"/,
  ],
  [
    'a socket of another class',
    more(app('c', { categoryType: 'Socket' })),
    'c',
    'categoryType',
    /SocketListenerApp/,
  ],
  ['a label that is no text', changed('a', { name: 7 }), 'a', 'name', /text/],
  ['ports that are no list', changed('f', { ports: {} }), 'f', 'ports', /list/],
  [
    'an unknown execution mode',
    changed('a', { executionMode: 'LATER' }),
    'a',
    'executionMode',
    /DROP \(0\).*"LATER"/,
  ],
  ['an unknown phase', changed('a', { targetPhase: 9 }), 'a', 'targetPhase', /PLASMA/],
  ['arguments that are no object', changed('f', { applicationArgs: [] }), 'f', 'applicationArgs', /object/],
  [
    'an argument without value',
    changed('f', { applicationArgs: { x: { name: 'x' } } }),
    'f',
    'applicationArgs.x',
    /"value"/,
  ],
  ['links that are no list', changed('f', { inputs: 'a' }), 'f', 'inputs', /list/],
  ['links that are null', changed('b', { consumers: null }), 'b', 'consumers', /list/],
  ['a link that is no oid', changed('f', { inputs: ['a', 1] }), 'f', 'inputs[1]', /oid/],
  ['a link with two oids', changed('f', { inputs: ['a', { a: 'x', b: 'y' }] }), 'f', 'inputs[1]', /oid/],
  ['a parent that is no oid', changed('a', { parent: [] }), 'a', 'parent', /oid/],
  ...['consumers', 'streamingConsumers', 'producers'].map(
    (field) =>
      [
        `a dangling link in ${field}`,
        more(data('c', { [field]: ['gone'] })),
        'c',
        `${field}[0]`,
        /"gone", which is not in/,
      ] as const,
  ),
  ...['inputs', 'streamingInputs', 'outputs'].map(
    (field) =>
      [
        `a dangling link in ${field}`,
        more(app('c', { [field]: [{ gone: 'p' }] })),
        'c',
        `${field}[0]`,
        /"gone", which is not in/,
      ] as const,
  ),
  ['a dangling child', more(container('c', { children: ['gone'] })), 'c', 'children[0]', /"gone"/],
  ['a dangling parent', changed('a', { parent: 'gone' }), 'a', 'parent', /"gone"/],
  [
    'data linked to data',
    changed('a', { consumers: ['f', 'b'] }),
    'a',
    'consumers[1]',
    /data "b".*alternate/,
  ],
  [
    'data produced by data',
    changed('b', { producers: ['f', 'a'] }),
    'b',
    'producers[1]',
    /data "a".*alternate/,
  ],
  [
    'an application linked to an application',
    more(app('c', { outputs: ['f'] })),
    'c',
    'outputs[0]',
    /application "f".*alternate/,
  ],
  ['data with inputs', changed('b', { inputs: ['f'] }), 'b', 'inputs', /data cannot have/],
  ['data with children', changed('b', { children: ['a'] }), 'b', 'children', /data cannot have/],
  [
    'an application with consumers',
    changed('f', { consumers: ['b'] }),
    'f',
    'consumers',
    /application cannot have/,
  ],
  ['an application produced by one', more(app('c', { producers: ['f'] })), 'c', 'producers[0]', /alternate/],
  ['a parent that is no container', changed('a', { parent: 'b' }), 'a', 'parent', /no container/],
  [
    'a drop in two containers',
    more(container('k', { children: ['a'] }), container('l', { children: ['a'] })),
    'a',
    'parent',
    /"k" and "l"/,
  ],
  [
    'a container in itself',
    more(
      container('k', { children: ['l'] }),
      container('l', { children: ['k'] }),
      data('z', { name: 5 }),
    ).slice(0, 5),
    'k',
    '',
    /container in itself: k -> l -> k/,
  ],
  [
    'an input that is streamed too',
    more(app('c', { dropclass: CRC_STREAM, streamingInputs: ['b'], inputs: ['b'] })),
    'c',
    'streamingInputs',
    /one or the other/,
  ],
  ['no function name', more(app('c', { dropclass: FUNCTION })), 'c', 'func_name', /text/],
  ['a broken nout', more(app('c', { dropclass: FUNCTION, func_name: 'f', nout: 1.5 })), 'c', 'nout', /whole/],
  [
    'an argument that is no input',
    more(app('c', { dropclass: FUNCTION, func_name: 'f', inputs: ['b'], args: [{ $: 'input', value: 1 }] })),
    'c',
    'args',
    /inputs/,
  ],
  [
    'data for a function in a broken encoding',
    more(
      data('d', { pydata: { type: 'json', value: { $: 'oops' } } }),
      app('c', { dropclass: FUNCTION, func_name: 'f', inputs: ['d'] }),
    ),
    'd',
    'pydata.value',
    /tag/,
  ],
];

describe('a graph of drops with one fault', () => {
  it.each(FAULTS)('%s is one problem that says where', (_, list, oid, path, message) => {
    for (const check of [undefined, createGraphFromDropSpecList, loadGraph]) {
      const { problems } = refusal(list, check);
      expect(problems.map((problem) => [problem.oid, problem.path])).toEqual([[oid, path]]);
      expect(problems[0]!.message).toMatch(message);
    }
  });

  it('is the chain, which has none', () => {
    expect(loadGraph(chain()).size).toBe(3);
  });

  it('is told before anything runs', async () => {
    expect((await rejection(runGraph(changed('a', { consumers: ['gone'] })))) as Error).toMatchObject({
      name: 'InvalidGraphError',
    });
  });
});

describe('several faults', () => {
  it('are told at once, in the order of the drops, and do not follow from one another', () => {
    const list = [
      data('a', { dropclass: 'my.Drop', consumers: ['f', 'gone'] }),
      app('f', { name: 1, inputs: ['a'], outputs: ['b', 'k'] }),
      data('b', { producers: ['f'], executionMode: 'x', parent: 'a' }),
      null,
      { oid: 'k', categoryType: 'Gadget', consumers: ['g'] },
    ];
    expect(faults(list)).toEqual([
      'a dropclass',
      'a consumers[1]',
      'f name',
      'b executionMode',
      'b parent',
      '#3 ',
      'k categoryType',
      'k consumers[0]',
    ]);
  });

  it('are told with circles', () => {
    const { problems } = refusal([app('f', { inputs: ['a'], outputs: ['a'], name: 1 }), data('a')]);
    expect(problems.map(({ path }) => path)).toEqual(['name', '']);
    expect(problems[1]!.message).toMatch(/waits for itself: f -> a -> f/);
  });
});

describe('a circle', () => {
  const ring = (length: number, field: 'inputs' | 'streamingInputs'): Spec[] =>
    Array.from({ length }, (_, at) => [
      app(`f${at}`, { dropclass: CRC_STREAM, [field]: [`d${at}`], outputs: [`d${(at + 1) % length}`] }),
      data(`d${at}`),
    ]).flat();

  it.each([
    [1, 'inputs'],
    [1, 'streamingInputs'],
    [3, 'inputs'],
    [1000, 'streamingInputs'],
  ] as const)('of %i applications by %s is a CycleError that tells the way', (length, field) => {
    const error = refusal(ring(length, field)) as CycleError;
    expect(error).toBeInstanceOf(CycleError);
    expect(error.cycle).toHaveLength(2 * length + 1);
    expect(error.cycle[0]).toBe(error.cycle.at(-1));
  });

  it('is none where two ways meet, where drops share a container, or where data has several producers', () => {
    const list = [
      data('a', { consumers: ['f', 'g'], parent: 'k' }),
      app('f', { outputs: ['b'] }),
      app('g', { outputs: ['b'] }),
      data('b', { parent: 'k' }),
      container('k', { consumers: ['h'] }),
      app('h'),
    ];
    expect(loadGraph(list).leaves.sort()).toEqual(['b', 'h']);
  });
});

describe('what DALiuGE takes is taken', () => {
  it.each<readonly [string, Spec[]]>([
    ['data without producers and content', [data('a', { dropclass: 'dlg.data.drops.file.FileDROP' })]],
    [
      'empty lists of links of any kind',
      [data('a', { inputs: [], outputs: [], children: [] }), app('f', { consumers: [], producers: [] })],
    ],
    ['no parent', [data('a', { parent: null }), data('b', { parent: '' }), app('f')]],
    ['a label that is null', [data('a', { name: null }), app('f')]],
    [
      'data produced with a value of its own',
      [app('f', { outputs: ['a'] }), data('a', { pydata: { type: 'json', value: 1 } })],
    ],
    [
      'a store among the producers of data and of applications',
      [
        data('e', { dropclass: STORE, name: 'e' }),
        data('a', { producers: ['e'] }),
        app('f', { producers: ['e'], inputs: ['a'] }),
      ],
    ],
    [
      'a directory as data',
      [data('a', { dropclass: 'dlg.data.drops.directory.DirectoryDROP', dirname: '' })],
    ],
    [
      'fields of other programs',
      [
        app('f', {
          dropclass: SLEEP,
          weight: 5,
          rank: [0],
          loop_ctx: null,
          reprodata: {},
          fields: [{ name: 'x', value: 1 }],
        }),
      ],
    ],
    [
      'data in JSON for other applications, whatever it is',
      [
        data('a', { pydata: { type: 'json', value: { $: 'theirs' } }, consumers: ['f'] }),
        app('f'),
        data('b', { pydata: { name: 'pydata', type: 'json', value: '{"$":"theirs"}' }, consumers: ['g'] }),
        app('g', { dropclass: FUNCTION, func_name: 'g' }),
      ],
    ],
    ['a socket without class', [{ oid: 's', categoryType: 'socket', port: 0, outputs: ['a'] }, data('a')]],
    [
      'a socket with its class',
      [{ oid: 's', categoryType: 'Socket', dropclass: LISTENER, outputs: ['a'] }, data('a')],
    ],
  ])('%s', (_, list) => {
    expect(loadGraph(list).size).toBe(list.length);
  });
});

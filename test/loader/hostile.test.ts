import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { InvalidGraphError, loadGraph, visualize } from '../../src/index.js';
import {
  addLink,
  createGraphFromDropSpecList,
  loadDropSpecs,
  removeUnmetRelationships,
} from '../../src/graph-loader.js';
import { DropGraph } from '../../src/dropspec/index.js';
import {
  app,
  chain,
  container,
  CONTAINER,
  COPY,
  CRC_STREAM,
  data,
  FILE,
  FUNCTION,
  MEMORY,
  SLEEP,
  type Spec,
} from './specs.js';
import { useOwnTmpdir } from './own-tmpdir.js';

useOwnTmpdir();

const polluted = Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length;

afterEach(() => {
  expect(Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length).toBe(polluted);
  expect(({} as Spec)['polluted']).toBeUndefined();
});

/** Reads a graph in every way: an InvalidGraphError with problems, or a graph. */
async function survive(given: readonly unknown[] | string): Promise<void> {
  const list = typeof given === 'string' ? given : JSON.stringify(given);
  const graph = attempt(() => loadGraph(list));
  if (graph instanceof DropGraph && graph.drops !== undefined) {
    const count = graph.size;
    expect(loadGraph(JSON.stringify(graph)).size).toBe(count);
    await visualize(graph, { format: 'text', drops: true });
  }
  attempt(() => loadDropSpecs(list as never));
  const made = attempt(() => createGraphFromDropSpecList(list as never, { functions: { f: () => 1 } }));
  if (made !== undefined) expect(made.roots.length).toBeLessThanOrEqual(made.drops.size);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidGraphError);
    expect((error as InvalidGraphError).problems.length).toBeGreaterThan(0);
    expect((error as Error).message).not.toMatch(
      /Cannot read properties|is not iterable|is not a function|call stack/,
    );
    return undefined;
  }
}

const seed = (): Spec[] => [
  ...chain(),
  app('s', { dropclass: CRC_STREAM, streamingInputs: ['b'], outputs: [{ c: 'sum' }] }),
  data('c', {
    dropclass: FILE,
    filepath: 'sum.txt',
    parent: 'k',
    applicationArgs: { filepath: { value: 'x', usage: 'NoPort' } },
  }),
  container('k', { children: ['c'] }),
  app('g', {
    dropclass: FUNCTION,
    func_name: 'f',
    inputs: ['c'],
    args: [{ $: 'input', value: 0 }],
    outputs: ['d'],
  }),
  { oid: 'd', type: 'plain', storage: 'Memory', precious: '1' },
  { oid: 'l', categoryType: 'socket', port: 0, outputs: ['e'] },
  { oid: 'e', categoryType: 'data', storage: 'Memory', expectedSize: '3' },
  { rmode: '1' },
];

const FIELDS = [
  'oid',
  'uid',
  'categoryType',
  'dropclass',
  'type',
  'app',
  'storage',
  'precious',
  'persist',
  'name',
  'consumers',
  'streamingConsumers',
  'inputs',
  'streamingInputs',
  'outputs',
  'children',
  'producers',
  'parent',
  'applicationArgs',
  'nodeAttributes',
  'ports',
  'pydata',
  'reprodata',
  'lifespan',
  'expireAfterUse',
  'expectedSize',
  'executionMode',
  'targetPhase',
  'n_effective_inputs',
  'func_name',
  'args',
  'filepath',
  'dlg_session',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'humanReadableKey',
  'node',
  'fields',
];
const WORDS = [
  ...'abcdefgkls',
  'Data',
  'data',
  'Application',
  'app',
  'Container',
  'Socket',
  'socket',
  'plain',
  'container',
  'Service',
  MEMORY,
  FILE,
  CONTAINER,
  COPY,
  CRC_STREAM,
  SLEEP,
  FUNCTION,
  'dlg.data.drops.directory.DirectoryDROP',
  'dlg.data.drops.environmentvar_drop.EnvironmentVarDROP',
  'dlg.apps.pyfunc.PyFuncApp',
  'Memory',
  'File',
  'NGAS',
  '0',
  '1',
  '',
  '__proto__',
  'constructor',
  'toString',
  '$e.x',
  '$DLG_ROOT',
  '-1',
  '9',
  'EXTERNAL',
  '../x',
  '/dev/null/x',
  '{uid}',
  '\0',
];
const word = fc.constantFrom(...WORDS);
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: word },
    fc.constantFrom<unknown>(0, 1, -1, 1e308, true, false, null, [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 2 }),
    fc.record({ value: tie('value'), usage: fc.constantFrom('NoPort', 'InputPort'), type: word }),
  ),
})).value;

/** JSON text of a list in which fields are set, even one called "__proto__". */
function damaged(damages: readonly { at: number; field: string; value: unknown }[]): string {
  const drops = seed().map((spec) => Object.entries(spec));
  for (const { at, field, value } of damages) {
    const entries = drops[at % drops.length]!;
    const kept = entries.filter(([name]) => name !== field);
    drops[at % drops.length] = value === undefined ? kept : [...kept, [field, value]];
  }
  const objects = drops.map(
    (entries) =>
      `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );
  return `[${objects.join(',')}]`;
}

describe('a damaged graph is refused with its problems, or loaded', () => {
  it('is whole before it is damaged', () => {
    expect(loadGraph(damaged([])).size).toBe(10);
  });

  it('with anything in any field', async () => {
    const damage = fc.record({
      at: fc.nat(10),
      field: fc.constantFrom(...FIELDS),
      value: fc.oneof(anything, fc.constant(undefined)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) =>
        survive(damaged(damages)),
      ),
      { numRuns: 600, interruptAfterTimeLimit: 30_000 },
    );
  });

  it('with any drops taken out, and the links to them removed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(seed()), fc.boolean(), async (part, removed) => {
        const list = structuredClone(part);
        if (removed) {
          removeUnmetRelationships(list);
          // what is wrong now is no link to a drop that is not there
          const error = attemptError(() => loadDropSpecs(list));
          expect(error?.problems.filter(({ message }) => message.includes('not in the graph')) ?? []).toEqual(
            [],
          );
        }
        await survive(list);
      }),
      { numRuns: 200 },
    );
  });

  it('with links added between any drops', async () => {
    const link = fc.record({ type: fc.nat(7), from: fc.nat(9), to: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.array(link, { maxLength: 5 }), async (links) => {
        const list = seed();
        for (const { type, from, to } of links) {
          try {
            addLink(type as never, list[from]!, String(list[to]!['oid']));
          } catch (error) {
            expect((error as Error).name).toBe('InvalidRelationshipError');
          }
        }
        await survive(list);
      }),
      { numRuns: 300, interruptAfterTimeLimit: 30_000 },
    );
  });
});

function attemptError(work: () => unknown): InvalidGraphError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error as InvalidGraphError;
  }
}

describe('a huge graph of drops', () => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it.each([
    'oid',
    'uid',
    'categoryType',
    'dropclass',
    'storage',
    'name',
    'consumers',
    'parent',
    'applicationArgs',
    'nodeAttributes',
    'pydata',
    'reprodata',
    'executionMode',
    'note',
  ])('nested 100,000 deep in %s is read or refused', (field) => {
    const text = `[{"oid":"x","categoryType":"Data","dropclass":"${FILE}","${field}":${deep(1e5)}}]`;
    attempt(() => loadGraph(text));
  });

  it.each(['oid', 'uid', 'categoryType', 'dropclass', 'storage', 'name', 'parent', 'executionMode'])(
    'with a text of a million characters as %s is read or refused in few words',
    (field) => {
      const error = attemptError(() => loadGraph([data('x', { dropclass: FILE, [field]: 't'.repeat(1e6) })]));
      if (field !== 'oid') expect((error?.message ?? '').length).toBeLessThan(2000);
    },
  );

  it('with a million links is read, whichever side declares them', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `d${at}`);
    const apps = Array.from({ length: 500 }, (_, at) => app(`f${at}`, { inputs: many }));
    const named = Array.from({ length: 500 }, (_, at) => `g${at}`);
    const list = [
      ...many.map((oid) => data(oid, { consumers: named })),
      ...apps,
      ...named.map((oid) => app(oid)),
    ];
    const graph = loadGraph(list);
    expect(graph.drops!.links.needs.items).toHaveLength(1e6);
    expect(graph.roots).toHaveLength(1000);
  });

  it('with 100,000 links that dangle tells all of them', () => {
    const error = attemptError(() =>
      loadGraph([app('f', { inputs: Array.from({ length: 1e5 }, (_, at) => `gone${at}`) })]),
    );
    expect(error?.problems).toHaveLength(1e5);
  });

  it('as a chain of 100,000 applications is read in any direction', () => {
    const list = [
      data('d0'),
      ...Array.from({ length: 1e5 }, (_, at) => [
        app(`f${at}`, { inputs: [`d${at}`], outputs: [`d${at + 1}`] }),
        data(`d${at + 1}`),
      ]).flat(),
    ];
    for (const order of [list, list.toReversed()]) {
      const graph = loadGraph(order);
      expect(graph.leaves).toEqual(['d100000']);
      expect(graph.columns().size).toBe(1e5 + 1);
    }
  });

  it('with containers in each other 100,000 deep is read', () => {
    const list = Array.from({ length: 1e5 }, (_, at) =>
      container(`k${at}`, { children: at === 0 ? [] : [`k${at - 1}`] }),
    );
    expect(loadGraph(list).size).toBe(1e5);
  });
});

describe('names of Object.prototype', () => {
  it.each(['__proto__', 'constructor', 'toString'])('are oids and ports like any other: %s', (oid) => {
    const link = JSON.parse(`{${JSON.stringify(oid)}:${JSON.stringify(oid)}}`) as unknown;
    const list = [data(oid), app('f', { inputs: [link], outputs: ['y'] }), data('y')];
    const { drops, roots } = createGraphFromDropSpecList(list);
    expect([...drops.keys()]).toEqual([oid, 'f', 'y']);
    expect(roots[0]).toBe(drops.get(oid));
    expect(loadDropSpecs(list)[0].get(oid)).toBe(list[0]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, delayed, loadGraph } from '../../src/index.js';
import { createGraphFromDropSpecList } from '../../src/graph-loader.js';
import type { InMemoryDROP } from '../../src/drops/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import { FUNCTIONS, recipe, record } from '../dropspec/random-graph.js';
import { resultsOf } from '../executor/watching.js';
import { app, data, FUNCTION, run, type Spec } from './specs.js';
import { useOwnTmpdir } from './own-tmpdir.js';

useOwnTmpdir();

/** The values of data drops of a graph that was made and run, by oid. */
async function valuesOf(list: readonly unknown[], functions: object): Promise<Map<string, unknown>> {
  const graph = createGraphFromDropSpecList(list, { functions: functions as never });
  expect(graph.failures).toEqual([]);
  await run(graph);
  const values = new Map<string, unknown>();
  for (const [oid, drop] of graph.drops) {
    if ('hasValue' in drop && drop.status === DROPStates.COMPLETED)
      values.set(oid, (drop as InMemoryDROP).value);
  }
  return values;
}

const call = (fields: Spec): Spec[] => [
  data('x', { pydata: { type: 'json', value: 1 } }),
  data('z', { pydata: { type: 'json', value: 2 } }),
  app('f', { dropclass: FUNCTION, func_name: 'f', outputs: ['y'], ...fields }),
  data('y'),
];
const all = (...args: unknown[]): unknown[] => args;

describe('an application of a function gets the arguments it gets as a task', () => {
  it('whatever they are, in any graph', async () => {
    await fc.assert(
      fc.asyncProperty(recipe, async (steps) => {
        const text = JSON.stringify(compile(record(steps)));
        const wanted = await resultsOf(text, { functions: FUNCTIONS });
        const values = await valuesOf(JSON.parse(text) as unknown[], FUNCTIONS);
        // data nobody computes with stays as it stands in its dropspec
        const specs = new Map(
          loadGraph(text)
            .toJSON()
            .map((spec) => [spec.oid, spec]),
        );
        for (const [oid, result] of Object.entries(wanted as object)) {
          if (specs.get(oid)?.['pydata'] === undefined) expect(values.get(oid)).toEqual(result);
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each<readonly [string, Spec, unknown]>([
    ['the inputs in the order of its own list', { inputs: ['z', 'x'] }, [2, 1]],
    ['one for each port', { inputs: [{ x: 'a' }, 'z', { x: 'b' }] }, [1, 2, 1]],
    [
      'constants and inputs, nested',
      {
        inputs: ['z', 'x'],
        args: [
          { $: 'input', value: 1 },
          [
            { $: 'input', value: 0 },
            { $: 'bigint', value: '5' },
          ],
        ],
      },
      [1, [2, 5n]],
    ],
    ['a function', { args: [{ $: 'function', value: ['g'] }] }, [expect.any(Function)]],
    ['no arguments', {}, []],
  ])('%s', async (_, fields, wanted) => {
    expect((await valuesOf(call(fields), { f: all, g: () => 3 })).get('y')).toEqual(wanted);
  });

  it('its first argument as this, if it is a method', async () => {
    const list = call({ inputs: ['x', 'z'], method: true });
    const f = function (this: unknown, ...args: unknown[]): unknown {
      return [this, args];
    };
    expect((await valuesOf(list, { f })).get('y')).toEqual([1, [2]]);
  });

  it('data of a form, which is JSON text', async () => {
    const field = { name: 'pydata', type: 'json', value: '{"$":"theirs"}' };
    const list = [data('x', { pydata: field }), ...call({ inputs: ['x'] }).slice(2)];
    expect((await valuesOf(list, { f: (x: unknown) => x })).get('y')).toEqual({ $: 'theirs' });
  });

  it('data in the encoding of dropgraph', async () => {
    const list = [
      data('x', { pydata: { type: 'json', value: { $: 'map', value: [[1, { $: 'date', value: 0 }]] } } }),
      ...call({ inputs: ['x'] }).slice(2),
    ];
    expect((await valuesOf(list, { f: (x: unknown) => x })).get('y')).toEqual(new Map([[1, new Date(0)]]));
  });
});

describe('its result', () => {
  it('goes item by item to several outputs, in the order of its own list', async () => {
    const list = [
      data('y'),
      data('w', { producers: ['f'] }),
      app('f', { dropclass: FUNCTION, func_name: 'f', outputs: ['w', 'y'] }),
    ];
    const values = await valuesOf(list, { f: async () => Promise.resolve([1, 2]) });
    expect([values.get('w'), values.get('y')]).toEqual([1, 2]);
  });

  it.each<readonly [string, Spec[], unknown]>([
    [
      'too few items',
      [data('y'), data('w'), app('f', { dropclass: FUNCTION, func_name: 'f', outputs: ['w', 'y'] })],
      [1],
    ],
    [
      'too many items',
      [data('y'), data('w'), app('f', { dropclass: FUNCTION, func_name: 'f', outputs: ['w', 'y'] })],
      [1, 2, 3],
    ],
    [
      'no list',
      [data('y'), data('w'), app('f', { dropclass: FUNCTION, func_name: 'f', outputs: ['w', 'y'] })],
      7,
    ],
    [
      'another nout',
      [data('y'), app('f', { dropclass: FUNCTION, func_name: 'f', nout: 3, outputs: ['y'] })],
      [1],
    ],
  ])('of %s is an error', async (_, list, result) => {
    const graph = createGraphFromDropSpecList(list, { functions: { f: () => result } });
    await run(graph);
    expect(String(graph.drops.get('f')!.error)).toMatch(/nout is \d/);
    expect(graph.drops.get('y')!.status).toBe(DROPStates.ERROR);
  });

  it('goes on to drops of other classes, and theirs to it', async () => {
    const list = [
      data('a', { pydata: { type: 'int', value: '20' } }),
      app('double', { dropclass: FUNCTION, func_name: 'double', inputs: ['a'], outputs: ['b'] }),
      data('b'),
      app('copy', { inputs: ['b'], outputs: ['c'] }),
      data('c'),
      app('read', { dropclass: FUNCTION, func_name: 'text', inputs: ['c'], outputs: ['d'] }),
      data('d'),
    ];
    const functions = { double: (x: number) => String(2 * x), text: (bytes: Buffer) => bytes.toString() };
    expect((await valuesOf(list, functions)).get('d')).toBe('40');
  });
});

describe('a function that is not at hand', () => {
  it('is a failure of its application, with the way to hand it over', () => {
    const { failures } = createGraphFromDropSpecList(call({ inputs: ['x'] }));
    expect(failures.map(({ oid }) => oid)).toEqual(['f']);
    expect(String(failures[0]!.error)).toContain('pass { functions: { "f": fn } }');
  });

  it('may be handed over under the label of the application', async () => {
    expect((await valuesOf(call({ name: 'label' }), { label: () => 5 })).get('y')).toBe(5);
  });

  it('is found in what the graph carries only by a graph that may run code', async () => {
    const graph = loadGraph([
      ...call({ func_code: '() => 9' }),
      data('n', { dropclass: 'dlg.data.drops.data_base.NullDROP' }),
    ]);
    await expect(graph.findFunctions({ functions: {}, allowCode: false })).rejects.toThrow(/allowCode: true/);
    const functions = await graph.findFunctions({ functions: {}, allowCode: true });
    expect((await valuesOf(graph.toJSON(), functions)).get('y')).toBe(9);
  });

  it("is none of dropgraph's own", async () => {
    const list = [
      data('x', { pydata: { type: 'json', value: [4, 5] } }),
      ...call({ func_name: 'dropgraph.itemAt', inputs: ['x'], args: [{ $: 'input', value: 0 }, 1] }).slice(2),
    ];
    expect((await valuesOf(list, {})).get('y')).toBe(5);
  });
});

describe('recorded graphs', () => {
  it('may be made of drops as well', async () => {
    const add = delayed((a: number, b: number) => a + b, { name: 'add' });
    const values = await valuesOf(compile(add(add(1, 2), 3)).toJSON(), {
      add: (a: number, b: number) => a + b,
    });
    expect([...values.values()].sort()).toEqual([3, 6]);
  });
});

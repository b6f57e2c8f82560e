import { describe, expect, it } from 'vitest';
import { compile, delayed, InvalidGraphError, loadGraph, runGraph } from '../../src/index.js';
import { rejection, resultsOf } from '../executor/watching.js';
import { app, data, smallGraph } from './drops.js';
import { call, moduleOf, refused } from './one-call.js';

const allowCode = true;

describe('functions that are handed over', () => {
  it('are found by func_name', async () => {
    expect(await resultsOf(smallGraph(), { functions: { f: (x: number) => x + 1 } })).toEqual({ y: 2 });
  });

  it('are found by the label of the task', async () => {
    const graph = call('anonymous', { name: 'answer' });
    expect(await resultsOf(graph, { functions: { answer: () => 42 } })).toEqual({ y: 42 });
  });

  it('are found by func_name before the label', async () => {
    const functions = { f: () => 'by name', g: () => 'by label' };
    expect(await resultsOf(call('f', { name: 'g' }), { functions })).toEqual({ y: 'by name' });
  });

  it('stand for one function only, where two of one name were recorded', async () => {
    const one = { add: (x: number) => x + 1 };
    const other = { add: (x: number) => x + 100 };
    const text = JSON.stringify(
      compile([delayed(one.add, { key: 'a' })(1), delayed(other.add, { key: 'b' })(1)]),
    );
    const functions = { add: one.add, 'add#2': other.add };
    expect(await resultsOf(text, { functions })).toEqual({ a: 2, b: 101 });
    const { problems } = await refused(text, { functions: { add: one.add } });
    expect(problems[0]!.message).toContain('add#2');
  });

  it('come before code from the graph', async () => {
    const graph = call('f', { func_code: '() => "code"' });
    expect(await resultsOf(graph, { functions: { f: () => 'mine' }, allowCode })).toEqual({ y: 'mine' });
  });

  it('may be async, and methods', async () => {
    const functions = { f: async (x: number) => Promise.resolve(x + 1) };
    expect(await resultsOf(smallGraph(), { functions })).toEqual({ y: 2 });
    const method = function (this: string, end: string): string {
      return this + end;
    };
    expect(
      await resultsOf(call('m', { method: true, args: ['a', 'b'] }), { functions: { m: method } }),
    ).toEqual({ y: 'ab' });
  });

  it('may stand in the arguments and in the data', async () => {
    const apply = (g: (x: number) => number): number => g(20);
    const double = (x: number): number => 2 * x;
    const recorded = compile([
      delayed(apply, { key: 'direct' })(double),
      delayed({ double }, { key: 'data' }),
    ]);
    const results = await resultsOf(JSON.stringify(recorded), { functions: { apply, double } });
    expect(results).toEqual({ direct: 40, data: { double } });
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'must be own properties: %s is not there by itself',
    async (name) => {
      const { problems } = await refused(call(name), { functions: {} });
      expect(problems).toEqual([expect.objectContaining({ oid: 'f', path: 'func_name' })]);
      expect(problems[0]!.message).toContain(name);
    },
  );

  it('must be own properties: what an object inherits is not there', async () => {
    const functions = Object.create({ f: () => 1 }) as Record<string, () => number>;
    expect((await refused(call('f'), { functions })).problems).toHaveLength(1);
  });

  it('may come from a module namespace or an object without a prototype', async () => {
    const namespace = (await import(moduleOf('export const f = (x) => x + 1;'))) as Record<
      string,
      () => unknown
    >;
    const bare = Object.assign(Object.create(null), { f: (x: number) => x + 1 }) as Record<
      string,
      () => unknown
    >;
    expect(await resultsOf(smallGraph(), { functions: namespace })).toEqual({ y: 2 });
    expect(await resultsOf(smallGraph(), { functions: bare })).toEqual({ y: 2 });
  });

  it('that are missing are one error that names each with its drop, and nothing ran', async () => {
    let calls = 0;
    const graph = [
      ...smallGraph(),
      app('g.app', { func_name: 'g', outputs: ['z'] }),
      data('z'),
      app('h.app', { func_name: 'known', args: [{ $: 'function', value: ['k'] }] }),
    ];
    const { problems } = await refused(graph, { functions: { known: () => calls++ } });
    expect(problems.map(({ oid, path }) => [oid, path])).toEqual([
      ['f', 'func_name'],
      ['g.app', 'func_name'],
      ['h.app', expect.any(String) as string],
    ]);
    expect(problems.map(({ message }) => /"(\w)"/.exec(message)?.[1])).toEqual(['f', 'g', 'k']);
    expect(calls).toBe(0);
  });

  it('are looked up anew for each run of one graph', async () => {
    const graph = loadGraph(smallGraph());
    expect(await resultsOf(graph, { functions: { f: () => 'first' } })).toEqual({ y: 'first' });
    expect(await resultsOf(graph, { functions: { f: () => 'second' } })).toEqual({ y: 'second' });
    expect(await rejection(runGraph(graph))).toBeInstanceOf(InvalidGraphError);
  });
});

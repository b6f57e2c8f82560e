import { describe, expect, it } from 'vitest';
import { loadGraph, runGraph } from '../../src/index.js';
import { app, data, given } from './drops.js';
import { survive } from './survive.js';

describe('a huge graph is read or refused, without overflow', () => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  const deepObject = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);

  it.each([
    ['lists in data', `[${JSON.stringify(given('x', 0)).replace('"value":0', `"value":${deep(1e5)}`)}]`],
    [
      'objects in data',
      `[${JSON.stringify(given('x', 0)).replace('"value":0', `"value":${deepObject(1e5)}`)}]`,
    ],
    ['a tag', `[${JSON.stringify(given('x', 0)).replace('"value":0', `"value":{"$":${deep(1e5)}}`)}]`],
    [
      'the value of a tag',
      `[${JSON.stringify(given('x', 0)).replace('"value":0', `"value":{"$":"input","value":${deep(1e5)}}`)}]`,
    ],
    ['an unknown field', `[{"oid":"x","note":${deep(1e5)}}]`],
    ['the links', `[{"oid":"x","categoryType":"Data","consumers":${deep(1e5)}}]`],
    ['the list itself', deep(1e5)],
    ['the class', `[{"oid":"x","categoryType":"Data","dropclass":${deep(1e5)}}]`],
  ])('nested 100,000 deep in %s', async (_, text) => {
    await survive(text);
  });

  it.each([
    ['an oid', (text: string) => [given(text, 1)]],
    ['a label', (text: string) => [given('x', 1, { name: text })]],
    ['a value', (text: string) => [given('x', text)]],
    ['a category', (text: string) => [given('x', 1, { categoryType: text })]],
    ['a class', (text: string) => [given('x', 1, { dropclass: text })]],
    ['a function name', (text: string) => [app('f', { func_name: text })]],
    ['a link', (text: string) => [app('f', { inputs: [text] })]],
    ['a bigint', () => [given('x', { $: 'bigint', value: '7'.repeat(1e5) })]],
    ['a regular expression', (text: string) => [given('x', { $: 'regexp', value: [text, 'g'] })]],
  ])('with a text of a million characters as %s', async (_, make) => {
    await survive(JSON.stringify(make('t'.repeat(1e6))));
  });

  it('with 100,000 links of one drop', async () => {
    const many = Array.from({ length: 1e5 }, (_, at) => given(`d${at}`, at));
    const sum = (...all: number[]): number => all.length;
    const graph = [app('f', { inputs: many.map(({ oid }) => oid), outputs: ['y'] }), data('y'), ...many];
    const results = await (await runGraph(JSON.stringify(graph), { functions: { f: sum } })).results();
    expect(results.get('y')).toBe(1e5);
  });

  it('with 100,000 outputs of one application', async () => {
    const many = Array.from({ length: 1e5 }, (_, at) => data(`d${at}`));
    const functions = { f: () => many.map((_, at) => at) };
    const graph = [app('f', { outputs: many.map(({ oid }) => oid) }), ...many];
    const results = await (await runGraph(graph, { functions })).results();
    expect(results.size).toBe(1e5);
    expect(results.get('d99999')).toBe(99_999);
  });

  it('with 100,000 links that say the same', () => {
    const graph = [
      given('x', 1),
      app('f', { inputs: Array.from({ length: 1e5 }, () => 'x'), outputs: ['y'] }),
      data('y'),
    ];
    expect(loadGraph(graph).size).toBe(3);
  });

  it('with 100,000 links that dangle, all told', () => {
    const inputs = Array.from({ length: 1e5 }, (_, at) => `gone${at}`);
    expect(() => loadGraph([app('f', { inputs })])).toThrow(/100000 problems/);
  });

  it('as a chain of 100,000 applications, in order and in reverse', async () => {
    const chain = Array.from({ length: 1e5 }, (_, at) => [
      app(`f${at}`, { inputs: [`d${at}`], outputs: [`d${at + 1}`] }),
      data(`d${at + 1}`),
    ]).flat();
    const graph = [given('d0', 0), ...chain];
    for (const list of [graph, graph.toReversed()]) {
      const results = await (await runGraph(list, { functions: { f: (x: number) => x + 1 } })).results();
      expect([...results]).toEqual([['d100000', 1e5]]);
    }
  });

  it('as a circle of 100,000 applications', () => {
    const ring = Array.from({ length: 1e5 }, (_, at) => [
      app(`f${at}`, { inputs: [`d${at}`], outputs: [`d${(at + 1) % 1e5}`] }),
      data(`d${at}`),
    ]).flat();
    expect(() => loadGraph(ring)).toThrow(/waits for itself/);
  });
});

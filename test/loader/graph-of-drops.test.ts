import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { compile, delayed, loadGraph, loadGraphFrom, visualize } from '../../src/index.js';
import { app, chain, container, COPY, CRC_STREAM, data, FUNCTION, type Spec } from './specs.js';

const two = (): Spec[] => [
  ...chain(),
  app('g', { name: 'copy it', inputs: ['b'], outputs: ['c', 'd'] }),
  data('c'),
  data('d'),
];

describe('a loaded graph of drops', () => {
  it('tells its size, roots and leaves', () => {
    const graph = loadGraph([...two(), container('k')]);
    expect(graph.size).toBe(7);
    expect(graph.roots.sort()).toEqual(['a', 'k']);
    expect(graph.leaves.sort()).toEqual(['c', 'd', 'k']);
  });

  it('gives its dropspecs, in the present form and in the order of the list', () => {
    const old = [{ oid: 'a', type: 'plain', storage: 'Memory' }, ...chain().slice(1)];
    const specs = loadGraph(old).toJSON();
    expect(specs.map(({ oid }) => oid)).toEqual(['a', 'f', 'b']);
    expect(specs[0]).toMatchObject({ categoryType: 'Data', dropclass: 'dlg.data.drops.memory.InMemoryDROP' });
    expect([...loadGraph(old)]).toEqual(specs);
    expect(loadGraph(JSON.stringify(loadGraph(old))).toJSON()).toEqual(specs);
  });

  it('is written as NDJSON and read back', async () => {
    const stream = new PassThrough();
    const read = text(stream);
    await loadGraph(two()).write(stream);
    stream.end();
    expect(loadGraph(await read).toJSON()).toEqual(loadGraph(two()).toJSON());
    expect(
      (
        await loadGraphFrom(
          (async function* () {
            yield JSON.stringify(two());
          })(),
        )
      ).size,
    ).toBe(6);
  });

  it('may be a list, JSON, NDJSON, a pair, with what describes it', () => {
    for (const form of [
      chain(),
      JSON.stringify(chain()),
      chain()
        .map((spec) => JSON.stringify(spec))
        .join('\n'),
      ['x.graph', [...chain(), { rmode: '1' }]],
      [...chain(), {}],
    ]) {
      expect(loadGraph(form).size).toBe(3);
    }
  });
});

describe('a picture of a graph of drops', () => {
  const lines = async (list: readonly unknown[], drops = false): Promise<string[]> =>
    (await visualize(loadGraph(list), { format: 'text', drops })).split('\n').map((line) => line.trim());

  it('has a node for each application with its output, by name or else by class', async () => {
    const picture = await lines(two());
    expect(picture[0]).toBe('5 tasks, 4 edges, depth 4, 1 root, 2 results');
    expect(picture).toContain('a (InMemoryDROP)');
    expect(picture).toContain('b (CopyApp) <- a');
    expect(picture).toContain('g (copy it) <- b');
    expect(picture.filter((line) => /^[cd] \(InMemoryDROP\) <- g {2}\[result\]$/.test(line))).toHaveLength(2);
  });

  it('has each drop if it is asked for', async () => {
    const [summary] = await lines(two(), true);
    expect(summary).toBe('6 drops, 5 edges, depth 5, 1 root, 2 results');
  });

  it('shows streams and several producers as edges', async () => {
    const list = [
      data('a', { streamingConsumers: ['s', 't'] }),
      app('s', { dropclass: CRC_STREAM, outputs: ['b'] }),
      app('t', { dropclass: CRC_STREAM, outputs: ['b'] }),
      data('b', { name: 'sums' }),
    ];
    const picture = await lines(list);
    expect(picture[0]).toBe('4 tasks, 4 edges, depth 3, 1 root, 1 result');
    expect(picture).toContain('b (sums) <- s, t  [result]');
  });

  it.each(['svg', 'dot', 'mermaid', 'html'] as const)('can be drawn as %s', async (format) => {
    expect(await visualize(loadGraph(two()), { format })).toContain('copy it');
  });
});

describe('which kind of graph it is', () => {
  it('shows in its drops: one that is no function makes it a graph of drops', () => {
    const add = delayed((x: number) => x, { name: 'f' });
    const functions = compile(add(1)).toJSON();
    expect(loadGraph(functions).drops).toBeUndefined();
    expect(
      loadGraph([...functions, data('x', { dropclass: 'dlg.data.drops.data_base.NullDROP' })]).drops,
    ).toBeDefined();
    expect(loadGraph(chain()).drops).toBeDefined();
    expect(loadGraph([app('f', { dropclass: FUNCTION, func_name: 'f' })]).drops).toBeUndefined();
    expect(loadGraph([app('f', { dropclass: COPY })]).drops).toBeDefined();
  });
});

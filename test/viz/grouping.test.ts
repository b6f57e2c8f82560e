import { beforeAll, describe, expect, it } from 'vitest';
import { compile, delayed, visualize, type Delayed, type VisualizeOptions } from '../../src/index.js';
import { diamond, mapReduce, named, training } from './graphs.js';

const dot = (value: unknown, options?: VisualizeOptions): Promise<string> =>
  visualize(value, { format: 'dot', ...options });
const labelsOf = (text: string): string[] =>
  [...text.matchAll(/^ {2}n\d+ \[label="([^"]*)"/gm)].map(([, label]) => label ?? '');
const countNodes = (svg: string): number => svg.match(/class="node"/g)?.length ?? 0;

describe('grouping', () => {
  it('leaves graphs alone that are small enough', async () => {
    expect(labelsOf(await dot(diamond(), { maxNodes: 5 }))).toEqual(['load', 'left', '5', 'right', 'join']);
  });

  it('is by name and depth first', async () => {
    expect(labelsOf(await dot(mapReduce(1234)))).toEqual([
      'load ×1,234',
      'clean ×1,234',
      'join ×124',
      'join ×13',
      'join ×2',
      'join',
    ]);
  });

  it('is by name alone where that is still too much, also if names go in circles', async () => {
    const a = delayed((x: unknown) => x, { name: 'a' });
    const b = delayed((x: unknown) => x, { name: 'b' });
    let lazy: unknown = 0;
    for (let at = 0; at < 1000; at++) lazy = at % 2 ? b(lazy) : a(lazy);
    const text = await dot(lazy);
    expect(labelsOf(text)).toEqual(['a ×500', 'b ×500']);
    expect(text).toMatch(/n1 -> n0 \[penwidth=[\d.]+, tooltip="499 edges"\]\n {2}n0 -> n1 \[/);
    expect(countNodes(await visualize(lazy))).toBe(2);
  });

  it('takes names together that differ by number or hash, and at last those of one kind', async () => {
    const numbered = named(...Array.from({ length: 400 }, (_, at) => `part-${at}`));
    expect(labelsOf(await dot(numbered))).toEqual(['part-… ×400']);
    const hashes = named(
      ...Array.from({ length: 400 }, (_, at) => `part-${(at * 7919 + 65536).toString(16)}`),
    );
    expect(labelsOf(await dot(hashes))).toEqual(['part-… ×400']);
    const letters = Array.from({ length: 400 }, (_, at) => String.fromCodePoint(0x4e00 + at));
    expect(labelsOf(await dot(named(...letters)))).toEqual(['一, 丁, … ×400']);
  });

  it('keeps constants, application and data drops apart', async () => {
    const labels = labelsOf(await dot(mapReduce(500), { drops: true }));
    expect(labels.filter((label) => label === 'load ×500')).toHaveLength(2);
    expect(labelsOf(await dot([diamond(), mapReduce(500)], { maxNodes: 3 }))).toEqual([
      'load, clean, … ×1,060',
      '5',
    ]);
  });

  it('also bounds the edges, which crowd a picture sooner than nodes', async () => {
    const f = delayed((...all: unknown[]) => all, { name: 'f' });
    const layers = [Array.from({ length: 40 }, () => f())];
    layers.push(Array.from({ length: 40 }, () => f(...(layers[0] ?? []))));
    expect(labelsOf(await dot(layers))).toEqual(['f ×40', 'f ×40']);
    expect(labelsOf(await dot(layers, { maxNodes: 400 }))).toHaveLength(80);
    expect(await visualize(layers, { format: 'text' })).toMatch(/depth 1: f ×40\n {2}f-\d+ <- /);
  });
});

describe('long edges', () => {
  it('are cut where there are many: the model is drawn again at every step', async () => {
    const start = performance.now();
    const svg = await visualize(training(200));
    expect(performance.now() - start).toBeLessThan(2000);
    expect(countNodes(svg)).toBe(202 + 198);
    expect(svg).toContain('drawn again');
    expect(await dot(training(200))).not.toContain('drawn again');
  });

  it('are whole in small pictures', async () => {
    expect(countNodes(await visualize(training(10)))).toBe(12);
  });
});

describe('a graph of 100,000 tasks', () => {
  const graph = compile(mapReduce(47_400));
  beforeAll(() => visualize(0)); // loads Graphviz

  it.each([
    ['svg', 12_000],
    ['dot', 3_000],
    ['mermaid', 1_500],
    ['text', 500],
    ['html', 200_000],
  ] as const)('is drawn as %s in time and in few words', async (format, size) => {
    const start = performance.now();
    const text = await visualize(graph, { format });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(text.length).toBeLessThan(size);
    expect(text).toContain('47,400');
  });

  it('shows ranges of depth where one name would be all there is to see', async () => {
    const step = delayed((state: unknown) => state, { name: 'step' });
    let state: Delayed<unknown> = step(0);
    for (let at = 1; at < 10_000; at++) state = step(state);
    expect(labelsOf(await dot(state))).toEqual(
      Array.from({ length: 12 }, (_, at) => (at % 3 === 0 ? 'step ×834' : 'step ×833')),
    );
  });

  it('shows no tangle: ranges of depth are wider where edges lead from everywhere to everywhere', async () => {
    const mix = delayed((...all: unknown[]) => all, { name: 'mix' });
    const tasks: Delayed<unknown>[] = [mix()];
    let random = 1;
    for (let at = 1; at < 2000; at++) {
      random = (random * 48_271) % 2_147_483_647;
      tasks.push(mix(tasks[at - 1], tasks[random % at]));
    }
    expect(labelsOf(await dot(tasks))).toHaveLength(6);
  });

  it('may be one chain', async () => {
    const start = performance.now();
    const text = await visualize(training(100_000), { format: 'text' });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(text).toBe(
      '100,002 tasks, 200,000 edges, depth 100,001, 2 roots, 1 result\n' +
        'depth 0: model, load\ndepths 1 to 100,000: step ×100,000\n',
    );
  });
});

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, delayed, loadGraph, visualize, type VisualizeOptions } from '../../src/index.js';
import { diamond } from './graphs.js';

const starts: Record<NonNullable<VisualizeOptions['format']>, RegExp> = {
  svg: /^<svg /,
  dot: /^digraph dropgraph \{\n/,
  mermaid: /^flowchart TD\n/,
  text: /^5 tasks, /,
  html: /^<!doctype html>\n/,
};
const formats = Object.keys(starts) as (keyof typeof starts)[];

describe('the format', () => {
  let folder = '';
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'viz-'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('is SVG unless said otherwise', async () => {
    expect(await visualize(diamond())).toMatch(starts.svg);
    expect(await diamond().visualize()).toMatch(starts.svg);
  });

  it.each(formats)('can be %s', async (format) => {
    expect(await visualize(diamond(), { format })).toMatch(starts[format]);
  });

  it.each([
    ['a.svg', 'svg'],
    ['a.DOT', 'dot'],
    ['a.gv', 'dot'],
    ['a.mmd', 'mermaid'],
    ['a.mermaid', 'mermaid'],
    ['a.txt', 'text'],
    ['a.html', 'html'],
    ['a.htm', 'html'],
    ['a', 'svg'],
    ['.hidden', 'svg'],
  ] as const)('of %s is %s', async (name, format) => {
    const file = path.join(folder, name);
    const text = await visualize(diamond(), { file });
    expect(text).toMatch(starts[format]);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('that is given wins over the name of the file', async () => {
    const file = path.join(folder, 'graph.png');
    expect(await visualize(diamond(), { file, format: 'dot' })).toMatch(starts.dot);
  });

  it('must be known from the name of the file otherwise', async () => {
    const drawn = visualize(diamond(), { file: path.join(folder, 'graph.pdf') });
    await expect(drawn).rejects.toThrow(TypeError);
    await expect(drawn).rejects.toThrow(/graph\.pdf.*\.svg.*\.mmd/);
  });

  it('goes to a file whose folder need not exist, and leaves nothing else there', async () => {
    const inner = path.join(folder, 'new', 'folder');
    await visualize(diamond(), { file: path.join(inner, 'a.txt') });
    await visualize(delayed(() => 1)(), { file: path.join(inner, 'a.txt') });
    expect(await readdir(inner)).toEqual(['a.txt']);
    expect(await readFile(path.join(inner, 'a.txt'), 'utf8')).toMatch(/^1 task, /);
  });

  it('cannot be written over a folder, and leaves nothing behind', async () => {
    const inner = path.join(folder, 'taken');
    await visualize(diamond(), { file: path.join(inner, 'b.svg', 'a.svg') });
    await expect(visualize(diamond(), { file: path.join(inner, 'b.svg') })).rejects.toThrow();
    expect(await readdir(inner)).toEqual(['b.svg']);
  });
});

describe('wrong options', () => {
  it.each([
    [{ fromat: 'svg' }, /"fromat".*valid options: format, file, direction, drops, maxNodes, color/],
    [{ format: 'png' }, /"format" must be one of "svg", "dot", "mermaid", "text", "html"/],
    [{ direction: 'left' }, /"direction" must be "down" or "right"/],
    [{ drops: 1 }, /"drops" must be true or false/],
    [{ maxNodes: 0 }, /"maxNodes" must be a whole number above 0/],
    [{ maxNodes: 2.5 }, /"maxNodes"/],
    [{ color: 'size' }, /"color" must be one of "name", "state", "order", "duration"/],
    [{ color: 'state' }, /no state to show by colour before a run: give it a session/],
    [{ color: 'duration' }, /no duration to show/],
    [{ file: '' }, /"file" must not be empty/],
  ])('%o is a TypeError', async (options, message) => {
    const drawn = visualize(diamond(), options as VisualizeOptions);
    await expect(drawn).rejects.toThrow(TypeError);
    await expect(drawn).rejects.toThrow(message);
  });
});

describe('what is drawn', () => {
  const text = (value: unknown, options?: VisualizeOptions): Promise<string> =>
    visualize(value, { format: 'text', ...options });

  it('is never run', async () => {
    const fail = delayed((): number => {
      throw new Error('it ran');
    });
    await Promise.all(formats.map((format) => visualize([fail(), { deep: fail() }], { format })));
  });

  it('may be any structure with lazy values, or none', async () => {
    const lazy = diamond();
    expect(await text({ a: [lazy, lazy] })).toMatch(/^5 tasks, .* 1 result\n/);
    expect(await text(5)).toBe('0 tasks, 0 edges, depth 0, 0 roots, 0 results\n');
    expect(await visualize(5)).toMatch(starts.svg);
    expect(await visualize([], { format: 'html' })).toMatch(starts.html);
  });

  it('may be a compiled graph', async () => {
    const lazy = diamond();
    expect(await visualize(compile(lazy))).toBe(await visualize(lazy));
  });

  it.each([false, true])('is the same for a loaded graph (drops: %s)', async (drops) => {
    const graph = compile([diamond(), delayed([(x: number) => x])]);
    const loaded = loadGraph(JSON.stringify(graph));
    expect(await text(loaded, { drops })).toBe(await text(graph, { drops }));
    const mermaid = { format: 'mermaid', drops } as const;
    expect(await visualize(loaded, mermaid)).toBe(await visualize(graph, mermaid));
  });

  it.each(formats)('is always the same as %s', async (format) => {
    const lazy = diamond();
    expect(await visualize(lazy, { format })).toBe(await visualize(lazy, { format }));
  });

  it('runs down or to the right', async () => {
    expect(await visualize(diamond(), { format: 'dot' })).toContain('rankdir="TB"');
    expect(await visualize(diamond(), { format: 'dot', direction: 'right' })).toContain('rankdir="LR"');
    expect(await visualize(diamond(), { format: 'mermaid', direction: 'right' })).toMatch(/^flowchart LR/);
  });
});

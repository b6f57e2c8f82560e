import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/delayed/compile-structure.js';
import { delayed } from '../../src/delayed/delayed.js';
import { plan } from '../../src/delayed/plan.js';
import { loadGraph } from '../../src/loader/index.js';
import { goldens, type Inputs } from '../graph/order-graphs.js';

const load = delayed((year: number) => [year], { name: 'load' });
const clean = delayed((years: number[]) => years, { name: 'clean' });
const join = delayed((...years: number[][]) => years.flat(), { name: 'join' });

/** Records a graph of calls by their inputs, and gives what nothing needs. */
function record(inputs: Inputs): unknown[] {
  const call = delayed((...args: unknown[]) => args.length, { name: 'call' });
  const calls: unknown[] = [];
  inputs.forEach((each) => calls.push(call(...each.map((input) => calls[input]))));
  const needed = new Set(inputs.flat());
  return calls.filter((_, at) => !needed.has(at));
}

describe('the plan of a graph', () => {
  it('tells its size, and what is alive at once', () => {
    const years = plan(join(clean(load(1)), clean(load(2)), load(3)));
    expect(years).toMatchObject({ tasks: 6, depth: 3, roots: 3, outputs: 1, peak: 3 });
    expect([...years.aliveAtPeak]).toEqual([
      ['clean', 2],
      ['load', 1],
    ]);
    expect(years.peakAt).toMatch(/^join-\d+$/);
    expect(years.longestChain.map((key) => key.replace(/-\d+$/, ''))).toEqual(['load', 'clean', 'join']);
  });

  it('reads as a few lines', () => {
    const text = String(
      plan(join.with({ key: 'all' })(load.with({ key: 'one' })(1), load.with({ key: 'two' })(2))),
    );
    expect(text.split('\n')).toEqual([
      '3 tasks, depth 2, 2 roots, 1 output',
      'at most 2 intermediate results alive, when all begins: load ×2',
      'longest chain: one -> all',
    ]);
  });

  it('reads the same when it is inspected', () => {
    const one = plan(load(1));
    expect(String(one)).toBe('1 task, depth 1, 1 root, 1 output');
    expect(inspect(one)).toBe(`Plan: ${String(one)}`);
  });

  it('stays a few lines for a long chain and many names', () => {
    let last: unknown = 0;
    for (let at = 0; at < 2000; at++)
      last = delayed((x: unknown) => x, { name: 'step', key: `k${String(at)}` })(last);
    const many = Array.from({ length: 9 }, (_, at) => delayed(() => at, { name: `n${String(at)}` })());
    const lines = String(plan(delayed((...all: unknown[]) => all, { name: 'end' })(last, ...many))).split(
      '\n',
    );
    expect(lines.length).toBe(3);
    expect(lines[1]).toContain('10 intermediate results');
    expect(lines[1]).toContain(', and 5 other names');
    expect(lines[2]).toContain('k0 -> k1 -> k2 -> k3 -> k4 -> 1,991 more -> k1996 -> ');
  });

  it('shows names that are not fit to be read as what they are', () => {
    const evil = delayed((x: number) => x, { name: 'a\nb\u001b[31m\u202e' });
    const text = String(plan(evil(evil(1))));
    expect(text.split('\n').length).toBe(3);
    expect(text).toContain('a\\u{a}b\\u{1b}[31m\\u{202e}');
    const long = String(plan(delayed((x: number) => x, { name: 'x'.repeat(10_000) })(load(1) as never)));
    expect(long.length).toBeLessThan(500);
  });

  it('does not count data that was given: it is there anyway', () => {
    const table = delayed([1, 2, 3], { name: 'table' });
    const used = plan(join(clean(table), clean(table)));
    expect(used).toMatchObject({ tasks: 3, depth: 2, roots: 2, peak: 2 });
    expect(plan(table)).toMatchObject({
      tasks: 0,
      depth: 0,
      roots: 0,
      outputs: 1,
      peak: 0,
      peakAt: undefined,
    });
  });

  it('is empty for what holds nothing lazy', () => {
    expect(plan({ a: [1, 'two'] })).toMatchObject({
      tasks: 0,
      depth: 0,
      outputs: 0,
      peak: 0,
      longestChain: [],
    });
    expect(String(plan(5))).toBe('0 tasks, depth 0, 0 roots, 0 outputs');
  });

  it('is that of the order in which the tasks are run, not of their recording', () => {
    const roots = Array.from({ length: 20 }, (_, at) => load(at));
    const outputs = [join(...roots.map((root) => clean(root))), ...roots.map((root) => clean(root))];
    expect(plan(outputs).peak).toBe(20);
    expect(plan([...roots.map((root) => clean(clean(root)))]).peak).toBe(1);
  });

  it('is the same for a compiled graph, and for one that was written and loaded', () => {
    const years = join(clean(load(1)), clean(load(2)), load(3));
    const graph = compile(years);
    const text = String(plan(years));
    expect(String(plan(graph))).toBe(text);
    expect(String(plan(loadGraph(JSON.stringify(graph))))).toBe(text);
  });

  it('tells of graphs of drops too', () => {
    const graph = loadGraph([
      { oid: 'a', categoryType: 'Data', dropclass: 'dlg.data.drops.memory.InMemoryDROP', consumers: ['app'] },
      {
        oid: 'app',
        categoryType: 'Application',
        dropclass: 'dlg.apps.simple.SleepApp',
        inputs: ['a'],
        outputs: ['b'],
      },
      { oid: 'b', categoryType: 'Data', dropclass: 'dlg.data.drops.memory.InMemoryDROP', producers: ['app'] },
    ]);
    expect(plan(graph)).toMatchObject({ tasks: 1, depth: 1, roots: 1, outputs: 1, peak: 0 });
  });

  it('foresees no more alive than Dask would have, for all graphs of its order tests', () => {
    const small = goldens.filter(({ inputs }) => inputs.length < 1000);
    expect(small.length).toBeGreaterThan(50);
    for (const { name, inputs, dask } of small) {
      expect([name, plan(record(inputs)).peak <= dask]).toEqual([name, true]);
    }
  });
});

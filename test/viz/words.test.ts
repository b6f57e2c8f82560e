import { describe, expect, it } from 'vitest';
import { visualize } from '../../src/index.js';
import { draw } from '../../src/viz/index.js';
import { named } from './graphs.js';
import { traceOf } from './traces.js';

describe('times', () => {
  it.each([
    [0, '0 ms'],
    [0.000_96, '0.96 µs'],
    [0.0512, '51 µs'],
    [0.51, '0.51 ms'],
    [9.96, '10 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [59_949, '60 s'],
    [60_000, '1 min'],
    [125_000, '2 min 5 s'],
    [3_599_400, '59 min 59 s'],
    [3_599_600, '1 h'],
    [4_800_000, '1 h 20 min'],
    [360_000_000, '100 h'],
  ])('of %d ms read %s', async (ms, text) => {
    const trace = { ...traceOf(named('a'), () => ['done', ms]), started: [0], ended: [ms] };
    const settings = {
      format: 'text',
      direction: 'down',
      drops: false,
      maxNodes: 9,
      color: 'duration',
    } as const;
    expect(await draw(trace.graph, settings, trace)).toContain(`[${text}]`);
  });
});

describe('labels', () => {
  it('are cut between characters as readers see them', async () => {
    const family = '👩‍👩‍👧‍👦';
    const svg = await visualize(named(family.repeat(60)));
    const [, label = ''] = /<text [^>]*>([^<]*)</.exec(svg) ?? [];
    expect(label).toBe(`${family.repeat(33)}…${family.repeat(14)}`);
  });

  it('fit into their nodes: each node is as wide as its text needs', async () => {
    const names = ['W'.repeat(40), 'i'.repeat(40), '数据'.repeat(20), 'plain'];
    const dot = await visualize(named(...names), { format: 'dot' });
    const widths = [...dot.matchAll(/ width=([\d.]+)/g)].map(([, width]) => Number(width) * 72);
    // 11 pt: a W is about 10.4 wide, a Chinese character 11, an i 2.5
    expect(widths[0]).toBeGreaterThan(40 * 10.4);
    expect(widths[1]).toBeLessThan(40 * 4.5);
    expect(widths[2]).toBeGreaterThan(40 * 11);
  });
});

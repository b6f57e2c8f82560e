import { describe, expect, it } from 'vitest';
import { delayed, visualize } from '../../src/index.js';
import { diamond, mapReduce } from './graphs.js';

describe('a picture as text', () => {
  it('lists the tasks of each depth with their inputs', async () => {
    expect(await visualize(diamond(), { format: 'text' })).toBe(
      `5 tasks, 5 edges, depth 3, 2 roots, 1 result
depth 0: load, value
  source (load)
  scale (value)
depth 1: left, right
  left <- source
  right <- source, scale
depth 2: join
  join <- left, right  [result]
`,
    );
  });

  it('has one edge to a task that uses a result twice', async () => {
    const one = delayed(1, { key: 'one' });
    const sum = delayed((a: number, b: number[]) => a + b.length, { key: 'sum', name: 'sum' })(one, [
      one,
      one,
    ]);
    const text = await visualize(sum, { format: 'text' });
    expect(text).toMatch(/^2 tasks, 1 edge, /);
    expect(text).toContain('  sum <- one  [result]\n');
  });

  it('lists the drops one by one on request', async () => {
    expect(await visualize(diamond(), { format: 'text', drops: true })).toBe(
      `9 drops, 9 edges, depth 6, 2 roots, 1 result
depth 0: load, value
  source.app (load)
  scale (value)
depth 1: load
  source (load) <- source.app
depth 2: left, right
  left.app <- source
  right.app <- source, scale
depth 3: left, right
  left <- left.app
  right <- right.app
depth 4: join
  join.app <- left, right
depth 5: join
  join <- join.app  [result]
`,
    );
  });

  it('counts names where there are too many tasks', async () => {
    expect(await visualize(mapReduce(1000), { format: 'text' })).toBe(
      `2,111 tasks, 2,110 edges, depth 5, 1,000 roots, 1 result
depth 0: load ×1,000
depth 1: clean ×1,000
depth 2: join ×100
depth 3: join ×10
depth 4: join
`,
    );
  });

  it('counts the inputs it does not list', async () => {
    const inputs = Array.from({ length: 100 }, (_, at) => delayed(at, { key: `in-${at}`, name: 'in' }));
    const text = await visualize(delayed((...all: number[]) => all, { key: 'all', name: 'all' })(...inputs), {
      format: 'text',
    });
    expect(text).toContain('all <- in-0, in-1,');
    expect(text).toMatch(/ in-11 and 88 more {2}\[result\]\n$/);
  });
});

import { describe, expect, it } from 'vitest';
import { compute, delayed } from '../../src/index.js';

const inc = (x: number): number => x + 1;

describe('a lazy function as a result stands for its original', () => {
  it('by itself, in structures and beside lazy values', async () => {
    const alone = delayed(() => delayed(inc), { name: 'alone' });
    const listed = delayed(() => [delayed(inc)], { name: 'listed' });
    const beside = delayed(() => ({ fn: delayed(inc), two: delayed(inc)(1) }), { name: 'beside' });
    const asked = { alone: alone(), listed: listed(), beside: beside() };
    const results: unknown = await compute(asked);
    expect(results).toEqual({ alone: inc, listed: [inc], beside: { fn: inc, two: 2 } });
  });

  it('for the task that gets it', async () => {
    const lazy = delayed(inc);
    const use = delayed((fn: typeof inc) => fn(1));
    expect(await compute(use(delayed(async () => lazy)() as never))).toBe(2);
  });

  it('in what is computed', async () => {
    const lazy = delayed(inc);
    expect(await compute([lazy, { lazy }])).toEqual([inc, { lazy: inc }]);
  });
});

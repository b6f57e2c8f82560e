import { describe, expect, it } from 'vitest';
import { runFixture } from './support.js';

describe('the memory of a run', () => {
  it('holds no result of a chain but the one being used, and none afterwards', () => {
    const { alive, after } = runFixture('released.mjs', '--expose-gc') as { alive: number[]; after: number };
    expect(alive.length).toBe(20);
    expect(Math.max(...alive)).toBe(1);
    expect(after).toBe(0);
  });
});

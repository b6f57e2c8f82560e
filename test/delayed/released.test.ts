import { describe, expect, it } from 'vitest';
import { runFixture } from './support.js';

describe('the memory of a run', () => {
  it('holds no result of a chain but the one being used, and none afterwards', () => {
    const { alive, after } = runFixture('released.mjs', '--expose-gc') as { alive: number[]; after: number };
    expect(alive.length).toBe(20);
    expect(Math.max(...alive)).toBe(1);
    expect(after).toBe(0);
  });

  it.each([
    ['was recorded and dropped', 'dropped', {}],
    ['was compiled and dropped, and everything before', 'compiled', { middle: 20 }],
    ['was compiled: no recorded call, although it is held itself', 'compiledAlone', { middle: 0 }],
    ['grew, a task after the other', 'grown', { result: 1000 }],
    ['grew, by many tasks at once', 'fannedOut', { result: 20 }],
    ['failed in many places', 'failed', { result: 20 }],
    ['was persisted, computed with, and dropped', 'persisted', { result: 20, middle: 20 }],
    ['was taken with asCompleted', 'streamed', { result: 20 }],
    ['was left in the middle of asCompleted', 'streamedAndLeft', {}],
    ['grew while it was taken with asCompleted', 'streamedAndGrown', { result: 20 }],
  ])('holds nothing of a graph that %s', (_, scenario, answer) => {
    expect(held()[scenario]).toEqual({ ...answer, after: 0 });
  });
});

it('what functions around a recorded call know is let go when its call site is put into words', () => {
  expect(runFixture('held-call-site.mjs', '--expose-gc')).toEqual({
    before: true,
    after: false,
    place: 'held-call-site.mjs:21:24',
  });
});

type Answers = Readonly<Record<string, unknown>>;
let answers: Answers | undefined;
const held = (): Answers => (answers ??= runFixture('held.mjs', '--expose-gc') as Answers);

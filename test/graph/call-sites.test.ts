import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Graph from '../../src/graph/index.js';

/** With a clock of the test's own: the library takes the functions of the clock when it is loaded. */
async function load(): Promise<typeof Graph> {
  return import('../../src/graph/index.js');
}

/** Counts how often stacks are turned into text. */
function countTexts(): { count: number } {
  const texts = { count: 0 };
  vi.spyOn(Error, 'captureStackTrace').mockImplementation((target) => {
    Object.defineProperty(target, 'stack', {
      get: () => {
        texts.count++;
        return `Error\n    at somewhere (/a/file.ts:${String(texts.count)}:7)`;
      },
    });
  });
  return texts;
}

describe('the places of calls', () => {
  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('are put into words in a while, once each', async () => {
    const { CallSites } = await load();
    const texts = countTexts();
    const sites = new CallSites(1000, load);
    for (let call = 0; call < 300; call++) sites.remember(call, load);
    vi.advanceTimersByTime(9_000);
    expect(texts.count).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(texts.count).toBe(301);
    expect(sites.at(5)).toMatch(/^\/a\/file\.ts:\d+:7$/);
    expect(texts.count).toBe(301);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are put into words as well where more are remembered later', async () => {
    const { CallSites } = await load();
    const texts = countTexts();
    const sites = new CallSites(1000);
    for (const call of [1, 2, 3]) {
      sites.remember(call, load);
      vi.advanceTimersByTime(60_000);
      expect(texts.count).toBe(call);
    }
  });

  it('are no more than was said', async () => {
    const { CallSites } = await load();
    const texts = countTexts();
    const sites = new CallSites(2);
    for (const call of [1, 2, 3]) sites.remember(call, load);
    vi.advanceTimersByTime(60_000);
    expect(texts.count).toBe(2);
    expect(sites.at(3)).toBeUndefined();
  });
});

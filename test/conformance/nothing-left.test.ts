import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getEventListeners } from 'node:events';
import { compute, computeSettled, delayed, taskContext } from '../../src/index.js';
import { failureOf, settle } from './support.js';

const TASKS = 100_000;

const policy = {
  retries: { times: 1, delay: 0 },
  timeout: 60_000,
  limit: { name: 'of a hundred thousand', concurrency: 500 },
};

/** What keeps the process busy, without what the test runner itself has. */
function resources(): string[] {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate');
}

describe('after a run of 100,000 tasks with retries, timeout, limit and a signal', () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  let before: number;

  beforeEach(() => {
    warnings.length = 0;
    process.on('warning', note);
    before = resources().length;
  });
  afterEach(() => {
    process.off('warning', note);
  });

  async function expectNothingLeft(signal: AbortSignal): Promise<void> {
    await settle();
    expect(resources().length).toBeLessThanOrEqual(before);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(process.listenerCount('SIGINT')).toBe(0);
    expect(warnings).toEqual([]);
  }

  it('that went well, no timer, listener or handle is left', async () => {
    const { signal } = new AbortController();
    let tries = 0;
    const task = delayed(async (x: number) => {
      taskContext().signal.addEventListener('abort', () => undefined);
      if (++tries % 10 === 0) throw new Error('once in ten');
      return x;
    }, policy);
    const list = Array.from({ length: TASKS }, (_, at) => task(at));
    const outcomes = await computeSettled(list, { signal });
    expect(outcomes).toHaveLength(TASKS);
    expect(tries).toBeGreaterThan(TASKS);
    await expectNothingLeft(signal);
  });

  it('that failed, none is left either', async () => {
    const { signal } = new AbortController();
    const task = delayed(async (x: number) => {
      if (x === TASKS / 2) throw new Error('half-way');
      return x;
    }, policy);
    await failureOf(
      compute(
        Array.from({ length: TASKS }, (_, at) => task(at)),
        { signal },
      ),
    );
    await expectNothingLeft(signal);
  });

  it('that was cancelled while its tasks hung, none is left either', async () => {
    const controller = new AbortController();
    const task = delayed(() => new Promise(() => undefined), policy);
    const running = failureOf(
      compute(
        Array.from({ length: TASKS }, () => task()),
        { signal: controller.signal },
      ),
    );
    await settle();
    controller.abort();
    await running;
    await expectNothingLeft(controller.signal);
  });

  it('that waited to be tried again, none is left either', async () => {
    const controller = new AbortController();
    const task = delayed(
      () => {
        throw new Error('again');
      },
      { retries: { times: 5, delay: 60_000 } },
    );
    const running = failureOf(
      compute(
        Array.from({ length: TASKS }, () => task()),
        { signal: controller.signal },
      ),
    );
    await settle(20);
    controller.abort();
    await running;
    await expectNothingLeft(controller.signal);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { compute, delayed, SessionStates, taskContext } from '../../src/index.js';
import { hang, rejection, settles, start, turn } from './watching.js';

const reason = { why: 'because' };

function watched(): { controller: AbortController; added: () => number; removed: () => number } {
  const controller = new AbortController();
  const add = vi.spyOn(controller.signal, 'addEventListener');
  const remove = vi.spyOn(controller.signal, 'removeEventListener');
  return { controller, added: () => add.mock.calls.length, removed: () => remove.mock.calls.length };
}

describe('the option signal', () => {
  it('aborted already: no task is called, and the reason is the cause', async () => {
    let calls = 0;
    const error = await rejection(compute(delayed(() => ++calls)(), { signal: AbortSignal.abort(reason) }));
    expect(error).toMatchObject({ name: 'CancelledError' });
    expect((error as Error).cause).toBe(reason);
    expect(calls).toBe(0);
  });

  it('aborted later: the run ends while its tasks hang', async () => {
    const controller = new AbortController();
    const session = await start(delayed(hang)(), { signal: controller.signal });
    await turn();
    expect(session.state).toBe(SessionStates.RUNNING);
    controller.abort(reason);
    expect(((await rejection(session.results())) as Error).cause).toBe(reason);
    expect(session.state).toBe(SessionStates.CANCELLED);
  });

  it('aborted by a task: the tasks after it do not start', async () => {
    const controller = new AbortController();
    let calls = 0;
    const abort = delayed(() => controller.abort(reason));
    const next = delayed((_: unknown) => ++calls);
    expect(((await rejection(compute(next(abort()), { signal: controller.signal }))) as Error).cause).toBe(
      reason,
    );
    expect(calls).toBe(0);
  });

  it('aborted between runGraph and the first task cancels', async () => {
    const controller = new AbortController();
    const session = await start(delayed(() => 1)(), { signal: controller.signal });
    controller.abort(reason);
    expect(((await rejection(session.results())) as Error).cause).toBe(reason);
  });

  it('aborted after the end changes nothing', async () => {
    const controller = new AbortController();
    const session = await start(delayed(() => 1)(), { signal: controller.signal });
    await session.results();
    controller.abort(reason);
    expect(session.state).toBe(SessionStates.FINISHED);
  });

  it.each<readonly [string, () => unknown]>([
    ['well', () => 1],
    ['with lazy results', () => [delayed(() => turn())(), delayed(1)]],
    ['in a failure', () => Promise.reject(new Error('no'))],
  ])('has no listener left after a run that ended %s', async (_, task) => {
    const { controller, added, removed } = watched();
    await settles(compute(delayed(task)(), { signal: controller.signal }).catch(() => undefined));
    expect(added()).toBeGreaterThan(0);
    expect(removed()).toBe(added());
  });

  it('is not the signal of the tasks, which is aborted for every end before time', async () => {
    const controller = new AbortController();
    const signals: AbortSignal[] = [];
    const task = delayed((end: () => unknown) => {
      signals.push(taskContext().signal);
      return end();
    });
    await rejection(
      compute([task(hang), task(() => Promise.reject(new Error('no')))], {
        signal: controller.signal,
        timeout: 20,
      }),
    );
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(controller.signal.aborted).toBe(false);
  });

  it('warns of no leak, however many lazy results are on their way', async () => {
    const warnings: Error[] = [];
    const listener = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listener);
    await compute(
      Array.from({ length: 50 }, (_, at) => delayed(() => delayed(() => turn().then(() => at))())()),
    );
    await turn();
    process.off('warning', listener);
    expect(warnings).toEqual([]);
  });
});

describe('the option timeout', () => {
  it('cancels a run that takes longer, with a TimeoutError as the cause', async () => {
    const error = (await rejection(compute(delayed(hang)(), { timeout: 5 }))) as Error;
    expect(error).toMatchObject({ name: 'CancelledError', cause: { name: 'TimeoutError' } });
    expect(error.message).toContain('5 ms');
  });

  it('does nothing to a run that is done before', async () => {
    expect(await compute(delayed(() => 1)(), { timeout: 60_000 })).toBe(1);
  });

  it.each([0, -1, NaN, Infinity, '5', null])('is a TypeError that names it: %s', async (timeout) => {
    const error = (await rejection(compute(1, { timeout: timeout as number }))) as Error;
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('timeout');
  });

  it('never cancels at once because it is long: it waits or is refused', async () => {
    const outcome = await compute(delayed(() => turn().then(() => 1))(), { timeout: 2 ** 31 }).catch(
      (error: unknown) => error,
    );
    if (outcome !== 1) expect(outcome).toBeInstanceOf(TypeError);
  });
});

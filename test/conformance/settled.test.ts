import { describe, expect, it, vi } from 'vitest';
import {
  CancelledError,
  ComputeError,
  computeSettled,
  delayed,
  ListenerError,
  TaskError,
} from '../../src/index.js';
import { failureOf, gate, settle } from './support.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });
const broken = delayed(
  (why: string): number => {
    throw new Error(why);
  },
  { name: 'broken' },
);

describe('computeSettled', () => {
  it('gives the outcome of every item, in order; a failure fails only what needs it', async () => {
    const outcomes = await computeSettled([add(1, 2), add(broken('here'), 1), add(3, 4)]);
    expect(outcomes[0]).toEqual({ status: 'fulfilled', value: 3 });
    expect(outcomes[1].status).toBe('rejected');
    expect(outcomes[2]).toEqual({ status: 'fulfilled', value: 7 });
  });

  it('runs a shared input that fails once, and each item has a TaskError with its own path', async () => {
    const fail = vi.fn(() => {
      throw new Error('shared');
    });
    const shared = delayed(fail as () => number, { key: 'shared' })();
    const one = add.with({ key: 'one' })(shared, 1);
    const two = add.with({ key: 'two' })(shared, 2);
    const [a, b] = await computeSettled([one, two]);
    expect(fail).toHaveBeenCalledTimes(1);
    expect((a as PromiseRejectedResult).reason).toMatchObject({ key: 'shared', path: ['shared', 'one'] });
    expect((b as PromiseRejectedResult).reason).toMatchObject({ key: 'shared', path: ['shared', 'two'] });
  });

  it('gives an item that is a structure its structure, or all its failures', async () => {
    const outcomes = await computeSettled([
      { sum: add(1, 1), as: 'it is' },
      [broken('first'), add(1, 2), broken('second')],
    ]);
    expect(outcomes[0]).toEqual({ status: 'fulfilled', value: { sum: 2, as: 'it is' } });
    const { reason } = outcomes[1] as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(ComputeError);
    expect((reason as ComputeError).errors.map(({ cause }) => (cause as Error).message)).toEqual([
      'first',
      'second',
    ]);
  });

  it('passes items that are not lazy', async () => {
    expect(await computeSettled([1, 'two', null])).toEqual(
      [1, 'two', null].map((value) => ({ status: 'fulfilled', value })),
    );
    expect(await computeSettled([])).toEqual([]);
  });

  it('that is cancelled keeps what was finished, and rejects the rest with the CancelledError', async () => {
    const controller = new AbortController();
    const hung = delayed(() => new Promise<number>(() => undefined));
    const running = computeSettled([add(1, 2), hung(), broken('before')], { signal: controller.signal });
    await settle();
    controller.abort(new Error('enough'));
    const [done, open, failed] = await running;
    expect(done).toEqual({ status: 'fulfilled', value: 3 });
    expect((open as PromiseRejectedResult).reason).toBeInstanceOf(CancelledError);
    expect((failed as PromiseRejectedResult).reason).toBeInstanceOf(TaskError);
  });

  it('throws what is no outcome: wrong options, and a listener that throws', async () => {
    await expect(computeSettled([], { shceduler: 1 } as never)).rejects.toThrow(TypeError);
    const onEvent = (): void => {
      throw new Error('listener');
    };
    expect(await failureOf(computeSettled([add(1, 2)], { onEvent }))).toBeInstanceOf(ListenerError);
  });

  it('waits for what still runs when something failed', async () => {
    const late = gate<number>();
    const running = computeSettled([broken('early'), delayed(() => late.promise)()]);
    await settle();
    late.open(5);
    expect((await running)[1]).toEqual({ status: 'fulfilled', value: 5 });
  });

  it('tells of a failure in a lazy result', async () => {
    const outer = delayed(() => add(broken('inside'), 1), { name: 'outer' });
    const [outcome] = await computeSettled([outer()]);
    const { reason } = outcome as PromiseRejectedResult;
    expect((reason as TaskError).taskName).toBe('broken');
    expect((reason as TaskError).path).toHaveLength(3);
  });
});

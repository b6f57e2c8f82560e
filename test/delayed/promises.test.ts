import { describe, expect, it } from 'vitest';
import {
  bind,
  checkpoint,
  clone,
  compile,
  compute,
  computeTE,
  delayed,
  persist,
  plan,
  runGraph,
  TaskError,
  visualize,
  waitOn,
} from '../../src/index.js';
import { later, thrownBy } from './support.js';

const inc = delayed((x: number) => x + 1, { name: 'inc' });

describe('a promise of lazy values, such as an async function that records calls gives', () => {
  it('is awaited by compute and persist', async () => {
    const pipeline = async (): Promise<{ one: ReturnType<typeof inc> }> => later({ one: inc(0) });
    const { one }: { one: number } = await compute(pipeline());
    expect(one).toBe(1);
    expect(await computeTE(pipeline())()).toEqual({ _tag: 'Right', right: { one: 1 } });
    const kept = await persist(pipeline());
    expect(await compute(kept)).toEqual({ one: 1 });
    expect(compile(kept).size).toBe(1);
  });

  it('is awaited where it is no Promise of ours but has a then', async () => {
    const thenable = { then: (resolve: (value: unknown) => void): void => resolve([inc(1)]) };
    expect(await compute(thenable)).toEqual([2]);
  });

  it('rejects with its own reason', async () => {
    const reason = new Error('no pipeline');
    await expect(compute(Promise.reject(reason))).rejects.toBe(reason);
  });

  it('still ends with the task in which it is computed', async () => {
    let reason: unknown;
    const inner = delayed(
      async () => compute(Promise.resolve(delayed(() => new Promise<never>(() => undefined))())),
      { name: 'inner', timeout: 20 },
    );
    const error: unknown = await compute(inner()).catch((thrown: unknown) => (reason = thrown));
    expect(error).toBe(reason);
    expect(error).toBeInstanceOf(TaskError);
  });

  it.each([
    ['compile', compile],
    ['plan', plan],
    ['clone', clone],
    ['waitOn', waitOn],
    ['bind', (value: unknown): unknown => bind(value, inc(1))],
  ])('is refused by %s, which cannot wait', (_, use: (value: unknown) => unknown) => {
    const { message } = thrownBy(() => use(Promise.resolve(inc(1))));
    expect(message).toMatch(/promise.*await it first/);
  });

  it('is refused by visualize', async () => {
    await expect(visualize(Promise.resolve(inc(1)))).rejects.toThrow(/promise.*await it first/);
  });

  it('inside of a structure is passed on as it is', async () => {
    const promise = Promise.resolve(1);
    const { held } = await compute({ held: promise, two: inc(1) });
    expect(held).toBe(promise);
  });

  it('given to checkpoint is refused', () => {
    expect(() => checkpoint(Promise.resolve(inc(1)))).toThrow(/promise.*await it first/);
  });
});

it('runGraph says how a lazy value becomes a graph', async () => {
  await expect(runGraph(inc(1) as never)).rejects.toThrow('got a lazy value: runGraph(compile(value))');
});

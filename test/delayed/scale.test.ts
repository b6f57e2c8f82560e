import { describe, expect, it } from 'vitest';
import { asCompleted, compile, compute, type Delayed, delayed } from '../../src/index.js';
import { runFixture, taskErrorOf } from './support.js';

const inc = delayed((x: number) => x + 1, { name: 'inc' });

function chain(
  length: number,
  from: Delayed<number>,
  link: (x: Delayed<number>) => Delayed<number>,
): Delayed<number> {
  let last = from;
  for (let count = 0; count < length; count++) last = link(last);
  return last;
}

describe('large graphs do not overflow', () => {
  it('a chain of a million calls', async () => {
    expect(await chain(1_000_000, delayed(0), inc).compute()).toBe(1_000_000);
  });

  it('asCompleted that grows to 50,000 items', async () => {
    const completions = asCompleted([inc(0)]);
    let last = 0;
    for await (const { value } of completions) if ((last = value) < 50_000) completions.add(inc(value));
    expect(last).toBe(50_000);
  });

  it('a chain of 100,000 async calls', async () => {
    const next = delayed(async (x: number) => x + 1);
    expect(await chain(100_000, delayed(0), next).compute()).toBe(100_000);
  });

  it('a chain of 100,000 pure calls, and its key', async () => {
    const next = delayed((x: number) => x + 1, { pure: true });
    const last = chain(100_000, delayed(0), next);
    expect(last.key).toMatch(/^anonymous-/);
    expect(await last.compute()).toBe(100_000);
  });

  it('a chain of 100,000 through containers', async () => {
    const next = delayed(({ x: [value] }: { x: number[] }) => value! + 1);
    expect(await chain(100_000, delayed(0), (x) => next({ x: [x] })).compute()).toBe(100_000);
  });

  it('a chain of 100,000 properties', async () => {
    interface Circle {
      self: Circle;
    }
    const circle = {} as Circle;
    circle.self = circle;
    let last: Delayed<Circle> = delayed(() => circle)();
    for (let count = 0; count < 100_000; count++) last = last.get('self');
    expect(await last.compute()).toBe(circle);
  });

  it('a task with a list of 100,000 inputs', async () => {
    const sum = delayed((list: readonly number[]) => list.reduce((a, b) => a + b, 0));
    expect(await sum(Array.from({ length: 100_000 }, (_, x) => inc(x))).compute()).toBe(5_000_050_000);
  });

  it('a task with a list of 100,000 inputs recorded in the opposite order', async () => {
    const list = delayed((items: readonly number[]) => items.length);
    const items = Array.from({ length: 100_000 }, (_, x) => inc(x)).reverse();
    expect(await list(items).compute()).toBe(100_000);
  });

  it('a task with 50,000 arguments', async () => {
    const count = delayed((...items: number[]) => items.length);
    expect(await count(...Array.from({ length: 50_000 }, (_, x) => inc(x))).compute()).toBe(50_000);
  });

  it('100,000 tasks that use one result', async () => {
    const one = inc(0);
    const results = await compute(Array.from({ length: 100_000 }, () => inc(one)));
    expect(results.length).toBe(100_000);
    expect(new Set(results)).toEqual(new Set([2]));
  });

  it('a ladder of 100,000 diamonds', async () => {
    const later = delayed((a: number, b: number) => Math.max(a, b) + 1);
    expect(await chain(100_000, delayed(0), (x) => later(inc(x), x)).compute()).toBe(200_000);
  });

  it('the dropspecs of a chain of 10,000 calls', () => {
    expect(compile(chain(10_000, inc(0), inc)).toJSON().length).toBe(20_002);
  });

  it('the way from a task that failed at the start of a chain of 100,000', async () => {
    const fail = delayed((): number => {
      throw new Error('first');
    });
    const error = await taskErrorOf(chain(100_000, fail(), inc));
    expect(error.path.length).toBe(100_001);
    expect(error.message.length).toBeLessThan(2000);
  });
});

it('graphs share one hidden class, so that what was optimized for one stays so for the next', () => {
  const answer = runFixture('one-hidden-class.mjs', '--allow-natives-syntax', '--expose-gc');
  expect(answer).toEqual({ same: 40, graphs: 40 });
});

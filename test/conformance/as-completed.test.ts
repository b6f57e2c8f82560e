import { describe, expect, it } from 'vitest';
import { asCompleted, delayed, SessionError, taskContext, TaskError } from '../../src/index.js';
import { failureOf, gate } from './support.js';

const value = delayed((x: number) => x);

describe('asCompleted', () => {
  it('gives each result when it is there, whatever the order of the list', async () => {
    const gates = [gate<string>(), gate<string>(), gate<string>()];
    const wait = delayed((at: number) => gates[at]!.promise);
    const order = [2, 0, 1];
    const seen: number[] = [];
    gates[order[0]!]!.open('x');
    for await (const { index } of asCompleted([wait(0), wait(1), wait(2)])) {
      seen.push(index);
      const next = order[seen.length];
      if (next !== undefined) gates[next]!.open('x');
    }
    expect(seen).toEqual(order);
  });

  it('gives structures whole, items that are not lazy at once, and a value asked for twice twice', async () => {
    const one = value(1);
    const results: unknown[] = [];
    for await (const { index, value: result } of asCompleted([
      { a: one, b: [value(2)] },
      'as it is',
      one,
      one,
    ])) {
      results[index] = result;
    }
    expect(results).toEqual([{ a: 1, b: [2] }, 'as it is', 1, 1]);
  });

  it('takes more work while the loop goes on, and runs what was asked for before once', async () => {
    let loads = 0;
    const load = delayed(() => ++loads)();
    const add = delayed((a: number, b: number) => a + b);
    const results = asCompleted([add(load, 1), load]);
    const seen: [number, unknown][] = [];
    for await (const { index, value: result } of results) {
      seen.push([index, result]);
      if (seen.length < 4) expect(results.add(add(load, 10 * seen.length))).toBe(seen.length + 1);
    }
    expect(new Map(seen)).toEqual(
      new Map([
        [0, 2],
        [1, 1],
        [2, 11],
        [3, 21],
        [4, 31],
      ]),
    );
    expect(loads).toBe(1);
  });

  it('takes more work before the loop begins, and none when it has ended', async () => {
    const results = asCompleted([value(1)]);
    results.add(value(2));
    const seen: unknown[] = [];
    for await (const { value: result } of results) seen.push(result);
    expect(seen).toEqual([1, 2]);
    expect(() => results.add(value(3))).toThrow(SessionError);
  });

  it('cancels the run when the loop is left', async () => {
    let signal: AbortSignal | undefined;
    const hung = delayed(() => {
      ({ signal } = taskContext());
      return new Promise<number>(() => undefined);
    });
    for await (const { index } of asCompleted([hung(), value(1)])) {
      expect(index).toBe(1);
      break;
    }
    expect(signal?.aborted).toBe(true);
  });

  it('gives the results that were there before a failure, then throws it', async () => {
    const broken = delayed(async () => {
      await first.promise;
      throw new Error('broken');
    });
    const first = gate();
    const seen: unknown[] = [];
    const loop = async (): Promise<void> => {
      for await (const { value: result } of asCompleted([value(1), broken(), value(2)])) {
        seen.push(result);
        if (seen.length === 2) first.open();
      }
    };
    const error = await failureOf(loop());
    expect(error).toBeInstanceOf(TaskError);
    expect((error as TaskError).cause).toEqual(new Error('broken'));
    expect(seen).toEqual([1, 2]);
  });

  it('runs nothing before the loop begins', async () => {
    let runs = 0;
    const results = asCompleted([delayed(() => ++runs)()]);
    await new Promise(setImmediate);
    expect(runs).toBe(0);
    for await (const { value: result } of results) expect(result).toBe(1);
    expect(runs).toBe(1);
  });

  it('ends at once for an empty list', async () => {
    expect(await asCompleted([]).next()).toEqual({ done: true, value: undefined });
  });
});

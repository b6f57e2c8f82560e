import { describe, expect, it, vi } from 'vitest';
import { inspect } from 'node:util';
import { compile, compute, computeSettled, delayed, runGraph, type TaskError } from '../../src/index.js';
import { failureOf } from './support.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });
const identity = delayed((x: unknown) => x, { name: 'identity' });

describe('a closure over a lazy value', () => {
  it('that gives it gives its value', async () => {
    const one = add(0, 1);
    expect(await compute(delayed((): unknown => one)())).toBe(1);
  });

  it('that calculates with it fails, and is told to compute it first', async () => {
    const one = add(0, 1);
    const error = await failureOf(compute(delayed(() => (one as unknown as number) + 1)()));
    expect((error as TaskError).message).toContain('compute it first');
  });
});

describe('a text that reads like a key', () => {
  it('is a text: only lazy values are replaced by results', async () => {
    const one = add.with({ key: 'one' })(0, 1);
    expect(await compute([one, identity('one'), identity(['add', 'one'])])).toEqual([
      1,
      'one',
      ['add', 'one'],
    ]);
  });
});

describe('what holds nothing lazy', () => {
  it('passes through compute and arguments as the very same', async () => {
    const given = { list: [1, { deep: true }], map: new Map([['a', 1]]), date: new Date(0) };
    expect(await compute(given)).toBe(given);
    expect(await compute(identity(given))).toBe(given);
    const { part } = (await compute({ part: given, lazy: add(1, 2) })) as { part: unknown };
    expect(part).toBe(given);
  });
});

describe('two lazy values', () => {
  it('are the same only if they are the same object: nothing is lazy about comparing them', () => {
    const [a, b] = [add(1, 2), add(1, 2)];
    expect(a === b).toBe(false);
    expect(new Map([[a, 'a']]).get(b)).toBeUndefined();
    expect(new Set([a, a, b]).size).toBe(2);
  });
});

describe('options that cannot mean anything', () => {
  it.each([['priority'], ['retries'], ['timeout']])(
    'are refused: %s of a value that is not run',
    (option) => {
      expect(() => delayed(1, { [option]: 7 })).toThrow(/A lazy value is not run/);
    },
  );

  it('are refused: no places at all under a limit', () => {
    expect(() => delayed(() => 1, { limit: { name: 'none', concurrency: 0 } })).toThrow('1 or more');
  });

  it('are refused: a scheduler that does not exist, and the valid ones are listed', async () => {
    const scheduler = 'thraeds' as never;
    await expect(compute(add(1, 2), { scheduler })).rejects.toThrow('"local", "threads", "processes"');
  });
});

describe('optimize: false', () => {
  it('gives the same results, keys and events', async () => {
    const run = async (optimize: boolean): Promise<unknown> => {
      const events: string[] = [];
      const onEvent = ({ uid, type }: { uid: string; type: string }): void =>
        void events.push(`${uid} ${type}`);
      const result = await compute(value, { optimize, onEvent });
      return { result, events: events.sort() };
    };
    const square = delayed((x: number) => x * x, { pure: true });
    const value = { a: add(square(2), square(2)), b: [add.with({ key: 'b' })(square(3), 1)] };
    expect(await run(false)).toEqual(await run(true));
  });
});

describe('a failure', () => {
  it('does not throw away what was finished: the settled outcomes are there, and the session has the values', async () => {
    const broken = delayed(() => {
      throw new Error('broken');
    });
    const outcomes = await computeSettled([add(1, 2), broken()]);
    expect(outcomes[0]).toEqual({ status: 'fulfilled', value: 3 });
  });

  it('has the stack of the very error, and none of the executor', async () => {
    function thrower(): never {
      throw new Error('here');
    }
    const error = (await failureOf(compute(delayed(thrower)()))) as TaskError;
    expect((error.cause as Error).stack).toContain('thrower');
    expect(error.stack).not.toContain('executor');
    expect(error.stack).toContain('surprises.test.ts');
  });

  it('of one root does not keep unrelated tasks from their results where they are settled', async () => {
    const late = vi.fn(() => 'late');
    const broken = delayed(() => {
      throw new Error('broken');
    });
    const [, other] = await computeSettled([broken(), delayed(late)()]);
    expect(other).toEqual({ status: 'fulfilled', value: 'late' });
  });
});

describe('a lazy value shown', () => {
  it('tells its function and arguments, not only its key', () => {
    expect(inspect(add.with({ key: 'sum' })(1, add.with({ key: 'part' })(2, 3)))).toBe(
      'Delayed(sum = add(1, part))',
    );
  });
});

describe('a session', () => {
  it('tells the state of every task while it runs and after, by key', async () => {
    const session = await runGraph(compile([add.with({ key: 'sum' })(1, 2)]));
    await session.results();
    expect(session.graphStatus()).toHaveProperty('sum');
    expect(session.drop('sum').status).toBe(2);
    expect([session.done, session.total]).toEqual([1, 1]);
  });
});

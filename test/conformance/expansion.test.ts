import { describe, expect, it, vi } from 'vitest';
import {
  compile,
  compute,
  CycleError,
  delayed,
  runGraph,
  SessionError,
  taskContext,
  type TaskError,
  type Delayed,
} from '../../src/index.js';
import { failureOf, gate, settle } from './support.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });

describe('a task that gives lazy values', () => {
  it('is expanded: its value is theirs, in any structure', async () => {
    const grow = delayed((n: number) => ({ list: Array.from({ length: n }, (_, at) => add(at, 1)) }));
    expect(await compute(grow(3))).toEqual({ list: [1, 2, 3] });
  });

  it('may do so again and again: a recursion of tasks', async () => {
    const fib: (n: number) => Delayed<number> = delayed((n: number): unknown =>
      n < 2 ? n : add(fib(n - 1), fib(n - 2)),
    ) as never;
    expect(await compute(fib(12))).toBe(144);
  });

  it('runs a task that two of them share once, and one that stood in the graph before', async () => {
    const load = vi.fn(() => 5);
    const shared = delayed(load)();
    const grow = delayed((x: number) => add(shared, x));
    expect(await compute([grow(1), grow(2), shared])).toEqual([6, 7, 5]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('needing itself is an error that shows the circle, not a run that never ends', async () => {
    const box: { self?: Delayed<number> } = {};
    const self = delayed((): unknown => add(box.self as Delayed<number>, 1), {
      key: 'self',
    })() as Delayed<number>;
    box.self = self;
    const error = (await failureOf(compute(self))) as TaskError;
    expect(error.cause).toBeInstanceOf(CycleError);
    expect((error.cause as CycleError).cycle).toContain('self');
  });

  it('fails where one of them fails, with the way from there to the result', async () => {
    const broken = delayed(
      () => {
        throw new Error('inside');
      },
      { key: 'broken' },
    );
    const error = (await failureOf(compute(delayed(() => broken(), { key: 'outer' })()))) as TaskError;
    expect([error.key, error.path]).toEqual(['broken', ['broken', 'outer']]);
    expect(error.cause).toEqual(new Error('inside'));
  });

  it('checks the number of its items when they are there', async () => {
    const pair = delayed((): unknown => [add(1, 1), add(2, 2)], { nout: 2 })();
    expect(await compute([pair.at(1), pair.at(0)])).toEqual([4, 2]);
    const wrong = delayed((): unknown => [add(1, 1)], { nout: 2 })();
    expect(((await failureOf(compute(wrong))) as TaskError).message).toContain('nout is 2');
  });

  it('keeps the policies of what it gives', async () => {
    let tries = 0;
    const flaky = delayed(
      () => {
        if (++tries < 3) throw new Error('again');
        return tries;
      },
      { retries: 2 },
    );
    expect(await compute(delayed(() => flaky())())).toBe(3);
  });

  it('holds no place: thousands within each other run with one', async () => {
    const down: (n: number) => Delayed<number> = delayed(async (n: number) => (n === 0 ? 0 : down(n - 1)));
    expect(await compute(down(2_000), { concurrency: 1 })).toBe(0);
  });
});

describe('compute inside of a task', () => {
  it('gives the task its results, and does not stand still with one place', async () => {
    const outer = delayed(async (x: number) => (await compute(add(x, 1))) * 2);
    expect(await compute([outer(1), outer(2)], { concurrency: 1 })).toEqual([4, 6]);
  });

  it('is cancelled with the run that the task belongs to', async () => {
    let inner: AbortSignal | undefined;
    const hung = delayed(() => {
      inner = taskContext().signal;
      return new Promise<number>(() => undefined);
    });
    const controller = new AbortController();
    const running = failureOf(compute(delayed(async () => compute(hung()))(), { signal: controller.signal }));
    await settle();
    controller.abort();
    await running;
    await settle();
    expect(inner?.aborted).toBe(true);
  });
});

describe('session.rerun', () => {
  it('calls the function of a failed task again with the inputs it had', async () => {
    const seen: number[] = [];
    const half = delayed(
      (x: number) => {
        seen.push(x);
        if (seen.length === 1) throw new Error('odd');
        return x / 2;
      },
      { key: 'half' },
    );
    const session = await runGraph(compile(half(add(1, 2))));
    const error = (await failureOf(session.results())) as TaskError;
    expect(await session.rerun(error.key)).toBe(1.5);
    expect(seen).toEqual([3, 3]);
  });

  it('refuses a task that did not fail itself, and one that is not there', async () => {
    const session = await runGraph(compile(add.with({ key: 'sum' })(1, 2)));
    await session.results();
    await expect(session.rerun('sum')).rejects.toThrow(SessionError);
    await expect(session.rerun('nobody')).rejects.toThrow(SessionError);
    await expect(session.rerun('sum', { debgu: true } as never)).rejects.toThrow(TypeError);
  });
});

describe('detectMutation', () => {
  const push = delayed((list: number[], x: number) => {
    list.push(x);
    return list;
  });

  it.each([
    ['the result of another task', (): unknown => push(delayed(() => [1])(), 2)],
    ['a value given to delayed', (): unknown => push(delayed([1]), 2)],
    ['an argument', (): unknown => push([1], 2)],
    [
      'a Map',
      (): unknown => delayed((map: Map<string, number>) => map.set('b', 2).size)(new Map([['a', 1]])),
    ],
    ['a typed array', (): unknown => delayed((list: Uint8Array) => list.fill(7).length)(new Uint8Array(2))],
  ])('fails a task that changes %s, and names the task', async (_, make) => {
    const error = (await failureOf(compute(make(), { detectMutation: true }))) as TaskError;
    expect(error.cause).toMatchObject({ code: 'DLG_ERR_MUTATION' });
    expect(error.message).toContain('structuredClone');
  });

  it('finds an async task that changes its input after it has waited', async () => {
    const late = gate();
    const change = delayed(async (list: number[]) => {
      await late.promise;
      list.push(1);
    });
    const running = failureOf(compute(change(delayed(() => [0])()), { detectMutation: true }));
    late.open();
    expect(((await running) as TaskError).cause).toMatchObject({ code: 'DLG_ERR_MUTATION' });
  });

  it('lets tasks pass that change what is their own', async () => {
    const copy = delayed((list: number[]) => [...list, 2]);
    expect(await compute(copy(delayed(() => [1])()), { detectMutation: true })).toEqual([1, 2]);
  });
});

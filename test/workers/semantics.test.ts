import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  asCompleted,
  CancelledError,
  compile,
  compute,
  ComputeError,
  computeSettled,
  delayed,
  runGraph,
  TaskError,
  taskContext,
  WorkerError,
  type Delayed,
  type Scheduler,
} from 'dropgraph';
import { describeEverywhere, rejection, until } from './places.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });
const double = delayed((x: number) => 2 * x, { name: 'double' });

class FieldError extends RangeError {
  readonly field: string;
  readonly at: Date;
  constructor(field: string) {
    super(`wrong ${field}`);
    this.name = 'FieldError';
    this.field = field;
    this.at = new Date(0);
  }
}

const fail = delayed(
  (field: string): number => {
    throw new FieldError(field);
  },
  { name: 'fail' },
);

class Account {
  readonly amount: number;
  constructor(amount: number) {
    this.amount = amount;
  }
  plus(more: number): number {
    return this.amount + more;
  }
}

const untilAborted = (): Promise<never> =>
  new Promise((_, reject) => {
    const { signal } = taskContext();
    const keepAlive = setInterval(() => undefined, 1000);
    signal.addEventListener('abort', () => {
      clearInterval(keepAlive);
      reject(signal.reason as Error);
    });
  });

describeEverywhere(({ name, options }) => {
  const isLocal = name === 'local';

  it('results stand where the lazy values stood', async () => {
    const three = add(1, 2);
    const value = { three, list: [double(three), 'as it is'], map: new Map([['k', add(three, 10)]]) };
    expect(await compute(value, options)).toEqual({
      three: 3,
      list: [6, 'as it is'],
      map: new Map([['k', 13]]),
    });
  });

  it('values of every kind come back as they were', async () => {
    const values = [
      undefined,
      null,
      -0,
      NaN,
      10n,
      'text',
      new Date(5),
      /a/gi,
      new Map([[1, new Set([2])]]),
      new Uint8Array([1, 2, 3]),
      Buffer.from('bytes'),
      new URL('https://example.org/a?b'),
      [1, , 3],
      Object.create(null),
      new Account(3),
      new FieldError('x'),
    ];
    const back = await compute(
      values.map((value) => delayed((x: unknown) => x, { name: 'same' })(delayed(() => value)())),
      options,
    );
    expect(back).toEqual(values);
    expect(back[14]).toBeInstanceOf(Account);
    expect(back[15]).toBeInstanceOf(FieldError);
  });

  it('an error is the cause of a TaskError, with name, message, stack, class and own fields', async () => {
    const error = (await rejection(compute(double(fail('name')), options))) as TaskError;
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ taskName: 'fail' });
    expect(error.path).toHaveLength(2);
    expect(error.callSite).toContain('semantics.test.ts');
    const cause = error.cause as FieldError;
    expect(cause).toBeInstanceOf(FieldError);
    expect(cause).toMatchObject({
      name: 'FieldError',
      message: 'wrong name',
      field: 'name',
      at: new Date(0),
    });
    expect(cause.stack).toContain('wrong name');
    expect(cause.stack).toContain('semantics.test.ts');
  });

  it.each([[undefined], [null], ['text'], [0], [{ code: 7 }]])('%o may be thrown as well', async (thrown) => {
    const task = delayed(() => {
      throw thrown;
    });
    expect(((await rejection(compute(task(), options))) as TaskError).cause).toEqual(thrown);
  });

  it('an error that throws when it is looked at fails its task only', async () => {
    const task = delayed(() => {
      const error = new Error('hidden');
      Object.defineProperty(error, 'field', {
        enumerable: true,
        get: () => {
          throw new Error('do not look');
        },
      });
      throw error;
    });
    expect(await rejection(compute(task(), options))).toBeInstanceOf(TaskError);
    expect(await compute(add(1, 1), options)).toBe(2);
  });

  it('a task that fails takes with it what needs it, and nothing else', async () => {
    const [failed, needing, other] = await computeSettled(
      [fail('a'), double(fail('b')), add(1, 2)] as const,
      options,
    );
    expect(failed).toMatchObject({ status: 'rejected' });
    expect(needing).toMatchObject({ status: 'rejected' });
    expect((needing as { reason: TaskError }).reason.path).toHaveLength(2);
    expect(other).toEqual({ status: 'fulfilled', value: 3 });
  });

  it('every task runs once, whoever needs it', async () => {
    const unique = delayed(() => Math.random(), { name: 'unique' })();
    const [a, b, c] = await compute([unique, double(unique), double(unique)], options);
    expect([b, c]).toEqual([2 * a, 2 * a]);
  });

  it('no task starts before its inputs, nor before what it comes after', async () => {
    const stamp = delayed((...before: number[]) => Math.max(0, ...before) + 1, { name: 'stamp' });
    const first = stamp();
    expect(await compute(stamp(stamp(first), first), options)).toBe(3);
    const clock = delayed(
      async (ms: number) => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return Date.now();
      },
      { name: 'clock' },
    );
    const slow = clock(20);
    const [before, after] = await compute([slow, clock.with({ after: slow })(0)], options);
    expect(after).toBeGreaterThanOrEqual(before);
  });

  it('what is tried again gets the number of the try, and the error of the last', async () => {
    const flaky = delayed(
      () => {
        const { attempt } = taskContext();
        if (attempt < 3) throw new Error(`try ${attempt}`);
        return attempt;
      },
      { retries: 2, name: 'flaky' },
    );
    expect(await compute(flaky(), options)).toBe(3);
    const error = (await rejection(compute(flaky.with({ retries: 1 })(), options))) as TaskError;
    expect(error.tries).toBe(2);
    expect(error.cause).toMatchObject({ message: 'try 2' });
  });

  it('retries ask `when`, which is called here', async () => {
    const seen: unknown[] = [];
    const task = fail.with({
      retries: { times: 5, when: (error) => seen.push(error) < 2 },
    });
    await rejection(compute(task('x'), options));
    expect(seen).toHaveLength(2);
    expect(seen[0]).toBeInstanceOf(FieldError);
  });

  it('a timeout fails the task that takes longer, with its signal aborted', async () => {
    const waits = delayed(untilAborted, { timeout: 50, name: 'waits' });
    const error = (await rejection(compute(waits(), options))) as TaskError;
    expect(error.cause).toBeInstanceOf(DOMException);
    expect(error.cause).toMatchObject({
      name: 'TimeoutError',
      message: 'it took longer than its timeout of 50 ms',
    });
  });

  it('time spent waiting for a worker does not count', async () => {
    const busy = delayed(
      (ms: number) => {
        const end = performance.now() + ms;
        while (performance.now() < end);
        return ms;
      },
      { name: 'busy', timeout: 2000 },
    );
    const list = Array.from({ length: 30 }, () => busy(100));
    expect(await compute(list, options)).toHaveLength(30);
  });

  it('at most as many tasks of a limit run at once', async () => {
    const span = delayed(
      async () => {
        const from = performance.timeOrigin + performance.now();
        await new Promise((resolve) => setTimeout(resolve, 5));
        return [from, performance.timeOrigin + performance.now()] as const;
      },
      { name: 'span', limit: { name: `limit of ${name}`, concurrency: 1 } },
    );
    const spans = await compute(
      Array.from({ length: 8 }, () => span()),
      options,
    );
    const sorted = spans.toSorted((a, b) => a[0] - b[0]);
    // clocks of two processes may differ by a fraction of a millisecond
    for (let at = 1; at < sorted.length; at++) expect(sorted[at]![0]).toBeGreaterThan(sorted[at - 1]![1] - 1);
  });

  it('at most `concurrency` tasks are awaited at once', async () => {
    const session = await runGraph(
      compile(
        Array.from({ length: 20 }, () =>
          delayed(() => new Promise((resolve) => setTimeout(resolve, 2)), { name: 'wait' })(),
        ),
      ),
      { ...options, concurrency: 3 },
    );
    let running = 0;
    let most = 0;
    session.subscribe((event) => {
      if (event.type !== 'execStatus') return;
      running += event.execStatus === 1 ? 1 : -1;
      most = Math.max(most, running);
    });
    await session.results();
    expect(most).toBe(3);
  });

  it('tasks with a higher priority start first', async () => {
    const started: string[] = [];
    const task = (key: string, priority: number) => delayed((x: string) => x, { key, priority })(key);
    const session = await runGraph(compile([task('low', -1), task('high', 1), task('middle', 0)]), {
      ...options,
      concurrency: 1,
      onEvent: ({ type, oid, ...event }) => {
        if (type === 'execStatus' && 'execStatus' in event && event.execStatus === 1) started.push(oid);
      },
    });
    await session.results();
    expect(started.map((oid) => oid.replace(/\W.*$/, ''))).toEqual(['high', 'middle', 'low']);
  });

  it('a run that is cancelled aborts the signals of its tasks, and rejects with the reason', async () => {
    const controller = new AbortController();
    const hangs = delayed(untilAborted, { key: 'hangs' });
    const reason = new Error('enough');
    const session = await runGraph(compile([hangs(), double(1)]), { ...options, signal: controller.signal });
    const ended = rejection(session.results());
    await until(() => session.done === 1);
    controller.abort(reason);
    const error = (await ended) as CancelledError;
    expect(error).toBeInstanceOf(CancelledError);
    expect(error.cause).toBe(reason);
    expect(await compute(double(4), options)).toBe(8);
  });

  it('the first failure stops what still runs: it is told to end, and is no failure of its own', async () => {
    const waits = delayed(untilAborted, { name: 'waits' });
    const later = delayed(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 100));
        throw new Error('the first');
      },
      { name: 'later' },
    );
    const error = (await rejection(compute([waits(), later()], options))) as TaskError;
    expect(error).toBeInstanceOf(TaskError);
    expect(error).not.toBeInstanceOf(ComputeError);
    expect(error.cause).toMatchObject({ message: 'the first' });
  });

  it('events, states and progress show every task', async () => {
    const chain = double.with({ key: 'c' })(double.with({ key: 'b' })(double.with({ key: 'a' })(1)));
    const begun: string[] = [];
    const done: string[] = [];
    const session = await runGraph(compile(chain), {
      ...options,
      trace: true,
      onEvent: (event) => {
        if (event.type !== 'execStatus') return;
        (event.execStatus === 1 ? begun : done).push(event.oid[0]!);
      },
    });
    expect([...(await session.results()).values()]).toEqual([8]);
    expect([session.done, session.total]).toEqual([3, 3]);
    expect([begun, done]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    const { started, ended } = session.trace();
    for (let task = 0; task < 3; task++) expect(ended[task]).toBeGreaterThanOrEqual(started[task]!);
  });

  it('asCompleted gives every result as it comes', async () => {
    const seen: unknown[] = [];
    for await (const { value } of asCompleted([add(1, 2), double(4), double(double(1))], options)) {
      seen.push(value);
    }
    expect(seen.toSorted()).toEqual([3, 4, 8]);
  });

  it('persist keeps a result for later runs', async () => {
    const random = await delayed(() => Math.random(), { name: 'random' })().persist(options);
    const [a, b] = [await compute(random, options), await compute(add(random, 0), options)];
    expect(a).toBe(b);
  });

  it('a task may give what is lazy', async () => {
    const lazy = delayed((x: number) => ({ inner: delayed((y: number) => y * 2)(x) }), { name: 'lazy' });
    expect(await compute(lazy(4), options)).toEqual({ inner: 8 });
  });

  it('a lazy function as a result is its original', async () => {
    const twice = (y: number): number => y * 2;
    const alone = delayed(() => delayed(twice), { name: 'alone' });
    const listed = delayed(() => [delayed(twice), delayed(twice)(4)], { name: 'listed' });
    const [fn, [same, eight]] = (await compute([alone(), listed()], options)) as unknown as [
      typeof twice,
      [typeof twice, number],
    ];
    expect([fn(1), same(2), eight]).toEqual([2, 4, 8]);
    expect('with' in fn || 'with' in same).toBe(false);
  });

  it('functions capture lazy functions, also themselves: graphs that grow recursively', async () => {
    const nest = delayed((x: number) => double(x), { name: 'nest' });
    const fib: (n: number) => Delayed<number> = delayed(
      (n: number): unknown => (n < 2 ? n : add(fib(n - 1), fib(n - 2))),
      { name: 'fib' },
    ) as never;
    expect(await compute([nest(1), fib(10)], options)).toEqual([2, 55]);
  });

  it('captured lazy functions keep their options', async () => {
    const state = { tries: 0 };
    const flaky = delayed(
      (x: number) => {
        if (++state.tries < 3) throw new Error('not yet');
        return x;
      },
      { name: 'flaky', retries: { times: 3, when: (error: unknown) => String(error).includes('not yet') } },
    );
    const pair = delayed((x: number) => [x, -x] as const, { name: 'pair', nout: 2 });
    const nest = delayed(
      (x: number) => {
        const [a, b] = pair(flaky(x));
        return [b, a];
      },
      { name: 'nest' },
    );
    expect(await compute(nest(5), options)).toEqual([-5, 5]);

    const tries = { count: 0 };
    const hopeless = delayed(
      () => {
        throw new Error(`try ${++tries.count}`);
      },
      { name: 'hopeless', retries: { times: 3, when: () => false } },
    );
    const failing = delayed(() => hopeless(), { name: 'failing' });
    await expect(compute(failing(), options)).rejects.toThrow('try 1');
  });

  it('an iterator as a result comes to its end', async () => {
    const walk = delayed(() => [1, 2].values(), { name: 'walk' });
    const came = await compute(walk(), options).then(
      (items) => [...items],
      (error: unknown) => (error as TaskError).cause,
    );
    const isCopied = Array.isArray(came);
    expect(isCopied ? came : String(came)).toEqual(
      isCopied ? [1, 2] : (expect.stringContaining('send the items as an array') as unknown),
    );
  });

  it('methods, items and properties', async () => {
    const account = delayed((amount: number) => new Account(amount), { name: 'account' })(5);
    expect(await compute([account.call('plus', 3), account.get('amount')], options)).toEqual([8, 5]);
    const [a, b] = delayed(() => ['a', 'b'] as const, { nout: 2 })();
    expect(await compute([b, a], options)).toEqual(['b', 'a']);
  });

  it('a result with the wrong number of items is an error that says so', async () => {
    const [a] = delayed((): [number, number] => [1] as unknown as [number, number], {
      nout: 2,
      name: 'pair',
    })();
    const error = (await rejection(compute(a, options))) as TaskError;
    expect(error.taskName).toBe('pair');
    expect(error.message).toMatch(/2 items/);
  });

  it('the context tells key, name and attempt of the task', async () => {
    const context = delayed(
      () => {
        const { key, name: ownName, attempt, signal } = taskContext();
        return { key, name: ownName, attempt, aborted: signal.aborted };
      },
      { name: 'context' },
    );
    const named = [context.with({ key: 'first' })(), context.with({ name: 'other', key: 'second' })()];
    expect(await compute(named, options)).toEqual([
      { key: 'first', name: 'context', attempt: 1, aborted: false },
      { key: 'second', name: 'other', attempt: 1, aborted: false },
    ]);
  });

  it("tasks marked `on: 'main'` see this thread, also between tasks that do not", async () => {
    const state = { seen: 0 };
    const here = delayed(
      (x: number) => {
        state.seen += x;
        return state.seen;
      },
      { on: 'main', name: 'here' },
    );
    expect(await compute(double(here(double(1))), options)).toBe(4);
    expect(state.seen).toBe(2);
  });

  it("tasks marked `on: 'worker'` leave this thread, on the local scheduler as well", async () => {
    const state = { seen: 0 };
    const where = delayed(
      () => {
        state.seen++;
        return state.seen;
      },
      { on: 'worker', name: 'where' },
    );
    expect(await compute([where(), add(1, 1)], options)).toEqual([1, 2]);
    expect(state.seen).toBe(0);
  });

  it('captured variables count with the value they have when the run is submitted', async () => {
    let rate = 2;
    const times = delayed((x: number) => x * rate, { name: 'times' });
    const value = times(10);
    expect(await compute(value, options)).toBe(20);
    rate = 3;
    expect(await compute(times(10), options)).toBe(30);
  });

  it('functions with different captures are different functions', async () => {
    const source = function (x: number): number {
      return x * 10;
    };
    const one = delayed(source, { name: 'one', captures: { k: 1 } });
    const two = delayed(source, { name: 'two', captures: { k: 2 } });
    expect(await compute([one(1), two(2)], options)).toEqual([10, 20]);
  });

  it('an unknown option is a TypeError that names it', async () => {
    await expect(compute(add(1, 2), { ...options, worker: 2 } as never)).rejects.toThrow(/"?worker"?/);
  });

  it.skipIf(isLocal)('a number of workers beside a pool, which has its own, is a TypeError', async () => {
    await expect(compute(add(1, 2), { ...options, workers: 3 })).rejects.toThrow(TypeError);
  });

  it('errors of tasks can be shown', async () => {
    const error = await rejection(compute(fail('shown'), options));
    expect(inspect(error)).toContain('wrong shown');
  });
});

describe('a scheduler of your own', () => {
  const scheduler = (open: Scheduler['open']): Scheduler => ({
    name: 'mine',
    open,
    close: () => Promise.resolve(),
  });

  it('calls the functions it is given, in its own way', async () => {
    const mine = scheduler((_, report) =>
      Promise.resolve({
        hasRoom: true,
        longestChain: 1,
        start: ([{ task, called, args }]) => {
          setImmediate(() => {
            report.done(task, (called.fn as (...args: unknown[]) => unknown)(...args));
            report.goOn();
          });
        },
        cancel: () => undefined,
        close: () => Promise.resolve(),
      }),
    );
    expect(await compute([add(1, double(2)), double(5)], { scheduler: mine })).toEqual([5, 10]);
  });

  it('that throws when it is opened fails the run with a WorkerError', async () => {
    const mine = scheduler(() => {
      throw new Error('no room');
    });
    const error = await rejection(compute(add(1, 2), { scheduler: mine }));
    expect(error).toBeInstanceOf(WorkerError);
    expect((error as Error).message).toContain('"mine" does not take the run: no room');
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { compute, computeSettled, delayed, TaskError, taskContext, WorkerError } from 'dropgraph';
import { describeOnWorkers, POOLS, rejection } from './places.js';

const increment = delayed((x: number) => x + 1, { name: 'increment' });
const others = Array.from({ length: 200 }, (_, at) => increment(at));
const otherResults = Array.from({ length: 200 }, (_, at) => at + 1);

/** What becomes of one bad task among many good ones. */
async function outcomeOf(bad: unknown, pool: ReturnType<(typeof POOLS)['threads']>): Promise<TaskError> {
  const [result, ...rest] = await computeSettled([bad, ...others], { scheduler: pool });
  expect(rest.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))).toEqual(otherResults);
  expect(result).toMatchObject({ status: 'rejected' });
  const { reason } = result as PromiseRejectedResult;
  expect(reason).toBeInstanceOf(TaskError);
  return reason as TaskError;
}

describeOnWorkers((name, pool) => {
  const code = name === 'threads' ? 3 : 4;

  it('a task that calls process.exit fails alone, and says so', async () => {
    const exits = delayed(() => process.exit(code), { name: 'exits' });
    const error = await outcomeOf(exits(), pool);
    expect(error.taskName).toBe('exits');
    expect(error.cause).toBeInstanceOf(WorkerError);
    expect(error.message).toContain(`called process.exit(${code})`);
  });

  it('also after its first await', async () => {
    const exits = delayed(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        process.exit(code);
      },
      { name: 'exits later' },
    );
    expect((await outcomeOf(exits(), pool)).message).toContain(`called process.exit(${code})`);
  });

  it('in the middle of tasks that go together, those before it are done', async () => {
    const exits = delayed((x: number) => (x > 0 ? process.exit(code) : x), { name: 'exits' });
    const error = await outcomeOf(increment(exits(increment(1))), pool);
    expect(error.taskName).toBe('exits');
    expect(error.path).toHaveLength(2);
  });

  it('what a task throws outside of its function fails it, not the others', async () => {
    const throws = delayed(
      () =>
        new Promise(() => {
          setTimeout(() => {
            throw new RangeError('too late');
          }, 1);
        }),
      { name: 'throws' },
    );
    const error = await outcomeOf(throws(), pool);
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.cause).toMatchObject({ message: 'too late' });
  });

  it('a rejection that nobody handles fails the task it belongs to', async () => {
    const rejects = delayed(
      async () => {
        void Promise.reject(new Error('not handled'));
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      },
      { name: 'rejects' },
    );
    expect((await outcomeOf(rejects(), pool)).cause).toMatchObject({ message: 'not handled' });
  });

  it('a task that spins past its timeout fails with it, and its worker is replaced', async () => {
    const spins = delayed(
      () => {
        for (;;);
      },
      { name: 'spins', timeout: 50 },
    );
    const error = await outcomeOf(spins(), pool);
    expect(error.taskName).toBe('spins');
    expect(error.cause).toMatchObject({ name: 'TimeoutError' });
    expect(await compute(increment(1), { scheduler: pool })).toBe(2);
  });

  it('spinning tasks take no innocent ones with them, however many there are', async () => {
    const spins = delayed(
      (x: number) => {
        if (x % 20 !== 0) return x;
        for (;;);
      },
      { name: 'spins', timeout: 400 },
    );
    const results = await computeSettled(
      Array.from({ length: 80 }, (_, at) => spins(at)),
      { scheduler: pool },
    );
    const failed = results.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []));
    expect(failed).toEqual([0, 20, 40, 60]);
  });

  it('a task that does not hear its signal is ended after a time of grace when the run is cancelled', async () => {
    const controller = new AbortController();
    const deaf = delayed(
      () => {
        for (;;);
      },
      { name: 'deaf' },
    );
    const run = rejection(
      compute(deaf(), {
        scheduler: pool,
        signal: controller.signal,
        onEvent: () => setTimeout(() => controller.abort(new Error('enough')), 50),
      }),
    );
    expect(await run).toMatchObject({ name: 'CancelledError' });
    expect(await compute(increment(1), { scheduler: pool })).toBe(2);
  });

  it('a task that runs out of memory fails, and says so', async () => {
    const small = POOLS[name]({ workers: 2, resourceLimits: { maxOldGenerationSizeMb: 48 } });
    const eats = delayed(
      () => {
        const all: unknown[] = [];
        for (;;) all.push(new Array(10_000).fill(all.length));
      },
      { name: 'eats' },
    );
    const error = await outcomeOf(eats(), small);
    expect(error.taskName).toBe('eats');
    expect(error.message).toContain('ran out of memory');
    await small.close();
  });

  it('a task whose worker is killed four times is to blame', async () => {
    const suicidal = delayed(
      async () => {
        // nobody is told who did it
        const { threadId, isMainThread } = await import('node:worker_threads');
        if (isMainThread) process.kill(process.pid, 'SIGKILL');
        else (process as unknown as { reallyExit(code: number): void }).reallyExit(threadId);
        await new Promise(() => setInterval(() => undefined, 1000));
      },
      { name: 'suicidal' },
    );
    const error = await outcomeOf(suicidal(), pool);
    expect(error.taskName).toBe('suicidal');
    expect(error.message).toMatch(/4 workers ended while they ran the task/);
  });

  it('a result that cannot be sent fails its task alone, and says where it is', async () => {
    const gives = delayed(() => ({ deep: [new WeakMap()] }), { name: 'gives' });
    const error = await outcomeOf(gives(), pool);
    expect(error.message).toContain('WeakMap');
    expect(error.message).toContain('.deep[0]');
  });

  it('a clock that a task stops stops its worker not', async () => {
    const stops = delayed(
      () => {
        const global = globalThis as Record<string, unknown>;
        const { setImmediate } = globalThis;
        const { now } = performance;
        queueMicrotask(() => {
          performance.now = now;
          global['setImmediate'] = setImmediate;
        });
        performance.now = () => NaN;
        global['setImmediate'] = undefined;
        return 1;
      },
      { name: 'stops' },
    );
    expect(await compute([stops(), increment(1)] as const, { scheduler: pool })).toEqual([1, 2]);
  });

  it('a cancelled task that waits for its turn never runs', async () => {
    const controller = new AbortController();
    const busy = delayed(
      () => {
        const end = performance.now() + 100;
        while (performance.now() < end);
      },
      { name: 'busy' },
    );
    const error = await rejection(
      compute(
        Array.from({ length: 500 }, () => busy()),
        {
          scheduler: pool,
          signal: controller.signal,
          onEvent: (event) => {
            if (event.type === 'execStatus' && event.execStatus === 2)
              controller.abort(new Error('one is enough'));
          },
        },
      ),
    );
    expect(error).toMatchObject({ name: 'CancelledError' });
    expect((error as Error).message).toMatch(/after \d of 500 tasks/);
  });

  it('close() while tasks run fails the run, and leaves no worker', async () => {
    const own = POOLS[name]({ workers: 2 });
    const hangs = delayed(() => new Promise(() => setInterval(() => undefined, 1000)), { name: 'hangs' });
    let closed: Promise<void> | undefined;
    const error = await rejection(
      compute([hangs(), ...others], {
        scheduler: own,
        onEvent: (event) => {
          if (event.type === 'execStatus' && event.execStatus === 2) closed ??= own.close();
        },
      }),
    );
    expect((error as TaskError).message).toContain('was closed');
    await closed;
    expect(own.size).toBe(0);
    expect(await rejection(compute(increment(1), { scheduler: own }))).toBeInstanceOf(WorkerError);
    await own.close();
  });

  it('`await using` closes a pool', async () => {
    const own = POOLS[name]({ workers: 1 });
    {
      await using held = own;
      expect(await compute(increment(1), { scheduler: held })).toBe(2);
      expect(own.size).toBe(1);
    }
    expect(own.size).toBe(0);
  });

  it('workers without work are released', async () => {
    const own = POOLS[name]({ workers: 1, idleTimeout: 1 });
    await compute(increment(1), { scheduler: own });
    while (own.size > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await compute(increment(1), { scheduler: own })).toBe(2);
    await own.close();
  });

  it('a program with an idle pool ends by itself, and so does one whose run failed', async () => {
    const program = `
      import { compute, delayed } from 'dropgraph';
      const f = delayed((x) => { if (x > 2) throw new Error('big'); return x + 1; });
      console.log(await compute([f(1), f(2)], { scheduler: '${name}' }));
      console.log(await compute(f(3), { scheduler: '${name}' }).catch(({ cause }) => cause.message));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(output).toBe('[ 2, 3 ]\nbig\n');
  });

  it('a function with import() makes no noise', async () => {
    const program = `
      import { compute, delayed } from 'dropgraph';
      const f = delayed(async () => { process.emitWarning('heard'); return (await import('node:path')).basename('a/b'); });
      console.log(await compute(f(), { scheduler: '${name}' }));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' });
    let noise = '';
    child.stderr.on('data', (data: Buffer) => (noise += data.toString()));
    child.stdout.resume();
    await once(child, 'close');
    expect(noise).toContain('heard');
    expect(noise).not.toContain('ExperimentalWarning');
  });

  it.each([
    [{ worker: 2 }, /worker/],
    [{ workers: 0 }, /above 0/],
    [{ resourceLimits: { heap: 1 } }, /heap/],
    [{ grace: 1e12 }, /24.8 days/],
    [{ idleTimeout: -1 }, /milliseconds/],
    [{ resourceLimits: { stackSizeMb: 0.1 } }, /at least 0.5/],
  ])('the options %o are refused', (options, message) => {
    expect(() => POOLS[name](options as never)).toThrow(TypeError);
    expect(() => POOLS[name](options as never)).toThrow(message);
  });

  it('the signal of a task that failed is aborted', async () => {
    const seen = delayed(
      async (fails: boolean) => {
        const { signal } = taskContext();
        (globalThis as { lastSignal?: AbortSignal }).lastSignal ??= signal;
        if (fails) throw new Error('it');
        return Promise.resolve((globalThis as { lastSignal?: AbortSignal }).lastSignal?.aborted);
      },
      { name: 'seen' },
    );
    const own = POOLS[name]({ workers: 1 });
    await rejection(compute(seen(true), { scheduler: own }));
    expect(await compute(seen(false), { scheduler: own })).toBe(true);
    await own.close();
  });
});

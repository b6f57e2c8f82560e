import { describe, expect, it } from 'vitest';
import { ComputeError, compute, delayed, taskContext, TaskError } from '../../src/index.js';
import { deferred, rejection, settles, start, turn, unhandledDuring, until } from './watching.js';

const oops = new RangeError('oops');
const failing = delayed(
  (_?: unknown): number => {
    throw oops;
  },
  { name: 'failing' },
);
const add = delayed((a: number, b: number) => a + b, { name: 'add' });

describe('a task that fails', () => {
  it('is told by a TaskError: key, name, line, path, and the very error as the cause', async () => {
    const bad = failing.with({ key: 'bad' })();
    const middle = add.with({ key: 'middle' })(bad, 1);
    const error = (await rejection(compute(add.with({ key: 'end' })(1, middle)))) as TaskError;
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ name: 'TaskError', code: 'DLG_ERR_TASK', key: 'bad', taskName: 'failing' });
    expect(error.cause).toBe(oops);
    expect(error.path).toEqual(['bad', 'middle', 'end']);
    expect(error.callSite).toMatch(/failures\.test\.ts:\d+:\d+$/);
    for (const part of ['failing', 'bad', 'oops', error.callSite!, 'bad -> middle -> end']) {
      expect(error.message).toContain(part);
    }
  });

  it('has itself as the path when it was asked for', async () => {
    expect(((await rejection(compute(failing.with({ key: 'k' })()))) as TaskError).path).toEqual(['k']);
  });

  it('has a path to one of the results that need it, along real inputs', async () => {
    const bad = failing.with({ key: 'bad' })();
    const far = add.with({ key: 'far' })(add.with({ key: 'way' })(bad, 1), 1);
    const { path } = (await rejection(compute([far, add.with({ key: 'apart' })(1, 1)]))) as TaskError;
    expect(path).toEqual(['bad', 'way', 'far']);
  });

  it('has the whole path, and a message of bearable length, at the start of a long chain', async () => {
    let lazy = failing.with({ key: 'bad' })();
    for (let at = 0; at < 5000; at++) lazy = add(lazy, 1);
    const error = (await rejection(compute(lazy))) as TaskError;
    expect(error.path).toHaveLength(5001);
    expect(error.message.length).toBeLessThan(1000);
  });

  it('stops the run: what was not started never starts', async () => {
    let calls = 0;
    const next = delayed((_: unknown) => ++calls);
    const session = await start([next(failing()), next(1), next(2)]);
    await rejection(session.results());
    await turn();
    expect(calls).toBe(0);
    const states = Object.values(session.graphStatus()).map(({ status }) => status);
    expect(states.filter((status) => status === 3)).toHaveLength(4);
    expect(states.filter((status) => status === 6)).toHaveLength(4);
  });

  it('is awaited by the others: the run ends when those that run have ended', async () => {
    const gate = deferred<number>();
    let ended = false;
    const session = await start([
      delayed(() => gate.promise, { key: 'slow' })(),
      delayed(() => Promise.reject(oops))(),
    ]);
    void session.finished.then(() => (ended = true));
    await until(() => session.failures.length === 1);
    await turn();
    expect(ended).toBe(false);
    gate.resolve(1);
    await settles(session.finished);
    expect(session.graphStatus()['slow']!.status).toBe(2);
    expect(session.error).toBeInstanceOf(TaskError);
  });

  it('aborts the signals of the others with its error', async () => {
    const seen = deferred<unknown>();
    const patient = delayed(() => {
      const { signal } = taskContext();
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          seen.resolve(signal.reason);
          resolve('gave up');
        });
      });
    });
    await rejection(compute([patient(), delayed(() => Promise.reject(oops))()]));
    expect(await settles(seen.promise)).toBe(oops);
  });

  it('is the only failure where the others reject because their signal was aborted', async () => {
    const obedient = delayed(() => {
      const { signal } = taskContext();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    });
    const error = await rejection(compute([obedient(), delayed(() => Promise.reject(oops), { key: 'k' })()]));
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: 'k', cause: oops });
  });

  it('is the only failure where a lazy result was being computed', async () => {
    const obedient = delayed(() => {
      const { signal } = taskContext();
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    });
    const expanding = delayed(() => [obedient()], { key: 'expanding' });
    const error = await rejection(
      compute([expanding(), delayed(() => turn().then(() => Promise.reject(oops)), { key: 'k' })()]),
    );
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: 'k', cause: oops });
  });
});

describe('several tasks that fail before the run stopped', () => {
  it('are a ComputeError with one error each, in their order, the first as the cause', async () => {
    const gates = ['a', 'b', 'c'].map(() => deferred<number>());
    let begun = 0;
    const lazies = gates.map((gate, at) => delayed(() => (begun++, gate.promise), { key: `k${at}` })());
    const session = await start(lazies);
    await until(() => begun === 3);
    gates[1]!.reject(new Error('first'));
    await turn();
    gates[0]!.reject(new Error('second'));
    await turn();
    gates[2]!.resolve(1);
    const error = (await rejection(session.results())) as ComputeError;
    expect(error).toBeInstanceOf(ComputeError);
    expect(error.code).toBe('DLG_ERR_COMPUTE');
    expect(error.errors.map(({ key }) => key)).toEqual(['k1', 'k0']);
    expect(error.errors.map((each) => (each.cause as Error).message)).toEqual(['first', 'second']);
    expect(error.cause).toBe(error.errors[0]);
    expect(error.message).toMatch(/^2 tasks failed:/);
    expect(error.message).toContain('first');
    expect(error.message).toContain('second');
  });
});

describe('a failed run', () => {
  it('leaves no rejection unhandled, asked for its results or not', async () => {
    const unhandled = await unhandledDuring(async () => {
      const session = await start([
        failing(),
        delayed(() => Promise.reject(oops))(),
        delayed(() => turn().then(() => Promise.reject(oops)))(),
      ]);
      await settles(session.finished);
      await settles(compute(failing()).catch(() => undefined));
    });
    expect(unhandled).toEqual([]);
  });

  it('still gives the values that were there, by their drops', async () => {
    const session = await start([add.with({ key: 'good' })(1, 2), failing()]);
    await rejection(session.results());
    expect(session.drop('good')).toMatchObject({ status: 2, value: 3 });
  });
});

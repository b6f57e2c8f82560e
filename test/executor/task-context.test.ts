import { describe, expect, it } from 'vitest';
import { compute, delayed, runGraph, SessionError, taskContext } from '../../src/index.js';
import { app, data, given } from '../dropspec/drops.js';

const who = delayed(() => taskContext().name, { name: 'who' });

describe('taskContext()', () => {
  it('tells key, name and signal of the task that runs', async () => {
    const context = await compute(delayed(() => ({ ...taskContext() }), { key: 'k', name: 'n' })());
    expect(context).toMatchObject({ key: 'k', name: 'n' });
    expect(context.signal).toBeInstanceOf(AbortSignal);
    expect(context.signal.aborted).toBe(false);
  });

  it('outside of a task is a SessionError, also after a task that threw', async () => {
    expect(() => taskContext()).toThrow(SessionError);
    await compute(
      delayed(() => {
        throw new Error('no');
      })(),
    ).catch(() => undefined);
    expect(() => taskContext()).toThrow(SessionError);
  });

  it('is that of each task in turn, async ones too', async () => {
    const named = delayed(async () => Promise.resolve(taskContext().name));
    expect(await compute(['a', 'b'].map((name) => named.with({ name })()))).toEqual(['a', 'b']);
  });

  it('is still that of the task after it has started a run of its own', async () => {
    const outer = delayed(
      () => {
        const inner = compute(who());
        const { name } = taskContext();
        return inner.then((innerName) => [name, innerName]);
      },
      { name: 'outer' },
    );
    expect(await compute(outer())).toEqual(['outer', 'who']);
  });
});

describe('an application of a loaded graph', () => {
  it('waits for all its inputs, also for one that its arguments leave out', async () => {
    const order: string[] = [];
    const functions = {
      slow: async (): Promise<void> => {
        await Promise.resolve();
        order.push('slow');
      },
      f: (x: number): number => {
        order.push('f');
        return x;
      },
    };
    const graph = [
      app('slow', { func_name: 'slow', outputs: ['done'] }),
      data('done'),
      given('x', 1),
      app('f', { args: [{ $: 'input', value: 1 }], inputs: ['done', 'x'], outputs: ['y'] }),
      data('y'),
    ];
    await (await runGraph(graph, { functions })).results();
    expect(order).toEqual(['slow', 'f']);
  });

  it('is in error when an input failed that its arguments leave out', async () => {
    const functions = {
      bad: (): never => {
        throw new Error('no');
      },
      f: (): number => 1,
    };
    const graph = [
      app('bad', { func_name: 'bad', outputs: ['done'] }),
      data('done'),
      app('f', { args: [], inputs: ['done'], outputs: ['y'] }),
      data('y'),
    ];
    const session = await runGraph(graph, { functions });
    await session.finished;
    expect(session.graphStatus()['y']!.status).toBe(3);
  });
});

describe('a method called on a container with lazy values', () => {
  it('never gets them uncomputed: it gets their values, or is refused where it is recorded', async () => {
    const join = delayed(function (this: readonly number[], end: number): number[] {
      return [...this, end];
    } as (this: unknown, end: number) => number[]);
    let lazy;
    try {
      lazy = join.call([delayed(1)], 2);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return;
    }
    expect(await compute(lazy)).toEqual([1, 2]);
  });
});

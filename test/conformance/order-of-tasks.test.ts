import { describe, expect, it } from 'vitest';
import { compute, computeSettled, delayed, TaskError } from '../../src/index.js';
import { failureOf, gate, settle } from './support.js';

function logging(): { log: string[]; step: (name: string, ...inputs: unknown[]) => string } {
  const log: string[] = [];
  const step = (name: string): string => {
    log.push(name);
    return name;
  };
  return { log, step };
}

describe('priority', () => {
  it('of tasks that could start, the one with the highest goes first, then in the order of recording', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    await compute([
      lazy('a'),
      lazy.with({ priority: 1 })('b'),
      lazy.with({ priority: 5 })('c'),
      lazy('d'),
      lazy.with({ priority: -1 })('e'),
    ]);
    expect(log).toEqual(['c', 'b', 'a', 'd', 'e']);
  });

  it('never lets a task start before its inputs', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    await compute(lazy.with({ priority: 9 })('last', lazy('first')));
    expect(log).toEqual(['first', 'last']);
  });

  it('is the same for async tasks that wait for a place', async () => {
    const log: string[] = [];
    const lazy = delayed(async (name: string) => log.push(name));
    await compute([lazy('a'), lazy.with({ priority: 2 })('b'), lazy.with({ priority: 1 })('c')], {
      concurrency: 1,
    });
    expect(log).toEqual(['b', 'c', 'a']);
  });

  it('survives optimization and persist', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const values = [lazy('a'), lazy.with({ priority: 1 })('b')];
    await compute(values, { optimize: false });
    await compute(values, { optimize: true });
    const [a] = values;
    await a!.persist();
    expect(log).toEqual(['b', 'a', 'b', 'a', 'a']);
  });

  it('is minded among the tasks of a lazy result', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const grow = delayed(() => [lazy('a'), lazy.with({ priority: 1 })('b')]);
    await compute(grow());
    expect(log).toEqual(['b', 'a']);
  });
});

describe('after', () => {
  it('makes a call wait for others without having their results', async () => {
    const log: string[] = [];
    const args: unknown[][] = [];
    const slow = delayed(async () => {
      await settle(2);
      log.push('slow');
    });
    const next = delayed((...given: unknown[]) => {
      log.push('next');
      args.push(given);
    });
    await compute(next.with({ after: slow() })('own'));
    expect(log).toEqual(['slow', 'next']);
    expect(args).toEqual([['own']]);
  });

  it('takes a list, and runs what it waits for once', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const before = [lazy('a'), lazy('b')];
    const last = lazy.with({ after: before })('c');
    await compute([last, ...before]);
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('of a task that failed keeps the call from running', async () => {
    const { log, step } = logging();
    const broken = delayed(() => {
      throw new Error('broken');
    });
    const outcomes = await computeSettled([delayed(step, { after: broken() })('never')]);
    expect(outcomes[0]).toMatchObject({ status: 'rejected', reason: { taskName: 'anonymous' } });
    expect(log).toEqual([]);
  });

  it('survives optimization, and equal pure calls', async () => {
    for (const optimize of [true, false]) {
      const { log, step } = logging();
      const lazy = delayed(step, { pure: true });
      const last = lazy.with({ after: lazy('first') })('last');
      await compute([last, lazy('other')], { optimize });
      expect(log.indexOf('first')).toBeLessThan(log.indexOf('last'));
      expect(log).toHaveLength(3);
    }
  });

  it('holds no result: it is let go before the call that waited runs', async () => {
    const big = delayed(() => new Array<number>(1000).fill(0));
    const registry: string[] = [];
    const use = delayed(() => registry.push('ran'));
    expect(await compute(use.with({ after: big() })())).toBe(1);
  });

  it('a circle cannot be recorded', () => {
    const lazy = delayed((x: number) => x);
    const one = lazy(1);
    expect(() => Object.assign(one, { after: one })).toThrow(TypeError);
  });
});

describe('limit', () => {
  function counting(): { most: () => number; work: () => Promise<void> } {
    let now = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++now);
      await settle(2);
      now--;
    };
    return { most: () => most, work };
  }

  it('lets no more tasks of its name be at work at once', async () => {
    const { most, work } = counting();
    const lazy = delayed(work, { limit: { name: 'of one run', concurrency: 3 } });
    await compute(Array.from({ length: 20 }, () => lazy()));
    expect(most()).toBe(3);
  });

  it('counts the tasks of all functions with the name, in all runs of the process together', async () => {
    const { most, work } = counting();
    const limit = { name: 'of two runs', concurrency: 2 };
    const a = delayed(work, { limit });
    const b = delayed(async () => work(), { limit });
    await Promise.all([compute([a(), b(), a(), b()]), compute([b(), a(), b(), a()])]);
    expect(most()).toBe(2);
  });

  it('does not hold up tasks of other names', async () => {
    const first = gate();
    const limit = { name: 'held', concurrency: 1 };
    const held = delayed(() => first.promise, { limit });
    const log: string[] = [];
    const other = delayed(async () => {
      log.push('other');
      first.open();
    });
    await compute([held(), held(), other()]);
    expect(log).toEqual(['other']);
  });

  it('gives the place back when a task fails, and when a run is cancelled', async () => {
    const limit = { name: 'given back', concurrency: 1 };
    const broken = delayed(
      () => {
        throw new Error('broken');
      },
      { limit },
    );
    expect(await failureOf(compute(broken()))).toBeInstanceOf(TaskError);
    const controller = new AbortController();
    const hung = delayed(() => new Promise(() => undefined), { limit });
    const running = failureOf(compute([hung(), hung()], { signal: controller.signal }));
    await settle();
    controller.abort();
    await running;
    expect(await compute(delayed(async () => 'free', { limit })())).toBe('free');
  });

  it('does not let the waiting tasks of a cancelled run take a place', async () => {
    const limit = { name: 'cancelled while waiting', concurrency: 1 };
    const first = gate();
    const controller = new AbortController();
    const running = compute(delayed(() => first.promise, { limit })());
    await settle();
    const log: string[] = [];
    const waiting = failureOf(
      compute(delayed(() => log.push('never'), { limit })(), { signal: controller.signal }),
    );
    const last = compute(delayed(() => log.push('last'), { limit })());
    await settle();
    controller.abort();
    await waiting;
    first.open();
    await Promise.all([running, last]);
    expect(log).toEqual(['last']);
  });
});

describe('maxLive', () => {
  it('holds tasks without inputs back while that many results are alive', async () => {
    let alive = 0;
    let most = 0;
    const load = delayed(async (at: number) => {
      most = Math.max(most, ++alive);
      await settle(1);
      return at;
    });
    const use = delayed(async (at: number) => {
      await settle(1);
      alive--;
      return at;
    });
    const sum = delayed((list: number[]) => list.reduce((a, b) => a + b, 0));
    const parts = Array.from({ length: 40 }, (_, at) => use(load(at)));
    const groups = Array.from({ length: 4 }, (_, at) => sum(parts.slice(at * 10, at * 10 + 10)));
    expect(await compute(sum(groups), { maxLive: 4 })).toBe(780);
    expect(most).toBeLessThan(40);
  });

  it('never stands still: where nothing else can go on, the next task starts in any case', async () => {
    const sum = delayed((list: number[]) => list.length);
    const load = delayed(async (at: number) => at);
    const parts = Array.from({ length: 50 }, (_, at) => load(at));
    expect(await compute(sum(parts), { maxLive: 1 })).toBe(50);
  });
});

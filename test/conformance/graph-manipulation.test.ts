import { describe, expect, it, vi } from 'vitest';
import {
  bind,
  checkpoint,
  clone,
  compute,
  computeSettled,
  delayed,
  persist,
  plan,
  waitOn,
  type Delayed,
} from '../../src/index.js';

function logging(): { log: string[]; step: (name: string, ...inputs: unknown[]) => string } {
  const log: string[] = [];
  return { log, step: (name) => (log.push(name), name) };
}

const inc = delayed((x: number) => x + 1, { name: 'inc' });
const chain = (from: Delayed<number>, length: number): Delayed<number> => {
  let last = from;
  for (let at = 0; at < length; at++) last = inc(last);
  return last;
};

describe('clone', () => {
  it('runs everything once more instead of sharing it, also what it depends on', async () => {
    const load = vi.fn(() => 1);
    const value = inc(inc(delayed(load)()));
    expect(await compute([value, clone(value)])).toEqual([3, 3]);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps the structure: what was shared in the original is shared in the clone', async () => {
    const load = vi.fn(() => 1);
    const data = delayed(load)();
    const cloned = clone({ a: inc(data), b: [inc(data), data, 'as it is'] });
    expect(await compute(cloned)).toEqual({ a: 2, b: [2, 1, 'as it is'] });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('clones pure calls and items too, without merging them with their originals', async () => {
    const load = vi.fn((x: number) => ({ x }));
    const pure = delayed(load, { pure: true });
    const value = [pure(1).get('x'), pure(1).get('x')];
    expect(await compute([value, clone(value)])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('has the same keys for the same seed, others for another, and others each time without one', () => {
    const value = inc(inc(1));
    expect(clone(value, { seed: 1 }).key).toBe(clone(value, { seed: 1 }).key);
    const keys = [value, clone(value, { seed: 1 }), clone(value, { seed: 'x' }), clone(value), clone(value)];
    expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length);
  });

  it('of one seed is one clone in a graph', async () => {
    const load = vi.fn(() => 1);
    const value = inc(delayed(load)());
    await compute([clone(value, { seed: 1 }), clone(value, { seed: 1 }), clone(value, { seed: 2 })]);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('shares what is omitted with everything it needs', async () => {
    const load = vi.fn(() => 1);
    const use = vi.fn((x: number) => x);
    const data = inc(delayed(load)());
    const value = delayed(use)(data);
    await compute([value, clone(value, { omit: [data] })]);
    expect([load.mock.calls.length, use.mock.calls.length]).toEqual([1, 2]);
  });

  it('shares data that was given or persisted', async () => {
    const load = vi.fn(() => ({ id: 1 }));
    const given = delayed({ given: true });
    const there = await persist(delayed(load)());
    const keep = delayed((...all: unknown[]) => all);
    const [original, copy] = await compute([keep(given, there), clone(keep(given, there))] as const);
    expect(clone(there).key).toBe(there.key);
    expect(clone(given)).toBe(given);
    expect(copy[0]).toBe(original[0]);
    expect(copy[1]).toBe(original[1]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('keeps names, options, call sites, nout and methods', async () => {
    const pair = delayed(() => [1, 2] as const, { nout: 2, name: 'pair' })();
    const copy = clone(pair);
    const [a, b] = copy;
    expect([copy.name, copy.length, await compute([b, a])]).toEqual(['pair', 2, [2, 1]]);
    let tries = 0;
    const flaky = delayed(
      () => {
        if (++tries % 2 === 1) throw new Error('again');
        return tries;
      },
      { retries: 1 },
    );
    expect(await compute(clone(flaky()))).toBe(2);
    const broken = delayed(() => {
      throw new Error('broken');
    })();
    const [of, ofClone] = await computeSettled([broken, clone(broken)]);
    const site = (outcome: PromiseSettledResult<unknown>): unknown =>
      ((outcome as PromiseRejectedResult).reason as { callSite: string }).callSite;
    expect(site(ofClone)).toBe(site(of));
  });

  it('keeps the option after', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    await compute(clone(lazy.with({ after: lazy('first') })('second')));
    expect(log).toEqual(['first', 'second']);
  });

  it('clones a clone', async () => {
    const load = vi.fn(() => 1);
    const value = inc(delayed(load)());
    await compute([value, clone(value), clone(clone(value)), clone(clone(value, { seed: 1 }), { seed: 1 })]);
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('takes chains of 100,000 and ladders of shared nodes without recursion', async () => {
    expect(await compute(clone(chain(delayed(() => 0)(), 100_000)))).toBe(100_000);
    const add = delayed((a: number, b: number) => (a + b) % 1000);
    let last: Delayed<number> = delayed(() => 1)();
    for (let at = 0; at < 10_000; at++) last = add(last, last);
    expect(await compute(clone(last))).toBe(await compute(last));
  });

  it('refuses unknown and wrong options, and passes what holds nothing lazy', () => {
    expect(() => clone(inc(1), { sede: 1 } as never)).toThrow('Unknown option "sede" of clone');
    expect(() => clone(inc(1), { seed: {} } as never)).toThrow(TypeError);
    expect(clone({ a: 1 })).toEqual({ a: 1 });
  });
});

describe('bind', () => {
  it('runs the children only when the parents are done, however deep both are', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const child = lazy('c2', lazy('c1', lazy('c0')));
    const parent = lazy('p2', lazy('p1', lazy('p0')));
    expect(await compute(bind(child, parent))).toBe('c2');
    expect(log).toEqual(['p0', 'p1', 'p2', 'c0', 'c1', 'c2']);
  });

  it('waits for all parents, and binds all children', async () => {
    const { log, step } = logging();
    const lazy = delayed(async (name: string) => {
      await new Promise(setImmediate);
      step(name);
    });
    await compute(bind([lazy('a'), { b: lazy('b') }], [lazy('p'), [lazy('q')]]));
    expect(log.slice(0, 2).sort()).toEqual(['p', 'q']);
    expect(log.slice(2).sort()).toEqual(['a', 'b']);
  });

  it('shares with the parents what both need, and runs it once', async () => {
    const load = vi.fn(() => 1);
    const data = delayed(load)();
    const { log, step } = logging();
    const lazy = delayed(step);
    await compute([bind(lazy('child', data), lazy('parent', data))]);
    expect(load).toHaveBeenCalledTimes(1);
    expect(log).toEqual(['parent', 'child']);
  });

  it('binds what is beyond what is omitted', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const shared = lazy('shared');
    await compute(bind(lazy('child', shared), lazy('parent'), { omit: shared }));
    expect(log.indexOf('parent')).toBeLessThan(log.indexOf('child'));
    expect(log).toHaveLength(3);
  });

  it('does not run the children when a parent fails', async () => {
    const { log, step } = logging();
    const broken = delayed(() => {
      throw new Error('broken');
    });
    const [outcome] = await computeSettled([bind(delayed(step)('never'), broken())]);
    expect(outcome.status).toBe('rejected');
    expect(log).toEqual([]);
  });

  it('leaves the children as they were', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const child = lazy('child');
    const bound = bind(child, lazy('parent'), { seed: 1 });
    expect(bound.key).not.toBe(child.key);
    await compute(child);
    expect(log).toEqual(['child']);
  });

  it('takes a child that its parent needs, and parents without anything lazy', async () => {
    const child = inc(1);
    expect(await compute(bind(child, inc(child)))).toBe(2);
    expect(await compute(bind(child, 5))).toBe(2);
  });

  it('takes chains of 100,000', async () => {
    expect(await compute(bind(chain(delayed(() => 0)(), 100_000), chain(delayed(() => 1)(), 100_000)))).toBe(
      100_000,
    );
  });
});

describe('checkpoint', () => {
  it('is undefined when everything lazy in its values is done', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    expect(await compute(checkpoint(lazy('a'), [lazy('b'), { c: lazy('c') }], 5))).toBeUndefined();
    expect(log.sort()).toEqual(['a', 'b', 'c']);
  });

  it('gathers nothing: each result is let go before the next is made', () => {
    const load = delayed((x: number) => x);
    const { peak } = plan(checkpoint(Array.from({ length: 512 }, (_, at) => load(at))));
    expect(peak).toBeLessThan(35);
  });

  it('fails where one of them fails, and is there at once for nothing', async () => {
    const broken = delayed(() => {
      throw new Error('broken');
    });
    const [outcome, nothing] = await computeSettled([checkpoint(inc(1), broken()), checkpoint()]);
    expect(outcome.status).toBe('rejected');
    expect(nothing).toEqual({ status: 'fulfilled', value: undefined });
  });
});

describe('waitOn', () => {
  it('gives results only when all are done, in the same structure', async () => {
    const { log, step } = logging();
    const lazy = delayed(step);
    const { first, rest } = waitOn({ first: lazy('a'), rest: [lazy('b'), 'as it is'] });
    const use = delayed((x: string) => log.push(`used ${x}`));
    await compute(use(first));
    expect(log).toEqual(['a', 'b', 'used a']);
    expect(await compute(rest)).toEqual(['b', 'as it is']);
  });

  it('keeps names and the items of a value with nout', async () => {
    const pair = waitOn(delayed(() => [1, 2] as const, { nout: 2, name: 'pair' })());
    const [, b] = pair;
    expect([pair.name, await compute(b)]).toEqual(['pair', 2]);
  });

  it('holds back all when one fails', async () => {
    const broken = delayed(() => {
      throw new Error('broken');
    });
    const [good] = waitOn([inc(1), broken()] as const);
    const [outcome] = await computeSettled([good]);
    expect(outcome.status).toBe('rejected');
  });
});

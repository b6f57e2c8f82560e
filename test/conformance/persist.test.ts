import { describe, expect, it } from 'vitest';
import { compile, compute, delayed, persist, TaskError } from '../../src/index.js';
import { failureOf } from './support.js';

function counting(): { runs: () => number; load: () => { id: number } } {
  let runs = 0;
  return { runs: () => runs, load: () => ({ id: ++runs }) };
}

describe('persist', () => {
  it('gives a lazy value with the same key and name, whose result is there: nothing runs again', async () => {
    const { runs, load } = counting();
    const data = delayed(load, { name: 'load' })();
    const there = await data.persist();
    expect([there.key, there.name]).toEqual([data.key, data.name]);
    expect(await compute(there)).toBe(await compute(there));
    expect(runs()).toBe(1);
  });

  it('keeps keys that were given, and those of pure calls', async () => {
    const square = delayed((x: number) => x * x, { pure: true });
    const calls = [square(3), square.with({ key: 'mine', pure: false })(4)];
    const there = await persist(calls);
    expect(there.map(({ key }) => key)).toEqual(calls.map(({ key }) => key));
  });

  it('leaves the original as it was', async () => {
    const { runs, load } = counting();
    const data = delayed(load)();
    await data.persist();
    await compute(data);
    expect(runs()).toBe(2);
  });

  it('stands for the original too where a graph has both', async () => {
    const { runs, load } = counting();
    const data = delayed(load)();
    const id = delayed(({ id: given }: { id: number }) => given);
    const before = id(data);
    const there = await data.persist();
    expect(await compute([before, id(there), data])).toEqual([1, 1, { id: 1 }]);
    expect(runs()).toBe(1);
  });

  it('keeps the items of a value with nout', async () => {
    const pair = delayed(() => [1, 2] as const, { nout: 2 })();
    const there = await persist(pair);
    const [a, b] = there;
    expect(there.length).toBe(2);
    expect(await compute([b, a])).toEqual([2, 1]);
  });

  it('keeps the structure around lazy values', async () => {
    const { runs, load } = counting();
    const data = delayed(load)();
    const there = await persist({ list: [data, 5], map: new Map([['again', data]]) });
    expect(there.list[1]).toBe(5);
    const computed = await compute(there);
    expect(computed.list[0]).toBe(computed.map.get('again'));
    expect(runs()).toBe(1);
  });

  it('is data in the compiled graph', async () => {
    const there = await delayed(() => 7, { key: 'seven' })().persist();
    const specs = compile(delayed((x: number) => x + 1)(there)).toJSON();
    expect(specs.map(({ oid }) => oid)).not.toContain('seven_app');
    expect(specs.filter(({ categoryType }) => categoryType === 'Application')).toHaveLength(1);
  });

  it('of a task that fails fails as compute does', async () => {
    const broken = delayed(() => {
      throw new Error('broken');
    });
    expect(await failureOf(persist([broken()]))).toBeInstanceOf(TaskError);
  });

  it('keeps a failure from throwing away what was finished: a second run starts from there', async () => {
    const { runs, load } = counting();
    const data = await delayed(load)().persist();
    let healthy = false;
    const use = delayed(({ id }: { id: number }) => {
      if (!healthy) throw new Error('not yet');
      return id;
    });
    await failureOf(compute(use(data)));
    healthy = true;
    expect(await compute(use(data))).toBe(1);
    expect(runs()).toBe(1);
  });
});

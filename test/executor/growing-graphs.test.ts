import { describe, expect, it } from 'vitest';
import { compile, compute, CycleError, delayed, loadGraph, runGraph, TaskError } from '../../src/index.js';
import { rejection, start, turn } from './watching.js';

const add = delayed((a: number, b: number): number => a + b, { name: 'add' });

describe('a graph whose tasks give lazy values', () => {
  it('grows by their tasks, which progress and events show', async () => {
    const inner = delayed(() => 20, { key: 'inner' });
    const session = await start(delayed(() => add(inner(), 1), { key: 'outer' })());
    const oids: string[] = [];
    session.subscribe(({ type, oid }) => type === 'dropCompleted' && oids.push(oid));
    expect(session.total).toBe(1);
    expect([...(await session.results()).values()]).toEqual([21]);
    expect([session.done, session.total]).toEqual([3, 3]);
    expect(oids.at(0)).toBe('inner');
    expect(oids.at(-1)).toBe('outer');
    expect(session.drop('inner').status).toBe(2);
  });

  it('shares nodes with what it was before: a node that is done, at work or still to come runs once', async () => {
    let runs = 0;
    const shared = delayed(async () => (await turn(), ++runs))();
    const giver = delayed(() => add(shared, shared));
    const late = delayed((_: number) => shared);
    expect(await compute([giver(), shared, late(shared), add(shared, 1)])).toEqual([2, 1, 1, 2]);
    expect(runs).toBe(1);
  });

  it('recursion goes as deep as it likes', async () => {
    const count: (n: number) => unknown = (n) => (n === 0 ? 0 : next(n - 1));
    const next = delayed(count, { name: 'next' });
    expect(await compute(next(5000))).toBe(0);
  });

  it('merges equal pure calls of all its tasks', async () => {
    let runs = 0;
    const fib: (n: number) => unknown = (n) => {
      runs++;
      return n < 2 ? n : add(pureFib(n - 1) as never, pureFib(n - 2) as never);
    };
    const pureFib = delayed(fib, { name: 'fib', pure: true });
    expect(await compute(pureFib(20))).toBe(6765);
    expect(runs).toBe(21);
  });

  it('may be run again: it starts from what was compiled', async () => {
    const graph = compile(delayed(() => add(1, 2))());
    for (let times = 0; times < 2; times++) {
      const session = await runGraph(graph);
      expect([...(await session.results()).values()]).toEqual([3]);
      expect(session.total).toBe(2);
    }
  });

  it('may be a loaded one: the new tasks have keys of their own', async () => {
    const specs = compile(delayed((x: number) => x, { name: 'give', key: 'add-1' })(1)).toJSON();
    const session = await runGraph(loadGraph(specs), { functions: { give: () => add(1, 2) } });
    expect([...(await session.results())]).toEqual([['add-1', 3]]);
    const oids = Object.keys(session.graphStatus());
    expect(new Set(oids).size).toBe(oids.length);
  });

  it('tells the way of a failure through the task that gave the lazy value', async () => {
    const bad = delayed(
      () => {
        throw new Error('no');
      },
      { key: 'bad' },
    );
    const error = await rejection(
      compute(add.with({ key: 'end' })(delayed(() => bad() as never, { key: 'giver' })(), 1)),
    );
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: 'bad', path: ['bad', 'giver', 'end'] });
  });

  it('refuses a lazy value that needs the task that gave it', async () => {
    const self: { user?: unknown } = {};
    const giver = delayed(() => self.user, { key: 'giver' })();
    self.user = delayed((value: unknown) => value, { key: 'user' })(giver);
    const error = (await rejection(compute(giver))) as TaskError;
    expect(error.cause).toBeInstanceOf(CycleError);
    expect((error.cause as CycleError).cycle).toEqual(['giver', 'user', 'giver']);
  });

  it('tells the end of every task, also where a failure stopped it', async () => {
    const never = delayed((x: number) => x, { key: 'never' });
    const bad = delayed(() => Promise.reject(new Error('no')), { key: 'bad' });
    const session = await start([delayed(() => never(bad() as never), { key: 'giver' })()]);
    await session.finished;
    const statuses = Object.values(session.graphStatus()).map(({ status }) => status);
    expect(statuses).toEqual(statuses.map(() => 3));
  });
});

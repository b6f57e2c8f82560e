import { expect, it } from 'vitest';
import { compute, delayed } from 'dropgraph';
import { describeOnWorkers } from './places.js';

const ROUNDS = 40;

/** Sending all of this takes far longer than looking at its size. */
const make = delayed(
  (count: number) => Array.from({ length: count }, (_, at) => ({ at, text: `item ${String(at)}` })),
  { name: 'make' },
);

interface Seen {
  readonly size: number;
  readonly thread: string;
}

const look = (items: readonly unknown[]): Seen => {
  const { threadId } = process.getBuiltinModule('node:worker_threads');
  return { size: items.length, thread: `${String(process.pid)}/${String(threadId)}` };
};
type Look = (items: readonly unknown[]) => Seen | Promise<Seen>;
const here = `${String(process.pid)}/0`;

describeOnWorkers((_, pool) => {
  const looks = async (options: { pure?: true; on?: 'worker' }, fn: Look = look): Promise<string[]> => {
    const lazy = delayed(fn, options);
    const items = make(20_000);
    let seen = lazy(items);
    const all = [seen];
    // one after the other, so that what is learnt from one is known at the next
    const after = delayed((list: readonly unknown[], _before: unknown) => list, {
      name: 'after',
      on: 'main',
    });
    for (let round = 1; round < ROUNDS; round++) all.push((seen = lazy(after(items, seen))));
    const found = await compute(all, { scheduler: pool });
    expect(found.map(({ size }) => size)).toEqual(Array(ROUNDS).fill(20_000));
    return found.map(({ thread }) => thread);
  };

  it('pure tasks that are sooner run than sent stay here, once that is known', async () => {
    const threads = await looks({ pure: true });
    expect(threads[0]).not.toBe(here);
    expect(threads.filter((thread) => thread === here).length).toBeGreaterThan(ROUNDS / 2);
  });

  it('others never do, for only those that are pure do the same anywhere', async () => {
    expect(await looks({})).not.toContain(here);
  });

  it('nor those that give promises, for nobody knows how long they work', async () => {
    expect(await looks({ pure: true }, async (items) => Promise.resolve(look(items)))).not.toContain(here);
  });

  it('nor those that are to be run by a worker', async () => {
    expect(await looks({ pure: true, on: 'worker' })).not.toContain(here);
  });
});

it("tasks with `on: 'worker'` that a result of the local scheduler brought go to a worker as well", async () => {
  const where = delayed(async () => (await import('node:worker_threads')).threadId, {
    name: 'where',
    on: 'worker',
  });
  const grow = delayed(() => [where(), where()], { name: 'grow' });
  for (const id of await compute(grow())) expect(id).toBeGreaterThan(0);
});

it('and fail by themselves where they cannot', async () => {
  const socket = new WeakMap<object, string>();
  const stuck = delayed(() => socket.has({}), { name: 'stuck', on: 'worker' });
  const grow = delayed(() => stuck(), { name: 'grow' });
  await expect(compute(grow())).rejects.toMatchObject({
    name: 'TaskError',
    taskName: 'stuck',
    cause: { name: 'NotShippableError' },
  });
});

it('and are cancelled while their workers are starting', async () => {
  const controller = new AbortController();
  const never = delayed(() => 'ran', { name: 'never', on: 'worker' });
  const grow = delayed(
    () => {
      queueMicrotask(() => controller.abort(new Error('enough')));
      return never();
    },
    { name: 'grow' },
  );
  await expect(compute(grow(), { signal: controller.signal })).rejects.toMatchObject({
    name: 'CancelledError',
    cause: { message: 'enough' },
  });
});

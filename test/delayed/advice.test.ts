import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delayed } from '../../src/index.js';
import { fixture, placeOf } from './support.js';

const before = vi.hoisted(() => {
  const value = process.env['DROPGRAPH_DEV'];
  process.env['DROPGRAPH_DEV'] = '1'; // it is read once, when the library is loaded
  return value;
});
const { ADVICE_CODES } = await import('../../src/errors/index.js');
const { asCompleted, compile, compute, computeTE, computeSettled, delayed, persist } =
  await import('../../src/index.js');

const here = import.meta.filename;

interface Told extends Error {
  readonly code?: string;
  readonly detail?: string;
}

const told: Told[] = [];
const listen = (warning: Told): void => void told.push(warning);

/** The warnings so far: Node tells them in a turn of their own. */
async function warnings(): Promise<Told[]> {
  await new Promise(setImmediate);
  return told.splice(0);
}

const codes = async (): Promise<(string | undefined)[]> => (await warnings()).map(({ code }) => code);

// Node's own listener prints them
const printers = process.listeners('warning');

beforeEach(() => void process.removeAllListeners('warning').on('warning', listen));
afterEach(() => {
  process.off('warning', listen);
  for (const printer of printers) process.on('warning', printer);
  told.length = 0;
});
afterAll(() => {
  if (before === undefined) delete process.env['DROPGRAPH_DEV'];
  else process.env['DROPGRAPH_DEV'] = before;
});

const inc = delayed((x: number) => x + 1, { name: 'inc' });

describe('every piece of advice', () => {
  it('is a warning of Node with a code of the catalogue, the line, and a line on how to do better', async () => {
    delayed(/* eager value */ Promise.resolve(1));
    const [warning] = await warnings();
    expect(warning?.name).toBe('DropgraphWarning');
    expect(Object.keys(ADVICE_CODES)).toContain(warning?.code);
    expect(warning?.message).toContain(`${here}:`);
    expect(warning?.detail).toMatch(/^Make the function lazy/);
  });

  it('is given once for each line', async () => {
    for (let i = 0; i < 3; i++) delayed(Promise.resolve(i));
    expect(await codes()).toEqual(['DLG_ADVICE_EAGER']);
    delayed(Promise.resolve(1));
    expect(await codes()).toEqual(['DLG_ADVICE_EAGER']);
  });
});

describe('computing in a loop', () => {
  const runs: [string, (i: number) => PromiseLike<unknown>][] = [
    ['compute(x)', (i) => compute(inc(i))],
    ['x.compute()', (i) => inc(i).compute()],
    ['computeSettled', (i) => computeSettled([inc(i)])],
    ['persist', (i) => persist(inc(i))],
    ['computeTE', (i) => computeTE(inc(i))()],
    ['asCompleted', (i) => asCompleted([inc(i)]).next()],
  ];

  it.each(runs)('is noticed with %s', async (_, run) => {
    for (let i = 0; i < 19; i++) await run(i);
    expect(await warnings()).toEqual([]);
    await run(19);
    const [warning, ...more] = await warnings();
    expect(warning?.code).toBe('DLG_ADVICE_COMPUTE_LOOP');
    expect(warning?.message).toContain(here);
    expect(more).toEqual([]);
  });

  it('is noticed where all are computed at once, each by itself', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => compute(inc(i))));
    expect(await codes()).toEqual(['DLG_ADVICE_COMPUTE_LOOP']);
  });

  it('is told with the very line', async () => {
    for (let i = 0; i < 20; i++) await /* the loop */ compute(inc(i));
    const [warning] = await warnings();
    expect(warning?.message).toContain(`(${placeOf(here, 'the loop')})`);
  });

  it('is not told of one call for many, of many lines, of structures that hold nothing lazy', async () => {
    await compute(Array.from({ length: 50 }, (_, i) => inc(i)));
    for (let i = 0; i < 30; i++) await compute(i);
    for (let i = 0; i < 15; i++) await compute(inc(i));
    for (let i = 0; i < 15; i++) await compute(inc(i));
    expect(await warnings()).toEqual([]);
  });

  it('is not told of graphs that are large', async () => {
    for (let i = 0; i < 25; i++) await compute(Array.from({ length: 101 }, (_, x) => inc(x)));
    expect(await warnings()).toEqual([]);
  });

  it('is not told of calls with a pause between them, as in a server', async () => {
    const run = (i: number): Promise<number> => compute(inc(i));
    const now = vi.spyOn(performance, 'now');
    for (let i = 0; i < 25; i++) {
      now.mockReturnValue(2000 * i);
      await run(i);
    }
    now.mockRestore();
    expect(await warnings()).toEqual([]);
  });
});

describe('computing inside a task', () => {
  it('is noticed, with the name of the task', async () => {
    const outer = delayed((x: number) => /* inner run */ compute(inc(x)), { name: 'outer' });
    expect(await compute([outer(1), outer(2)])).toEqual([2, 3]);
    const [warning, ...more] = await warnings();
    expect(warning).toMatchObject({ code: 'DLG_ADVICE_NESTED_COMPUTE' });
    expect(warning?.message).toMatch(/^The task "outer" .*test\.ts:\d+:\d+\)$/);
    expect(more).toEqual([]);
  });

  it('is told as that, and not as a loop, where many tasks do', async () => {
    const outer = delayed((x: number) => compute(inc(x)), { name: 'outer' });
    await compute(Array.from({ length: 30 }, (_, x) => outer(x)));
    expect(await codes()).toEqual(['DLG_ADVICE_NESTED_COMPUTE']);
  });

  it('is not told of tasks that return lazy values', async () => {
    const outer = delayed((x: number) => [inc(x), inc(x)]);
    await compute(outer(1));
    expect(await warnings()).toEqual([]);
  });
});

describe('large data written into calls', () => {
  const use = delayed((..._args: unknown[]) => 1, { name: 'use' });
  const large = new Float64Array(2 ** 20); // 8 MiB

  it('is noticed where it adds up, with the argument and the line of the first call', async () => {
    await compute([1, 2].map((x) => /* the large one */ use(x, large)));
    const [warning, ...more] = await warnings();
    expect(warning?.code).toBe('DLG_ADVICE_LARGE_ARGUMENT');
    expect(warning?.message).toMatch(
      /2 calls, 16\.0 MiB in all: argument 1 of "use", a Float64Array of 8\.00 MiB/,
    );
    expect(warning?.message).toContain(placeOf(here, 'the large one'));
    expect(warning?.detail).toContain('delayed(value)');
    expect(more).toEqual([]);
  });

  it.each<[string, () => Delayed<number>, string]>([
    ['a buffer', () => use(Buffer.alloc(11 * 2 ** 20)), '0 of "use", a Buffer of 11.0 MiB'],
    ['a text', () => use('x'.repeat(11 * 2 ** 20)), '0 of "use", a text of 11.0 MiB'],
    ['a list', () => use(new Array(2 ** 21).fill(0)), '0 of "use", a list of 16.0 MiB'],
    [
      'an array in an object',
      () => use({ image: new Uint8Array(2 ** 24) }),
      '0.image of "use", a Uint8Array',
    ],
    ['an array beside a lazy value', () => use([inc(1), new Uint8Array(2 ** 24)]), '0[1] of "use"'],
  ])('is noticed in one call: %s', async (_, call, expected) => {
    await compute(call(), { detectMutation: false });
    const [warning] = await warnings();
    expect(warning?.code).toBe('DLG_ADVICE_LARGE_ARGUMENT');
    expect(warning?.message).toContain(`argument ${expected}`);
  });

  it('is noticed behind arguments that hold lazy values', async () => {
    await compute(use([inc(1), inc(2)], large, large));
    expect((await warnings())[0]?.message).toContain('argument 1 of "use"');
  });

  it('is noticed in what a method is called on', async () => {
    const method = delayed(function (this: unknown) {
      return this === large;
    });
    expect(await compute([method.call(large), method.call(large)])).toEqual([true, true]);
    expect((await warnings())[0]?.message).toContain('what it is called on');
  });

  it('is not told of lazy values, results, and what is small', async () => {
    const data = delayed(large);
    const pair = delayed([inc(1), new Uint8Array(2 ** 24)]);
    const made = delayed(() => new Float64Array(2 ** 21))();
    await compute([1, 2, 3].map((x) => use(data, made, pair, x, [1, 2], 'text', new Uint8Array(2 ** 20))));
    expect(await warnings()).toEqual([]);
  });

  it('is looked at without calling an accessor', async () => {
    const box = {
      get large(): never {
        throw new Error('read');
      },
    };
    const lazy = use.with({ traverse: false })(box);
    expect(await compute(lazy, { detectMutation: false })).toBe(1);
    expect(await warnings()).toEqual([]);
  });
});

describe('tiny tasks', () => {
  it('are noticed when there are many, with the most frequent function and its line', async () => {
    const tiny = delayed((x: number) => x, { name: 'tiny' });
    const tasks = Array.from({ length: 60_000 }, (_, i) => /* tiny */ tiny(i));
    const now = vi.spyOn(performance, 'now').mockReturnValue(0); // the machine may be busy
    await compute(tasks);
    now.mockRestore();
    const [warning] = await warnings();
    expect(warning?.code).toBe('DLG_ADVICE_TINY_TASKS');
    expect(warning?.message).toContain('60,000 tasks took 0.0 µs each');
    expect(warning?.message).toContain('60,000 of them are "tiny"');
    expect(warning?.message).toContain(`(${placeOf(here, 'tiny')})`);
    expect(warning?.detail).toContain('map(items, fn, { batch');
  });

  it('are not told of where they are few, take their time, or are data', async () => {
    await compute(Array.from({ length: 10_000 }, (_, i) => inc(i)));
    const data = Array.from({ length: 60_000 }, (_, i) => delayed(i));
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    await compute([delayed(() => 1)(), ...data]);
    now.mockRestore();
    const slow = delayed((x: number) => sleep(1, x), {
      name: 'slow',
      limit: { name: 'slow', concurrency: 500 },
    });
    await compute(Array.from({ length: 5000 }, (_, i) => slow(i)));
    expect(await warnings()).toEqual([]);
  });
});

describe('a call that is never computed', () => {
  const run = (env: NodeJS.ProcessEnv, ...args: string[]) => {
    const child = spawnSync(process.execPath, ['--import', 'tsx', fixture('not-computed.ts'), ...args], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    const lines = child.stdout.split('\n').filter((line) => line !== '');
    return { ...child, told: lines.map((line) => JSON.parse(line) as Told) };
  };

  it('is told of when the process ends, with its line, and nothing else is', () => {
    const { told: all, stderr, status } = run({ DROPGRAPH_DEV: '1' });
    const file = fixture('not-computed.ts');
    expect(status).toBe(0);
    expect(all.map(({ code }) => code)).toEqual(['DLG_ADVICE_NOT_COMPUTED', 'DLG_ADVICE_NOT_COMPUTED']);
    expect(all[0]?.message).toBe(
      `A call of "work" was recorded and never computed (${placeOf(file, 'never')})`,
    );
    expect(all[1]?.message).toMatch(/^3 calls of "again" were recorded and never computed/);
    expect(stderr).toContain('[DLG_ADVICE_NOT_COMPUTED] DropgraphWarning: A call of "work"');
    expect(stderr).toContain('Await compute()');
  });

  it('is told of where the program calls process.exit()', () => {
    expect(run({ DROPGRAPH_DEV: '1' }, '--exit').told).toHaveLength(2);
  });

  it('is not told of where the program has failed', () => {
    expect(run({ DROPGRAPH_DEV: '1' }, '--fail')).toMatchObject({ status: 3, told: [], stderr: '' });
  });

  it('is not told of without DROPGRAPH_DEV=1', () => {
    for (const value of ['0', undefined]) {
      expect(run({ DROPGRAPH_DEV: value })).toMatchObject({ status: 0, told: [], stderr: '' });
    }
  });
});

describe('advice', () => {
  it('changes no graph and no result', async () => {
    const lazy = inc(inc(1));
    expect(compile(lazy).size).toBe(4);
    expect(await compute(lazy)).toBe(3);
  });
});

import { expect, it } from 'vitest';
import {
  compile,
  compute,
  delayed,
  NotShippableError,
  runGraph,
  SessionError,
  type TaskError,
  type DropEvent,
} from 'dropgraph';
import { describeEverywhere, describeOnWorkers, rejection } from './places.js';

const MANY = 2 ** 18; // 2 MiB of doubles: worth handing over, or sharing

/** A policy keeps tasks from going together as one, so that their data travels. */
const apart = { timeout: 60_000 };
const make = delayed((value: number, length: number) => new Float64Array(length).fill(value), {
  name: 'make',
  ...apart,
});
const sum = delayed((array: Float64Array) => array.reduce((total, item) => total + item, 0), {
  name: 'sum',
  ...apart,
});

describeEverywhere(({ name, options }) => {
  it('large arrays go from task to task unchanged', async () => {
    expect(await compute(sum(make(2, MANY)), options)).toBe(2 * MANY);
  });

  it('also where several tasks need them, and they were asked for', async () => {
    const array = make(3, MANY);
    const [given, a, b] = await compute([array, sum(array), sum(array)], options);
    expect([given.length, given[7], a, b]).toEqual([MANY, 3, 3 * MANY, 3 * MANY]);
  });

  it('as parts of one result they stay whole for whoever else needs them', async () => {
    const pair = delayed(
      (length: number) => {
        const memory = new ArrayBuffer(8 * length);
        return [new Float64Array(memory).fill(1), new Uint8Array(memory)] as const;
      },
      { name: 'pair', nout: 2 },
    );
    const both = pair(MANY);
    const bytes = delayed((a: Float64Array, b: Uint8Array) => [a.length, b.length], { name: 'bytes' });
    const [lengths, one, all] = await compute([bytes(both[0], both[1]), sum(both[0]), both], options);
    expect(lengths).toEqual([MANY, 8 * MANY]);
    expect(one).toBe(MANY);
    expect([all[0].length, all[1].length]).toEqual([MANY, 8 * MANY]);
  });

  it('what a function keeps is never taken away from it', async () => {
    const kept = new Map<number, Float64Array>();
    const cached = delayed(
      (key: number, length: number) => {
        if (!kept.has(key)) kept.set(key, new Float64Array(length).fill(key));
        return kept.get(key)!;
      },
      { name: 'cached' },
    );
    const results = await compute(
      Array.from({ length: 12 }, (_, at) => cached(5, MANY + 0 * at)),
      options,
    );
    for (const array of results) expect([array.length, array[3]]).toEqual([MANY, 5]);
  });

  it('nor is what it keeps as a property of itself, in a class or under a global name', async () => {
    const own = delayed(
      function remember(length: number): Float64Array {
        const self = remember as { last?: Float64Array };
        return (self.last ??= new Float64Array(length).fill(1));
      },
      { name: 'own' },
    );
    const global = delayed(
      (length: number) => ((globalThis as { keep?: Float64Array }).keep ??= new Float64Array(length).fill(2)),
      { name: 'global' },
    );
    const results = await compute([own(MANY), own(MANY), own(MANY), global(MANY), global(MANY)], options);
    expect(results.map((array) => [array.length, array[1]])).toEqual([
      [MANY, 1],
      [MANY, 1],
      [MANY, 1],
      [MANY, 2],
      [MANY, 2],
    ]);
    delete (globalThis as { keep?: Float64Array }).keep;
  });

  it('nor is what it captures', async () => {
    const table = new Float64Array(MANY).fill(4);
    const gives = delayed(() => table, { name: 'gives' });
    const results = await compute([gives(), gives(), sum(gives())] as const, options);
    expect([results[0][1], results[1][1], results[2]]).toEqual([4, 4, 4 * MANY]);
    expect(table).toHaveLength(MANY);
  });

  it('what was given to tasks stays with the program', async () => {
    const given = new Float64Array(MANY).fill(6);
    expect(await compute([sum(given), sum(given), sum(given)], options)).toEqual(
      [6, 6, 6].map((x) => x * MANY),
    );
    expect([given.length, given[0]]).toEqual([MANY, 6]);
  });

  it('a function that gives its input back', async () => {
    const scale = delayed(
      (array: Float64Array) => {
        for (let at = 0; at < array.length; at++) array[at]! *= 2;
        return array;
      },
      { name: 'scale', ...apart },
    );
    expect(await compute(sum(scale(scale(make(1, MANY)))), options)).toBe(4 * MANY);
  });

  it('parts of arrays, Buffers and views of them', async () => {
    const part = delayed((length: number) => new Float64Array(length).fill(1).subarray(2, 5), {
      name: 'part',
    });
    const buffer = delayed((size: number) => Buffer.alloc(size, 'ab'), { name: 'buffer' });
    const pooled = delayed(() => Buffer.from('pooled'), { name: 'pooled' });
    const view = delayed((size: number) => new DataView(new ArrayBuffer(size), 8), { name: 'view' });
    const [a, b, c, d] = await compute([part(MANY), buffer(MANY), pooled(), view(MANY)] as const, options);
    expect(a).toEqual(new Float64Array([1, 1, 1]));
    expect(Buffer.isBuffer(b)).toBe(true);
    expect(b.subarray(0, 4).toString()).toBe('abab');
    expect(c.toString()).toBe('pooled');
    expect([d.byteLength, d.byteOffset]).toEqual([MANY - 8, 8]);
  });

  it('a task that is tried again finds its inputs as they were', async () => {
    const fussy = delayed(
      (array: Float64Array) => {
        const before = array.length;
        array.fill(9);
        if (before === 0) throw new Error('the input is gone');
        throw new Error('again');
      },
      { name: 'fussy', retries: 2 },
    );
    const error = (await rejection(compute(fussy(make(1, MANY)), options))) as TaskError;
    expect([error.tries, (error.cause as Error).message]).toEqual([3, 'again']);
  });

  it('many runs hold no data of those before', async () => {
    for (let run = 0; run < 20; run++) expect(await compute(sum(make(run, MANY)), options)).toBe(run * MANY);
  });

  if (name === 'processes') return;

  it('shared memory is the same memory for all', async () => {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const count = delayed((cell: Int32Array) => Atomics.add(cell, 0, 1), { name: 'count' });
    await compute(
      Array.from({ length: 50 }, () => count(counter)),
      options,
    );
    expect(counter[0]).toBe(50);
  });
});

describeOnWorkers((name, pool) => {
  const sharesMemory = name === 'threads';
  const kindOf = delayed((array: Float64Array) => Object.prototype.toString.call(array.buffer), {
    name: 'kindOf',
    ...apart,
  });

  it('the result of one task for one other is handed over, not copied', async () => {
    let seen: boolean | undefined;
    const array = make.with({ key: 'array' })(1, MANY);
    const session = await runGraph(compile(sum(array)), {
      scheduler: pool,
      onEvent: (event: DropEvent) => {
        if (event.type === 'execStatus' && event.execStatus === 1 && event.oid.startsWith('sum')) {
          // told before the task is sent; a turn later it is gone from here
          queueMicrotask(() => {
            const drop = session.drop('array');
            seen = 'hasValue' in drop && drop.hasValue === true;
          });
        }
      },
    });
    expect([...(await session.results()).values()]).toEqual([MANY]);
    expect(seen).toBe(!sharesMemory);
  });

  it.runIf(sharesMemory)('for several others it is in shared memory, once', async () => {
    const array = make(1, MANY);
    expect(await compute([kindOf(array), kindOf(array), sum(array)], { scheduler: pool })).toEqual([
      '[object SharedArrayBuffer]',
      '[object SharedArrayBuffer]',
      MANY,
    ]);
  });

  it('nothing is handed over where mutation is looked for', async () => {
    expect(await compute(sum(make(1, MANY)), { scheduler: pool, detectMutation: true })).toBe(MANY);
  });

  it('a failed task can be run again here, or says that its input was handed over', async () => {
    const fails = delayed(
      (array: Float64Array): number => {
        throw new Error(`with ${array.length} items`);
      },
      { name: 'fails', ...apart },
    );
    for (const [length, message] of [
      [MANY, sharesMemory ? /handed over to the worker/ : /with \d+ items/],
      [10, /with 10 items/],
    ] as const) {
      const session = await runGraph(compile(fails(make(1, length))), { scheduler: pool });
      const error = (await rejection(session.results())) as TaskError;
      expect(error.message).toContain(`with ${length} items`);
      const again = await rejection(session.rerun(error.key));
      expect((again as Error).message).toMatch(message);
      if (length === MANY && sharesMemory) expect(again).toBeInstanceOf(SessionError);
    }
  });

  it('tasks that go together need not send what they pass on, and can be looked into where they fail', async () => {
    const plain = delayed((value: number) => ({ value }), { name: 'plain' });
    const secret = delayed(() => new WeakMap([[Object, 1]]), { name: 'secret' });
    const open = delayed((map: WeakMap<object, number>) => map.get(Object), { name: 'open' });
    expect(await compute(open(secret()), { scheduler: pool })).toBe(1);
    const fails = delayed(
      ({ value }: { value: number }): number => {
        throw new Error(`got ${value}`);
      },
      { name: 'fails' },
    );
    const session = await runGraph(compile(fails(plain(7))), { scheduler: pool });
    const error = (await rejection(session.results())) as TaskError;
    expect(error.taskName).toBe('fails');
    expect(await rejection(session.rerun(error.key))).toMatchObject({ message: 'got 7' });
  });

  it('everything that cannot cross is told at once, and nothing runs', async () => {
    let ran = 0;
    const here = delayed(() => ++ran, { on: 'main', name: 'here' });
    let count = 0;
    const writes = delayed(() => ++count, { name: 'writes' });
    const takes = delayed((x: unknown) => x, { name: 'takes' });
    const bound = delayed(Math.max.bind(null, 1), { name: 'bound' });
    const error = (await rejection(
      compute([here(), writes(), takes(new WeakSet()), takes({ in: [Promise.resolve()] }), bound(2)], {
        scheduler: pool,
      }),
    )) as NotShippableError;
    expect(error).toBeInstanceOf(NotShippableError);
    expect(error.problems.map(({ fault }) => fault).toSorted()).toEqual([
      'BOUND',
      'PROMISE',
      'WEAK',
      'WRITE',
    ]);
    expect(error.message).toContain('`writes`');
    expect(ran + count).toBe(0);
  });

  it('each thing is told once, and iterators before anything runs', async () => {
    let count = 0;
    const writes = (): number => ++count;
    const takes = delayed((x: unknown) => x, { name: 'takes' });
    const lists = [delayed(writes)(), delayed(writes)(), takes([1].values())];
    const error = (await rejection(compute(lists, { scheduler: pool }))) as NotShippableError;
    expect(error).toBeInstanceOf(NotShippableError);
    expect(error.problems.map(({ fault }) => fault)).toEqual(['WRITE', 'ITERATOR']);
  });

  it.runIf(!sharesMemory)(
    'shared memory is refused between processes, as argument, captured and as result',
    async () => {
      const memory = new SharedArrayBuffer(8);
      const captures = delayed(() => memory.byteLength, { name: 'captures' });
      const takes = delayed((x: unknown) => x, { name: 'takes' });
      const error = (await rejection(
        compute([captures(), takes({ memory })], { scheduler: pool }),
      )) as NotShippableError;
      expect(error.problems).toHaveLength(2);
      expect(error.message).toContain('shared memory');
      const gives = delayed(() => new SharedArrayBuffer(8), { name: 'gives' });
      const later = (await rejection(compute(gives(), { scheduler: pool }))) as TaskError;
      expect(later.taskName).toBe('gives');
    },
  );
});

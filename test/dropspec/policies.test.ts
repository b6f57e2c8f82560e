import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import {
  compile,
  delayed,
  loadGraph,
  runGraph,
  taskContext,
  TaskError,
  type DelayedOptions,
  type RunOptions,
} from '../../src/index.js';
import { deferred, rejection, resultsOf, settles, turn } from '../executor/watching.js';
import { call, refused } from './one-call.js';
import { app, data, faults, given, invalid, type Drop } from './drops.js';

/** What the application of a call says about how it is run. */
function written(options: DelayedOptions): Drop {
  const f = delayed(() => 1, { name: 'f', key: 'y', ...options });
  const { n_tries, policy } = compile(f()).toJSON()[0]!;
  return JSON.parse(JSON.stringify({ n_tries, policy })) as Drop;
}

/** The results of a graph that was written and loaded again. */
function reloaded(value: unknown, options: RunOptions): Promise<Record<string, unknown>> {
  return resultsOf(loadGraph(JSON.stringify(compile(value))), options);
}

const copy = (oid: string, input: string, output: string): Drop => ({
  ...app(oid, { dropclass: 'dlg.apps.simple.CopyApp', inputs: [input], outputs: [output] }),
});

/** A graph of drops of other classes as well, in which the application `f` fills `y`. */
const amongDrops = (fields: Drop = {}): Drop[] => [
  given('x', 1),
  app('f', { args: [], inputs: ['x'], outputs: ['y'], ...fields }),
  data('y'),
  copy('c', 'y', 'z'),
  data('z'),
];

describe('an application', () => {
  it.each<readonly [string, DelayedOptions, Drop]>([
    ['nothing of a function that is run as usual', {}, {}],
    ['nothing of a policy that says what is usual', { retries: 0, priority: 0 }, {}],
    ['retries as tries in all', { retries: 3 }, { n_tries: 4 }],
    [
      'when to try again',
      { retries: { times: 1, delay: 10, factor: 3, maxDelay: 20, jitter: 0.5 } },
      { n_tries: 2, policy: { retries: { delay: 10, factor: 3, maxDelay: 20, jitter: 0.5 } } },
    ],
    [
      'the rest in the words of delayed',
      { timeout: 5, priority: -2, limit: { name: 'db', concurrency: 2 }, on: 'main' },
      { policy: { timeout: 5, priority: -2, limit: { name: 'db', concurrency: 2 }, on: 'main' } },
    ],
  ])('says %s', (_, options, fields) => {
    expect(written(options)).toEqual(fields);
    const graph = compile(delayed(() => 1, { name: 'f', ...options })());
    expect([...loadGraph(JSON.stringify(graph))]).toEqual(JSON.parse(JSON.stringify(graph)));
  });

  it('names the function that decides on another try, with its source', () => {
    const isBusy = (error: unknown): boolean => String(error).includes('busy');
    const { policy } = written({ retries: { times: 1, when: isBusy } });
    expect(policy).toEqual({ retries: { when: { $: 'function', value: ['isBusy', String(isBusy)] } } });
  });

  it('says the same in NDJSON', async () => {
    const graph = compile(delayed(() => 1, { name: 'f', retries: 2, timeout: 7 })());
    const stream = new PassThrough();
    const lines = text(stream);
    await graph.write(stream);
    stream.end();
    expect([...loadGraph(await lines)]).toEqual(graph.toJSON());
  });

  it('shares what is said of its function, and nothing more', () => {
    const f = delayed((x: number) => x, { name: 'f' });
    const often = f.with({ retries: 2 });
    const graph = loadGraph(
      JSON.stringify(compile([f(1), often(2), f(3), often(4), often.with({ timeout: 9 })(5)])),
    );
    const policies = graph.columns().functions.map(({ policy }) => [policy?.retries?.times, policy?.timeout]);
    expect(policies).toEqual([
      [undefined, undefined],
      [2, undefined],
      [undefined, undefined],
      [2, undefined],
      [2, 9],
    ]);
    const { functions } = graph.columns();
    expect(functions[1]).toBe(functions[3]);
    expect(functions[0]).toBe(functions[2]);
  });
});

describe.each<readonly [string, (fields: Drop) => readonly Drop[], string]>([
  ['a loaded graph of functions', (fields) => call('f', fields), 'y'],
  ['a loaded graph of drops', amongDrops, 'z'],
])('%s', (_, graph, result) => {
  it('tries a function as often as its drop says', async () => {
    const attempts: number[] = [];
    const f = (): string => {
      attempts.push(taskContext().attempt);
      if (attempts.length < 3) throw new RangeError('not yet');
      return 'done';
    };
    const results = await resultsOf(graph({ n_tries: 3 }), { functions: { f } });
    expect(String(results[result])).toContain('done');
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('gives up after so many tries', async () => {
    let calls = 0;
    const f = (): never => {
      throw new RangeError(`failure ${String(++calls)}`);
    };
    const policy = { retries: { delay: 1, factor: 1 } };
    const error = await rejection(resultsOf(graph({ n_tries: 3, policy }), { functions: { f } }));
    expect(error).toMatchObject({ key: expect.any(String), tries: 3, cause: { message: 'failure 3' } });
  });

  it('asks its function whether an error is worth another try', async () => {
    const seen: unknown[] = [];
    const f = (): never => {
      throw new RangeError('bad');
    };
    const once = (error: unknown): boolean => seen.push(error) < 2;
    const policy = { retries: { when: { $: 'function', value: ['once'] } } };
    const session = await runGraph(graph({ n_tries: 9, policy }), { functions: { f, once } });
    expect(await rejection(session.results())).toMatchObject({ tries: 2, cause: { message: 'bad' } });
    expect(seen).toHaveLength(2);
  });

  it('ends a try that takes too long, and aborts its signal', async () => {
    const signals: AbortSignal[] = [];
    const f = (): unknown => {
      const { attempt, signal } = taskContext();
      signals.push(signal);
      return attempt === 1 ? deferred().promise : 'second';
    };
    const results = await resultsOf(graph({ n_tries: 2, policy: { timeout: 50 } }), { functions: { f } });
    expect(String(results[result])).toContain('second');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    const error = await rejection(
      resultsOf(graph({ policy: { timeout: 5 } }), { functions: { f: () => deferred().promise } }),
    );
    expect(error).toMatchObject({ cause: { name: 'TimeoutError' } });
  });

  it('runs no code of the graph to decide on another try, unless it may', async () => {
    const policy = { retries: { when: { $: 'function', value: ['always', '() => true'] } } };
    let calls = 0;
    const f = (): number => {
      if (++calls < 3) throw new Error('not yet');
      return calls;
    };
    const drops = graph({ n_tries: 3, policy });
    const error = await refused(drops, { functions: { f } });
    expect(error.problems).toMatchObject([{ oid: 'f', path: 'policy.retries.when' }]);
    expect(error.message).toContain('allowCode');
    expect(calls).toBe(0);
    await resultsOf(drops, { functions: { f }, allowCode: true });
    expect(calls).toBe(3);
  });

  it('ends its waiting for another try when it is cancelled', async () => {
    const failed = deferred();
    const f = (): never => {
      failed.resolve();
      throw new Error('again, but late');
    };
    const policy = { retries: { delay: 2 ** 31 - 1, maxDelay: 2 ** 31 - 1 } };
    const session = await runGraph(graph({ n_tries: 2, policy }), { functions: { f } });
    await settles(failed.promise);
    await turn();
    session.cancel();
    await settles(session.finished);
    expect(session.failures).toEqual([]);
  });
});

/** Whether each runs while others do. */
function watched(): { f: (name: string) => Promise<string>; order: string[]; most: () => number } {
  const order: string[] = [];
  let at = 0;
  let most = 0;
  const f = async (name: string): Promise<string> => {
    order.push(name);
    most = Math.max(most, ++at);
    await turn();
    at--;
    return name;
  };
  return { f, order, most: () => most };
}

describe('a graph that was recorded, written and loaded', () => {
  it('starts what has a higher priority first', async () => {
    const { f, order } = watched();
    const lazy = delayed(f, { name: 'f' });
    const tasks = [1, 5, 3].map((priority) => lazy.with({ priority })(`p${String(priority)}`));
    await reloaded(tasks, { functions: { f }, concurrency: 1 });
    expect(order).toEqual(['p5', 'p3', 'p1']);
  });

  it('keeps to its limits', async () => {
    const { f, order, most } = watched();
    const lazy = delayed(f, { name: 'f', limit: { name: 'dropspec-limit', concurrency: 2 } });
    await reloaded([1, 2, 3, 4, 5].map(String).map(lazy), { functions: { f } });
    expect(order).toHaveLength(5);
    expect(most()).toBe(2);
  });

  it.each([0, 1, 3])('waits for what it is after, and passes %i arguments', async (count) => {
    const order: string[] = [];
    const first = async (): Promise<string> => {
      await turn();
      order.push('first');
      return 'first';
    };
    const second = (...args: unknown[]): unknown[] => {
      order.push('second');
      return args;
    };
    const before = [1, 2, 3].map((at) => delayed(first, { name: 'first', key: `before ${String(at)}` })());
    const numbers = Array.from({ length: count }, (_, at) => delayed(String)(at));
    const after = delayed(second, { name: 'second', key: 'end', after: before });
    const loaded = await reloaded(after(...numbers), { functions: { first, second, String } });
    expect(loaded).toEqual({ end: numbers.map((_, at) => String(at)) });
    expect(order).toEqual(['first', 'first', 'first', 'second']);
    const list = await reloaded(after(numbers), { functions: { first, second, String } });
    expect(list).toEqual({ end: [numbers.map((_, at) => String(at))] });
  });

  it('does not run what comes after something that failed', async () => {
    const fail = (): never => {
      throw new Error('no');
    };
    let ran = false;
    const then = (): void => void (ran = true);
    const after = delayed(then, { name: 'then', after: delayed(fail, { name: 'fail' })() });
    expect(await rejection(reloaded(after(), { functions: { fail, then } }))).toBeInstanceOf(TaskError);
    expect(ran).toBe(false);
  });

  it('decides on another try as it did, with the source it carries', async () => {
    const limited = delayed(
      () => {
        const world = globalThis as { tries?: number };
        world.tries = (world.tries ?? 0) + 1;
        throw new Error(world.tries < 3 ? 'busy' : 'broken');
      },
      { name: 'limited', retries: { times: 9, when: (error) => String(error).includes('busy') } },
    );
    const error = await rejection(reloaded(limited(), { allowCode: true }));
    delete (globalThis as { tries?: number }).tries;
    expect(error).toMatchObject({ tries: 3, cause: { message: 'broken' } });
  });
});

describe('a graph of drops', () => {
  const names = ['p1', 'p5', 'p3'];
  const functions = (fields: (name: string) => Drop): Drop[] => [
    ...names.flatMap((name) => [
      app(`f ${name}`, { args: [name], outputs: [name], ...fields(name) }),
      data(name),
    ]),
    { ...copy('c', 'p1', 'z'), inputs: names },
    data('z'),
  ];

  it('starts what has a higher priority first', async () => {
    const { f, order } = watched();
    const graph = functions((name) => ({ policy: { priority: Number(name[1]) } }));
    await resultsOf(graph, { functions: { f }, concurrency: 1 });
    expect(order).toEqual(['p5', 'p3', 'p1']);
  });

  it('keeps to its limits, and gives their places back', async () => {
    const { f, order, most } = watched();
    const graph = functions(() => ({ policy: { limit: { name: 'drops-limit', concurrency: 1 } } }));
    await Promise.all([resultsOf(graph, { functions: { f } }), resultsOf(graph, { functions: { f } })]);
    expect(order).toHaveLength(6);
    expect(most()).toBe(1);
  });

  it('can be cancelled while it waits for the place of another run', async () => {
    const policy = { limit: { name: 'drops-cancelled', concurrency: 1 } };
    const gate = deferred();
    const begun = deferred();
    const f = (): Promise<void> => {
      begun.resolve();
      return gate.promise;
    };
    const first = await runGraph(amongDrops({ policy }), { functions: { f } });
    await settles(begun.promise);
    const second = await runGraph(amongDrops({ policy }), { functions: { f } });
    await turn();
    await turn();
    second.cancel();
    await settles(second.finished);
    gate.resolve();
    await settles(first.results());
    await resultsOf(amongDrops({ policy }), { functions: { f: () => 1 } });
  });
});

/** A tagged function. */
const fn = (...value: unknown[]): Drop => ({ retries: { when: { $: 'function', value } } });

describe('a policy that is no policy', () => {
  it.each<readonly [string, Drop, string, RegExp]>([
    ['no tries', { n_tries: 0 }, 'n_tries', /1 or more/],
    ['half a try', { n_tries: 1.5 }, 'n_tries', /whole number/],
    ['tries as text', { n_tries: '3' }, 'n_tries', /whole number/],
    ['tries that are null', { n_tries: null }, 'n_tries', /whole number/],
    ['no object', { policy: 'fast' }, 'policy', /object of retries, timeout, priority, limit, on/],
    ['null', { policy: null }, 'policy', /object/],
    ['a list', { policy: [] }, 'policy', /object/],
    ['an unknown field', { policy: { retry: 1 } }, 'policy', /"retry"; it may have retries, timeout/],
    [
      'a field __proto__',
      { policy: JSON.parse('{"__proto__": {"timeout": 1}}') as Drop },
      'policy',
      /__proto__/,
    ],
    ['a number of retries', { policy: { retries: 3 } }, 'policy.retries', /object of delay, factor/],
    ['how often in the wrong place', { policy: { retries: { times: 3 } } }, 'policy.retries', /"times"/],
    ['a delay in the past', { policy: { retries: { delay: -1 } } }, 'policy.retries.delay', /0 to/],
    ['a delay without an end', { policy: { retries: { delay: 1e300 } } }, 'policy.retries.delay', /0 to/],
    ['a factor below 1', { policy: { retries: { factor: 0.5 } } }, 'policy.retries.factor', /1 or more/],
    [
      'a longest delay as text',
      { policy: { retries: { maxDelay: '1' } } },
      'policy.retries.maxDelay',
      /number/,
    ],
    ['a large jitter', { policy: { retries: { jitter: 2 } } }, 'policy.retries.jitter', /0 to 1/],
    [
      'a source for a function',
      { policy: { retries: { when: '() => true' } } },
      'policy.retries.when',
      /function/,
    ],
    ['a function without a name', { policy: fn() }, 'policy.retries.when', /function/],
    ['a function with an empty name', { policy: fn('') }, 'policy.retries.when', /function/],
    ['a function with two sources', { policy: fn('f', 'a', 'b') }, 'policy.retries.when', /function/],
    ['a function whose source is a number', { policy: fn('f', 1) }, 'policy.retries.when', /function/],
    ['no time', { policy: { timeout: 0 } }, 'policy.timeout', /above 0/],
    ['more time than timers have', { policy: { timeout: 2 ** 31 } }, 'policy.timeout', /2147483647/],
    ['a priority in words', { policy: { priority: 'high' } }, 'policy.priority', /number/],
    ['a limit without a name', { policy: { limit: { concurrency: 1 } } }, 'policy.limit.name', /text/],
    [
      'a limit of nothing',
      { policy: { limit: { name: 'a', concurrency: 0 } } },
      'policy.limit.concurrency',
      /1 or more/,
    ],
    ['a place elsewhere', { policy: { on: 'moon' } }, 'policy.on', /"main" or "worker"/],
  ])('%s is a problem of its drop', (_, fields, path, message) => {
    for (const graph of [call('f', fields), amongDrops(fields)]) {
      expect(faults(graph)).toEqual([`f ${path}`]);
      expect(invalid(graph).problems[0]!.message).toMatch(message);
    }
  });

  it('is told with all its faults at once', () => {
    const policy = { timeout: -1, on: 1, limit: {} };
    expect(faults(call('f', { n_tries: 0, policy }))).toEqual([
      'f n_tries',
      'f policy.timeout',
      'f policy.limit.name',
      'f policy.limit.concurrency',
      'f policy.on',
    ]);
  });

  it('means nothing to drops of other classes', async () => {
    const drops = amongDrops().map((drop) => (drop['oid'] === 'c' ? { ...drop, policy: 'their own' } : drop));
    expect(await resultsOf(drops, { functions: { f: () => 'a' } })).toHaveProperty('z');
  });

  it('cannot be handed over in the arguments of an application', async () => {
    const policy = { value: { timeout: 'x', retries: { times: 1e9 } } };
    const drops = amongDrops({ applicationArgs: { policy, func: { value: 1 } } });
    const f = (): never => {
      throw new Error('once');
    };
    expect(await rejection(resultsOf(drops, { functions: { f } }))).toMatchObject({ tries: 1 });
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hashKey } from '../../src/hashing/index.js';
import { compile, compute, delayed, type Delayed } from '../../src/index.js';
import { fixture } from './support.js';

const add = (a: number, b: number): number => a + b;
const same = (x: unknown): unknown => x;
const marker = Symbol('marker');

class Point {
  readonly x: number;

  constructor(x: number) {
    this.x = x;
  }

  [hashKey](): unknown {
    return this.x;
  }
}

describe('a key', () => {
  it('starts with the name of the function', () => {
    expect(delayed(add)(1, 2).key).toMatch(/^add-/);
    expect(delayed(add, { name: 'plus' })(1, 2).key).toMatch(/^plus-/);
    expect(delayed(add, { pure: true })(1, 2).key).toMatch(/^add-/);
  });

  it('differs from call to call', () => {
    const plus = delayed(add);
    expect(plus(1, 2).key).not.toBe(plus(1, 2).key);
  });

  it('is the one that was given', () => {
    expect(delayed(add, { key: 'three' })(1, 2).key).toBe('three');
    expect(delayed(3, { key: 'three' }).key).toBe('three');
  });

  it.each<[string, Delayed<unknown>]>([
    ['a call', delayed(add)(1, 2)],
    ['a pure call', delayed(add, { pure: true })(delayed(add)(1, 2), 3)],
    ['a pure call with an iterator', delayed(same, { pure: true })([1, delayed(2)].values())],
    ['a property', delayed({ a: 1 }).get('a')],
  ])('of %s stays the same, and is its oid', (_, lazy) => {
    const { key } = lazy;
    expect(lazy.key).toBe(key);
    expect(compile(lazy).leaves).toEqual([key]);
    expect(compile([delayed(1), lazy]).leaves).toContain(key);
  });
});

describe('equal calls of a pure function', () => {
  const pure = (): ((x: unknown) => Delayed<unknown>) => delayed(same, { pure: true });
  const shared = delayed(1);

  it.each<[string, () => unknown]>([
    ['numbers', () => 1],
    ['texts', () => 'text'],
    ['long texts', () => 'text'.repeat(1000)],
    ['bigints', () => 5n],
    ['NaN', () => NaN],
    ['null', () => null],
    ['undefined', () => undefined],
    ['the same symbol', () => marker],
    ['the same function', () => same],
    ['plain data', () => ({ a: [1, { b: 'x' }], c: null })],
    ['Maps and Sets', () => [new Map([['k', new Set([1, 2])]])]],
    ['dates', () => new Date(5)],
    ['regular expressions', () => /a+/g],
    ['typed arrays', () => Float64Array.of(1, 2)],
    ['instances of a class that says what they are', () => [new Point(1)]],
    ['the same lazy value', () => shared],
    ['lists with the same lazy value', () => [shared, { again: shared }]],
    ['equal pure calls', () => delayed(add, { pure: true })(1, 2)],
  ])('have equal keys and run once: %s', async (_, make) => {
    let runs = 0;
    const call = delayed(
      (x: unknown) => {
        runs++;
        return typeof x;
      },
      { pure: true, name: 'call' },
    );
    expect(call(make()).key).toBe(call(make()).key);
    const [a, b] = await compute([call(make()), [call(make())]] as const);
    expect(runs).toBe(1);
    expect([a]).toEqual(b);
  });

  it('have equal keys whatever the order of the keys of an object', () => {
    const call = pure();
    expect(call({ a: 1, b: 2 }).key).toBe(call({ b: 2, a: 1 }).key);
  });

  it.each<[string, unknown, unknown]>([
    ['1 and "1"', 1, '1'],
    ['1 and 1n', 1, 1n],
    ['0 and -0', 0, -0],
    ['null and undefined', null, undefined],
    ['[1, 2] and [[1, 2]]', [1, 2], [[1, 2]]],
    ['[1] and { 0: 1 }', [1], { 0: 1 }],
    ['a Set and an array', new Set([1]), [1]],
    ['typed arrays of two types', Int8Array.of(1), Uint8Array.of(1)],
    ['two symbols of one name', Symbol('a'), Symbol('a')],
    ['two instances of a class', new (class A {})(), new (class A {})()],
    ['the same object twice and two equal ones', ((a) => [a, a])([]), [[], []]],
    ['objects that differ in a symbol property', { [marker]: 1 }, { [marker]: 2 }],
    ['a list with a hole', Array(1), [undefined]],
    ['instances of a class that says what they are', new Point(1), new Point(2)],
    ['errors', new Error('a'), new Error('b')],
    ['long texts', 'x'.repeat(999) + 'a', 'x'.repeat(999) + 'b'],
  ])('are not: %s', (_, a, b) => {
    const call = pure();
    expect(call(a).key).not.toBe(call(b).key);
    expect(compile([call(a), call(b)]).leaves.length).toBe(2);
  });

  it('are not: calls of two functions of one name', async () => {
    const one = delayed(() => 1, { pure: true, name: 'f' });
    const two = delayed(() => 2, { pure: true, name: 'f' });
    expect(await compute([one(), two()])).toEqual([1, 2]);
  });

  it('are not: calls of two closures of one source', async () => {
    const adder = (n: number): ((x: number) => Delayed<number>) =>
      delayed((x: number) => x + n, { pure: true, name: 'add' });
    const calls = [adder(1)(1), adder(2)(1), adder(1000)(1)];
    expect(new Set(calls.map(({ key }) => key)).size).toBe(3);
    expect(await compute(calls)).toEqual([2, 3, 1001]);
    expect(compile(calls).leaves.length).toBe(3);
  });

  it('are not: calls whose arguments share what those of the other only have equal', async () => {
    const has = delayed((list: readonly object[], item: object) => list.includes(item), { pure: true });
    const [item, copy]: object[] = [{ a: 1 }, { a: 1 }];
    expect(await compute([has([item!], item!), has([item!], copy!)])).toEqual([true, false]);
  });

  it('are not: calls on keys that read like several', () => {
    const one = (key: string): Delayed<number> => delayed(1, { key });
    const call = delayed((...all: number[]) => all.length, { pure: true });
    expect(call(one('a","#b')).key).not.toBe(call(one('a'), one('b')).key);
    expect(call(one('a,#b')).key).not.toBe(call(one('a'), one('b')).key);
  });

  it('are not once an argument was changed', () => {
    const call = pure();
    const list = Float64Array.of(1);
    const before = call(list).key;
    list[0] = 2;
    expect(call(list).key).not.toBe(before);
  });

  it('are not: methods of two objects', async () => {
    const size = delayed(
      function (this: unknown[]) {
        return this.length;
      },
      { pure: true },
    );
    expect(await compute([size.call([1]), size.call([1, 2])])).toEqual([1, 2]);
  });

  it('are shared by everything that needs them, however deep', () => {
    const plus = delayed(add, { pure: true });
    expect(compile([plus(plus(1, 2), 3), plus(plus(1, 2), 3), [plus(1, 2)]]).size).toBe(4);
  });

  it('are shared between pure wrappers of one function', () => {
    const calls = [delayed(add, { pure: true })(1, 2), delayed(add, { pure: true })(1, 2)];
    expect(compile(calls).leaves.length).toBe(1);
  });

  it('are each a task of its own without pure', async () => {
    let runs = 0;
    const impure = delayed(() => ++runs);
    expect(await compute([impure(), impure()])).toEqual([1, 2]);
  });
});

describe('get, at and slice', () => {
  it.each<[string, (of: Delayed<number[]>) => Delayed<unknown>]>([
    ['get', (of) => of.get('length')],
    ['at', (of) => of.at(1)],
    ['slice', (of) => of.slice(0, 2)],
  ])('%s with equal arguments is one node, also on a call that is not pure', async (_, access) => {
    const list = delayed(() => [1, 2, 3])();
    expect(access(list).key).toBe(access(list).key);
    expect(compile([access(list), access(list)]).size).toBe(4);
    const other = delayed(() => [1, 2, 3])();
    expect(access(list).key).not.toBe(access(other).key);
  });
});

describe('keys of pure calls', () => {
  const run = (name: string, env: Readonly<Record<string, string>>): ReturnType<typeof spawnSync> =>
    spawnSync(process.execPath, ['--import', 'tsx', fixture(name)], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });

  it('are the same in every process', () => {
    const [one, two] = [{ TZ: 'UTC' }, { TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8' }].map((env) =>
      run('pure-keys.ts', env),
    );
    const keys = JSON.parse(one!.stdout as string) as string[];
    expect(new Set(keys).size).toBe(6);
    expect(JSON.parse(two!.stdout as string)).toEqual(keys);
    for (const key of keys) expect(key).toMatch(/^\w+-[0-9a-f]{16}$/);
  });

  it('cost a warning where an argument is so large that hashing it takes long', () => {
    const { stderr } = run('heavy-argument.ts', { DROPGRAPH_LOG_LEVEL: 'warn' });
    const lines = (stderr as string).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        task: 'size',
        argument: 1,
        callSite: expect.stringContaining('heavy-argument.ts'),
      }),
    ]);
  });
});

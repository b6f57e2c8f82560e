import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compute, Delayed, delayed } from '../../src/index.js';
import { thrownBy } from './support.js';

const add = delayed((a: number, b: number) => a + b, { name: 'add' });
const lazy = add(1, 2);
const items = delayed(() => [1, 2], { nout: 2 })();
/** The lazy value as code without types would use it. */
const asNumber = lazy as unknown as number;
const asList = lazy as unknown as Iterable<number>;

const uses: readonly [string, (value: number) => unknown][] = [
  ['added', (value) => value + 1],
  ['joined to text', (value) => 'text' + value],
  ['subtracted', (value) => value - 1],
  ['negated', (value) => -value],
  ['compared', (value) => value < 2],
  // eslint-disable-next-line eqeqeq -- the trap is about exactly this
  ['loosely compared', (value) => value == 3],
  ['put in a template literal', (value) => `${value}`],
  ['given to String', (value) => String(value)],
  ['given to Number', (value) => Number(value)],
  ['given to BigInt', (value) => BigInt(value)],
  ['given to Math.max', (value) => Math.max(value, 1)],
  ['given to new Date', (value) => new Date(value)],
  ['asked for toString', (value) => value.toString()],
  ['asked for toLocaleString', (value) => value.toLocaleString()],
  ['asked for valueOf', (value) => value.valueOf()],
  ['joined by an array', (value) => [value].join()],
  ['used as a property name', (value) => ({ a: 1 })[value as unknown as 'a']],
  ['written as JSON', (value) => JSON.stringify(value)],
  ['written as JSON in a structure', (value) => JSON.stringify({ deep: [value] })],
];

const iterations: readonly [string, (value: Iterable<number>) => unknown][] = [
  ['spread', (value) => [...value]],
  [
    'iterated',
    (value) => {
      for (const item of value) void item;
    },
  ],
  [
    'destructured',
    (value) => {
      const [first] = value;
      return first;
    },
  ],
  ['given to Array.from', (value) => Array.from(value)],
  ['given to new Map', (value) => new Map(value as never)],
];

describe('a lazy value used as if it were the value throws a TypeError that says to compute it', () => {
  it.each([
    ...uses.map(([name, use]) => [name, () => use(asNumber)] as const),
    ...iterations.map(([name, use]) => [name, () => use(asList)] as const),
  ])('when %s', (_, use) => {
    const error = thrownBy(use);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('compute');
    expect(error.message).toContain(lazy.key);
  });

  it.each(uses)('also with nout, when %s', (_, use) => {
    expect(() => use(items as unknown as number)).toThrow(/compute/);
  });

  it('when iterated by for await', async () => {
    const loop = async (): Promise<void> => {
      for await (const _item of asList as unknown as AsyncIterable<unknown>);
    };
    await expect(loop()).rejects.toThrow(/compute/);
  });
});

describe('a lazy value is no promise', () => {
  it('await gives it itself', async () => {
    expect((await (lazy as unknown as Promise<unknown>)) === lazy).toBe(true);
    const values: readonly unknown[] = [lazy, items];
    expect((await Promise.all(values)).map((each) => each instanceof Delayed)).toEqual([true, true]);
    expect((await (async () => lazy)()) === lazy).toBe(true);
  });

  it('has no then', () => {
    expect(lazy.then).toBeUndefined();
    expect('then' in lazy).toBe(false);
  });
});

describe('a lazy value is immutable', () => {
  const names: readonly PropertyKey[] = [
    'anything',
    'key',
    'name',
    'then',
    'value',
    '0',
    Symbol('symbol'),
    Symbol.iterator,
    Symbol.toPrimitive,
    'toString',
    'toJSON',
    'constructor',
    'get',
    'at',
    'slice',
    'call',
    'compute',
    'dropspecs',
    'visualize',
  ];

  it.each(names.map((name) => [name]))('assigning %s throws', (name) => {
    for (const value of [add(1, 2), delayed(() => [1], { nout: 1 })()] as unknown as Record<
      PropertyKey,
      unknown
    >[]) {
      expect(() => {
        value[name] = 5;
      }).toThrow(TypeError);
      expect(Object.hasOwn(value, name)).toBe(false);
    }
  });

  it.each(['length', '0', '1', '7'])('assigning %s throws with nout', (name) => {
    expect(() => {
      (items as unknown as Record<string, unknown>)[name] = 5;
    }).toThrow(TypeError);
  });
});

describe('util.inspect', () => {
  it('shows name, key and inputs', () => {
    const text = inspect(add(lazy, 41));
    for (const part of ['add', lazy.key, '41']) expect(text).toContain(part);
    expect(inspect(delayed(5, { key: 'five' }))).toContain('five');
  });

  it('shows the inputs inside containers', () => {
    const text = inspect(delayed((x: unknown) => x)([{ deep: lazy }, 41]));
    expect(text).toContain(lazy.key);
  });

  it('shows long arguments short', () => {
    const text = inspect(
      delayed((...args: unknown[]) => args)('x'.repeat(10_000), Array.from({ length: 10_000 })),
    );
    expect(text.length).toBeLessThan(300);
  });

  it('shows a lazy value in a structure', () => {
    expect(inspect({ deep: [lazy] })).toContain(lazy.key);
  });

  it('shows the class itself', () => {
    expect(() => inspect(Delayed)).not.toThrow();
    expect(() => inspect(Delayed.prototype)).not.toThrow();
  });

  it('computes nothing', async () => {
    let runs = 0;
    const counted = delayed(() => ++runs)();
    inspect(counted);
    await new Promise(setImmediate);
    expect(runs).toBe(0);
    expect(await compute(counted)).toBe(1);
  });
});

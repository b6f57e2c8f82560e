import { describe, expect, it } from 'vitest';
import { compile, compute, delayed } from '../../src/index.js';
import { causeOf } from './support.js';

const lazy = delayed(() => 1)();

class Holder {
  readonly field: unknown = lazy;
}
class Deep {
  readonly list: readonly unknown[] = [{ lazy }];
}
class List extends Array<unknown> {}
class Dictionary extends Map<unknown, unknown> {}
class Bag extends Set<unknown> {}

const symbol = Symbol('symbol');

const hiding: readonly [string, unknown, RegExp][] = [
  ['a field of an instance', new Holder(), /field "field" of an instance of Holder/],
  ['an instance in a container', [{ a: new Map([['k', new Holder()]]) }], /Holder/],
  ['a container in a field of an instance', new Deep(), /Deep/],
  ['a symbol field of an instance', Object.assign(new (class Marked {})(), { [symbol]: lazy }), /Marked/],
  ['a subclass of Array', List.of(lazy), /List/],
  ['a subclass of Map', new Dictionary([['k', lazy]]), /Dictionary/],
  ['a key of a subclass of Map', new Dictionary([[lazy, 1]]), /Dictionary/],
  ['a subclass of Set', new Bag([lazy]), /Bag/],
  [
    'an object with a prototype of its own',
    Object.assign(Object.create({ base: true }) as object, { lazy }),
    /"lazy"/,
  ],
];

describe('a lazy value hidden in', () => {
  it.each(hiding)('%s is reported where the call is recorded', (_, value, message) => {
    const call = delayed((x: unknown, _more?: unknown) => x, { name: 'reader' });
    expect(() => call(0, value as never)).toThrow(TypeError);
    expect(() => call(value)).toThrow(message);
    expect(() => call(value)).toThrow(/argument 0 of reader/);
  });

  it.each(hiding)('%s is reported by delayed(value), compile and compute', async (_, value, message) => {
    expect(() => delayed(value)).toThrow(message);
    expect(() => compile([value])).toThrow(message);
    await expect(compute(value)).rejects.toThrow(message);
  });

  it.each(hiding)('%s is reported where a task gives it', async (_, value, message) => {
    expect(await causeOf(delayed(() => value)())).toMatch(message);
    expect(await causeOf(delayed(async () => [value])())).toMatch(message);
  });

  it.each(hiding)('%s is reported among the arguments of a method', (_, value, message) => {
    const list = delayed([1]) as unknown as { call: (method: string, arg: unknown) => unknown };
    expect(() => list.call('concat', value)).toThrow(message);
  });
});

describe('looking for hidden lazy values', () => {
  it('runs no getter', () => {
    class Careful {
      declare readonly loud: never;

      constructor() {
        Object.defineProperty(this, 'loud', {
          enumerable: true,
          get() {
            throw new Error('a getter ran');
          },
        });
      }
    }
    expect(() => delayed((x: unknown) => x)(new Careful())).not.toThrow();
  });

  it('lets instances that hold none pass, whatever they are', async () => {
    class Empty {}
    const values = [
      new Empty(),
      List.of(1),
      new Dictionary([[1, 2]]),
      new URL('a:b'),
      new WeakMap(),
      Object.create({}),
    ];
    expect(
      await delayed((...args: unknown[]) => args.every((arg, at) => arg === values[at]))(...values).compute(),
    ).toBe(true);
  });
});

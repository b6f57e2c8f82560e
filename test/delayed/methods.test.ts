import { describe, expect, it } from 'vitest';
import { compute, type Delayed, delayed } from '../../src/index.js';

const add = (a: number, b: number): number => a + b;

class Counter {
  start: number;

  constructor(start: number) {
    this.start = start;
  }

  plus(more: number): number {
    return this.start + more;
  }

  static twice(x: number): number {
    return 2 * x;
  }
}

describe('methods', () => {
  it('get `this` from call, as the first argument of nobody', async () => {
    const plus = delayed(Counter.prototype.plus);
    expect(await plus.call(new Counter(40), 2).compute()).toBe(42);
  });

  it('get `this` when they are called on an object', async () => {
    const counter = { start: 1, plus: delayed(Counter.prototype.plus) };
    expect(await counter.plus(2).compute()).toBe(3);
  });

  it('get the very object as `this`', async () => {
    const self = delayed(function (this: unknown) {
      return this;
    });
    const counter = new Counter(1);
    expect(await self.call(counter).compute()).toBe(counter);
  });

  it('see what `this` holds when they run', async () => {
    const counter = new Counter(1);
    const lazy = delayed(Counter.prototype.plus).call(counter, 1);
    counter.start = 10;
    expect(await lazy.compute()).toBe(11);
  });

  it('may have a lazy `this`', async () => {
    const plus = delayed(Counter.prototype.plus) as (this: unknown, more: number) => Delayed<number>;
    const made = delayed((start: number) => new Counter(start))(4);
    expect(await plus.call(made, 1).compute()).toBe(5);
  });

  it('never get a `this` with an uncomputed field in silence', () => {
    class Holder {
      readonly field: unknown = delayed(1);
    }
    const truth = delayed(function (this: Holder) {
      return this.field ? 'set' : 'unset';
    });
    expect(() => truth.call(new Holder())).toThrow(/field "field" of an instance of Holder/);
  });

  it('that are static need no `this`', async () => {
    expect(await delayed(Counter.twice)(4).compute()).toBe(8);
  });

  it('that do not use `this` leave their object out of the graph', () => {
    const library = { add: delayed(add), secret: Symbol('no JSON can hold this') };
    expect(() => library.add(1, 2).dropspecs()).not.toThrow();
  });
});

describe('a lazy function as an argument', () => {
  it.each([
    ['alone', (lazy: typeof add) => [lazy]],
    ['in an array', (lazy: typeof add) => [[lazy]]],
    ['in an object', (lazy: typeof add) => [{ deep: { lazy } }]],
  ])('stands for the original, %s', async (_, args) => {
    const seen = await delayed((given: unknown) => given)(
      args(delayed(add) as unknown as typeof add)[0],
    ).compute();
    expect(seen).toEqual(args(add)[0]);
  });

  it('stands for the original in compute', async () => {
    const lazy = delayed(add);
    expect(await compute(lazy)).toBe(add);
    expect(await compute({ lazy, one: delayed(1) })).toEqual({ lazy: add, one: 1 });
  });

  it('can be called by the task', async () => {
    const apply = delayed((fn: typeof add, x: number) => fn(x, x));
    expect(await apply(delayed(add), 4).compute()).toBe(8);
  });
});

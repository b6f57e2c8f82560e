// The ten tests of DALiuGE's own `delayed` (daliuge-engine/test/test_dask_emulation.py), here in three ways of running.
import { describe, expect, it } from 'vitest';
import { compile, compute, delayed, loadGraph, runGraph, type Delayed } from '../../src/index.js';

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>;

interface Way {
  readonly way: string;
  readonly run: (
    value: Delayed<unknown> | readonly Delayed<unknown>[],
    functions: Functions,
  ) => Promise<unknown>;
}

/** A lone lazy value gives its result, a list the list of results. */
function shaped(value: unknown, results: ReadonlyMap<string, unknown>): unknown {
  return Array.isArray(value) ? [...results.values()] : [...results.values()][0];
}

const ways: readonly Way[] = [
  { way: 'compute', run: (value) => compute(value) },
  {
    way: 'compile, then runGraph',
    run: async (value) => shaped(value, await (await runGraph(compile(value))).results()),
  },
  {
    way: 'compile, JSON, loadGraph, then runGraph',
    run: async (value, functions) => {
      const graph = loadGraph(JSON.stringify(compile(value)));
      return shaped(value, await (await runGraph(graph, { functions })).results());
    },
  },
];

const add = (x: number, y: number): number => x + y;
const subtract = (x: number, y: number): number => x - y;
const divide = (x: number, y: number): number => x / y;
const sumWith = (a: number, { b = 0, c = 0, x = 0 }: { b?: number; c?: number; x?: number } = {}): number =>
  a + b + c - x;
const partition = (x: number): [number, number] => [Math.trunc(x / 2), x - Math.trunc(x / 2)];
const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

class Custom {
  readonly #amount: number;

  constructor(amount: number) {
    this.#amount = amount;
  }

  get amount(): number {
    return this.#amount;
  }
}

describe.each(ways)('the delayed of DALiuGE, by $way', ({ run }) => {
  it('simple: adds, subtracts, divides, partitions and adds again', async () => {
    const part = delayed(partition, { nout: 2 });
    const quotient = delayed(divide)(delayed(add)(1, 2), delayed(subtract)(4, 3));
    const [low, high] = part(quotient);
    expect(await run(delayed(add)(low, high), { add, subtract, divide, partition })).toBe(3);
  });

  it('args_as_lists: takes lists of lazy values as arguments', async () => {
    const divideAll = (xs: readonly number[], ys: readonly number[]): number => total(xs) / total(ys);
    const one = delayed(add)(0, 1);
    const lazy = delayed(divideAll)([one, delayed(add)(1, 1)], [delayed(subtract)(4, 3)]);
    expect(await run(lazy, { add, subtract, divideAll })).toBe(3);
  });

  it('compute_with_lists: computes a list of lazy values', async () => {
    const doubled = [1, 2, 3, 4].map((number) => delayed(add)(number, number));
    expect(await run(doubled, { add })).toEqual([2, 4, 6, 8]);
  });

  it('none_arg: passes null and undefined as they are', async () => {
    const whatIs = (x: unknown, y?: unknown): unknown[] => [x, y === undefined];
    expect(await run(delayed(whatIs)(null, undefined), { whatIs })).toEqual([null, true]);
    const same = (x: unknown): unknown => x;
    expect(await run(delayed(same)(null), { same })).toBeNull();
  });

  it.each([
    [[1], 1],
    [[1, 20], 21],
    [[1, 20, 30], 51],
  ] as const)('with_args: %j gives %i', async (args, expected) => {
    const sum = (a: number, b = 0, c = 0): number => a + b + c;
    expect(await run(delayed(sum)(...(args as unknown as [number, number?, number?])), { sum })).toBe(
      expected,
    );
  });

  it.each([
    [{}, 1],
    [{ b: 20 }, 21],
    [{ b: 20, c: 30 }, 51],
  ])('with_kwargs: %j as options gives %i', async (options, expected) => {
    expect(await run(delayed(sumWith)(1, options), { sumWith })).toBe(expected);
  });

  it('with_kwargs: an option may be lazy, and one nobody reads is ignored', async () => {
    const options = { b: delayed(add)(10, 10), unread: 'text' };
    expect(await run(delayed(sumWith)(1, options), { add, sumWith })).toBe(21);
  });

  it.each([
    [[1, 20, { b: 100 }], 121],
    [[1, 20, 30, { b: 100 }], 151],
  ] as const)('args_and_kwargs: %j gives %i', async (args, expected) => {
    const mixed = (...given: readonly (number | { readonly b: number })[]): number =>
      given.reduce<number>((sum, each) => sum + (typeof each === 'number' ? each : each.b), 0);
    expect(await run(delayed(mixed)(...args), { mixed })).toBe(expected);
  });

  it('user_defined_default: keeps a default no JSON can hold', async () => {
    const preset = new Custom(10);
    const plus = (x: number, custom = preset): number => x + custom.amount;
    expect(await run(delayed(plus)(1), { plus })).toBe(11);
    const build = (amount: number): Custom => new Custom(amount);
    expect(await run(delayed(plus)(1, delayed(build)(20)), { plus, build })).toBe(21);
  });

  it('noniterable_nout_1: a result without items passes through whole, and as its only item', async () => {
    const plus = delayed(add, { nout: 1 });
    const three = plus(1, 2);
    expect(await run(three, { add })).toBe(3);
    expect(await run(delayed(add)(three, three), { add })).toBe(6);
    const [only] = three;
    expect(await run(delayed(add)(only!, three), { add })).toBe(6);
  });

  it('iterable_nout_1: a list of one item gives that item', async () => {
    const listed = (x: number, y: number): number[] => [x + y];
    const same = (x: number): number => x;
    const [only] = delayed(listed, { nout: 1 })(1, 2);
    expect(await run(delayed(same)(only!), { listed, same })).toBe(3);
  });
});

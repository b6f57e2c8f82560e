import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, compute, delayed, loadGraph } from '../../src/index.js';
import { appDropspec, dataDropspec } from '../../src/dropspec/format.js';
import { resultsOf } from '../executor/watching.js';
import type { Drop } from './drops.js';
import { loaderFaults } from './loader-rules.js';

class Counter {
  static total(this: { start: number }, more: number): number {
    return this.start + more;
  }
}

const functions = {
  add: (a: number, b: number): number => a + b,
  sum: (list: number[]): number => list.reduce((total, item) => total + item, 0),
  extremes: (list: number[]): [number, number] => [Math.min(...list), Math.max(...list)],
  show: (...all: unknown[]): unknown[] => all,
  total: Counter.total,
  apply: (fn: (x: number) => number, x: number): number => fn(x),
  double: (x: number): number => 2 * x,
};

const add = delayed(functions.add);
const one = (): ReturnType<typeof add> => add.with({ key: 'one' })(0, 1);

/** Small graphs by the name of their file; every task has a key, so that the file is the same each time. */
const GRAPHS: Readonly<Record<string, () => unknown>> = {
  call: () => one(),
  constant: () => add.with({ key: 'sum' })(delayed(20, { key: 'twenty' }), 22),
  'same input twice': () =>
    add.with({ key: 'twice' })(delayed(21, { key: 'half' }), delayed(21, { key: 'half' })),
  diamond: () => {
    const top = one();
    return add.with({ key: 'bottom' })(add.with({ key: 'left' })(top, 1), add.with({ key: 'right' })(top, 2));
  },
  containers: () => {
    const show = delayed(functions.show, { key: 'shown' });
    const top = one();
    return show([top, { deep: [top] }], new Map([['key', top]]), new Set([top]), [top, top].values());
  },
  'a run of inputs': () => {
    const items = [1, 2, 3, 4].map((item) => delayed(item, { key: `item ${item}` }));
    return delayed(functions.sum, { key: 'sum' })(items);
  },
  nout: () => {
    const [low, high] = delayed(functions.extremes, { nout: 2, key: 'extremes' })([3, 1, 2]);
    return add.with({ key: 'span' })(low, high);
  },
  method: () =>
    delayed(functions.total as (this: unknown, more: number) => number, { key: 'total' }).call(
      { start: 40 },
      2,
    ),
  'function as argument': () => delayed(functions.apply, { key: 'applied' })(functions.double, 21),
  'several roots': () => [one(), add.with({ key: 'two' })(one(), 1)],
  values: () =>
    delayed(functions.show, { key: 'shown', name: 'shown values' })(
      [undefined, NaN, Infinity, -Infinity, -0, 10n ** 20n, new Date(0), new Date(NaN), /a+/gi],
      new Map<unknown, unknown>([[{ key: 1 }, new Set(['item'])]]),
      [new Uint8Array([1, 2, 3]), new Float64Array([0.5]), new BigInt64Array([-1n]), Buffer.from('text')],
      Object.assign(Object.create(null), { a: 1 }),
      { $: 'undefined' },
      [null, true, 'text', '', 0, 1.5],
    ),
};

/** As a file has it: without sources, which depend on the compiler, and with the made-up keys counted. */
function steady(drops: readonly unknown[]): unknown {
  const made = new Map<string, string>();
  return JSON.parse(
    JSON.stringify(drops, (field, value: unknown) => (field === 'func_code' ? '<source>' : value)).replace(
      /"at-[0-9a-z]{8,}/g,
      (key) => {
        made.set(key, made.get(key) ?? `"at-${made.size + 1}`);
        return made.get(key)!;
      },
    ),
    (_field, value: unknown) =>
      (value as { $?: string } | null)?.$ === 'function'
        ? { $: 'function', value: (value as { value: unknown[] }).value.slice(0, 1) }
        : value,
  );
}

const fileOf = (name: string): URL => new URL(`golden/${name.replaceAll(' ', '-')}.json`, import.meta.url);

describe.each(Object.entries(GRAPHS))('the dropspecs of: %s', (name, make) => {
  const written = (): Drop[] => compile(make()).toJSON();

  it('are those of the golden file (UPDATE_GOLDEN=1 writes it anew)', () => {
    if (process.env['UPDATE_GOLDEN'] !== undefined) {
      writeFileSync(fileOf(name), `${JSON.stringify(steady(written()), null, 2)}\n`);
    }
    expect(steady(written())).toEqual(JSON.parse(readFileSync(fileOf(name), 'utf8')));
  });

  it('give what compute gives, read back from the golden file', async () => {
    const results = await resultsOf(readFileSync(fileOf(name), 'utf8'), { functions });
    const value = await compute(make());
    const values = Array.isArray(value) && name === 'several roots' ? value : [value];
    // toStrictEqual tells undefined from a hole, and types from one another
    const plain = (each: unknown): unknown => (name === 'containers' ? JSON.stringify(each) : each);
    expect(Object.values(results).map(plain)).toStrictEqual(values.map(plain));
  });

  it('are accepted by the schemas, and by the rules of the loader of DALiuGE', () => {
    for (const drop of JSON.parse(JSON.stringify(written())) as Drop[]) {
      const schema = drop['categoryType'] === 'Application' ? appDropspec : dataDropspec;
      expect(schema.parse(drop)).toEqual(drop);
    }
    expect(loaderFaults(written())).toEqual([]);
  });

  it('load to a graph that shows the very same dropspecs', () => {
    expect(loadGraph(JSON.stringify(written())).toJSON()).toEqual(written());
  });
});

import { describe, expect, it } from 'vitest';
import { compile, delayed } from '../../src/index.js';
import { resultsOf } from '../executor/watching.js';
import { call, moduleOf, refused } from './one-call.js';

const allowCode = true;

describe('code that a graph carries', () => {
  const recorded = (fn: (...args: never[]) => unknown, ...args: unknown[]): string =>
    JSON.stringify(compile(delayed(fn as (...all: unknown[]) => unknown, { key: 'y' })(...args)));

  const methods = {
    short(x: number): number {
      return x + 1;
    },
    async later(x: number): Promise<number> {
      return Promise.resolve(x + 1);
    },
    'quoted name'(x: number): number {
      return x + 1;
    },
  };

  it.each<readonly [string, (x: number) => unknown]>([
    ['an arrow function', (x) => x + 1],
    ['an async function', async (x) => Promise.resolve(x + 1)],
    [
      'a named function',
      function plus(x) {
        return x + 1;
      },
    ],
    ['a method', methods.short],
    ['an async method', methods.later],
    ['a method with a quoted name', methods['quoted name']],
    [
      'a function that names others inside',
      (x) => {
        const inner = (y: number): number => y + 1;
        return inner(x);
      },
    ],
  ])('runs with allowCode: %s', async (_, fn) => {
    expect(await resultsOf(recorded(fn, 1), { allowCode })).toEqual({ y: 2 });
  });

  it('runs among the arguments too', async () => {
    const text = recorded(
      (g: (x: number) => number) => g(1),
      (x: number) => x + 1,
    );
    expect(await resultsOf(text, { allowCode })).toEqual({ y: 2 });
  });

  it('is imported from its module by the name of the function', async () => {
    const graph = call('plus', { func_module: moduleOf('export const plus = (x) => x + 1;'), args: [1] });
    expect(await resultsOf(graph, { allowCode })).toEqual({ y: 2 });
  });

  it('is imported from each module, where two export the same name', async () => {
    const urls = [1, 100].map((step) => moduleOf(`export const add = (x) => x + ${step};`));
    const lazies = await Promise.all(
      urls.map(async (module, at) => {
        const { add } = (await import(module)) as { add: (x: number) => number };
        return delayed(add, { module, key: `k${at}` })(1);
      }),
    );
    expect(await resultsOf(JSON.stringify(compile(lazies)), { allowCode })).toEqual({ k0: 2, k1: 101 });
  });

  it.each([
    ['code that is no function', { func_code: '42' }, /not a function/],
    ['code that does not parse', { func_code: '=>' }, /not a function/],
    ['a module that is not there', { func_module: 'file:///nowhere/x.mjs' }, /nowhere/],
    ['a module without the function', { func_module: moduleOf('export const g = 1;') }, /does not export/],
    [
      'a module that inherits the name',
      { func_module: moduleOf(''), func_name: 'toString' },
      /does not export/,
    ],
  ])('is refused as a problem of the drop: %s', async (_, fields, message) => {
    const { problems } = await refused(call('f', fields), { allowCode });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ oid: 'f', path: 'func_name' });
    expect(problems[0]!.message).toMatch(message);
  });

  it('is mentioned by the error where allowing it would help, and only there', async () => {
    expect((await refused(call('f', { func_code: '() => 1' }))).message).toContain('allowCode');
    expect((await refused(call('f'))).message).not.toContain('allowCode');
  });

  it('of the engine is not carried: such functions are named', async () => {
    const text = recorded(Math.max, 1, 2);
    expect(text).not.toContain('func_code');
    expect(await resultsOf(text, { functions: { max: Math.max } })).toEqual({ y: 2 });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { InvalidGraphError, runGraph } from '../../src/index.js';
import { rejection, settles } from '../executor/watching.js';
import { app, data, type Drop } from './drops.js';

const input = { $: 'input', value: 0 };
const world = globalThis as { pwned?: unknown };

afterEach(() => {
  delete world.pwned;
});

/** A chain of dropgraph's own operations; the result of each is the input of the next. */
function chain(...steps: readonly (readonly [operation: string, ...args: unknown[]])[]): Drop[] {
  return steps.flatMap(([func_name, ...args], at) => [
    app(`f${at}`, {
      func_name: `dropgraph.${func_name}`,
      args,
      inputs: at === 0 ? [] : [`d${at - 1}`],
      outputs: [`d${at}`],
    }),
    data(`d${at}`),
  ]);
}

/** Runs to the end, however it goes. */
async function run(graph: readonly Drop[]): Promise<unknown> {
  try {
    return await settles((await runGraph(JSON.stringify(graph))).results());
  } catch (error) {
    return error;
  }
}

describe('a graph runs no code of its own without allowCode', () => {
  it('not through the constructors of values', async () => {
    await run(
      chain(
        ['getProperty', '', 'constructor'],
        ['getProperty', input, 'constructor'],
        ['callMethod', input, 'call', null, 'globalThis.pwned = 1'],
        ['callMethod', input, 'call', null],
      ),
    );
    expect(world.pwned).toBeUndefined();
  });

  it('not through the constructors of methods, as callbacks', async () => {
    await run(
      chain(
        ['getProperty', [], 'map'],
        ['getProperty', input, 'constructor'],
        ['callMethod', ['globalThis.pwned = 1'], 'map', input],
        ['itemAt', input, 0],
        ['callMethod', [1], 'map', input],
      ),
    );
    expect(world.pwned).toBeUndefined();
  });

  it('not by calling the constructor as a method', async () => {
    await run(
      chain(
        ['getProperty', [], 'map'],
        ['callMethod', input, 'constructor', 'globalThis.pwned = 1'],
        ['callMethod', [1], 'map', input],
      ),
    );
    expect(world.pwned).toBeUndefined();
  });

  it('not by changing the prototypes of the program', async () => {
    await run([
      ...chain(
        ['getProperty', {}, '__proto__'],
        ['callMethod', input, '__defineGetter__', 'polluted', { $: 'function', value: ['dropgraph.gather'] }],
      ),
    ]);
    const polluted = Object.hasOwn(Object.prototype, 'polluted');
    Reflect.deleteProperty(Object.prototype, 'polluted');
    expect(polluted).toBe(false);
  });

  it.each([
    ['source', { func_code: '() => (globalThis.pwned = 1)' }],
    ['source that acts as it is read', { func_code: '((globalThis.pwned = 1), () => 1)' }],
    ['a module', { func_module: 'data:text/javascript,globalThis.pwned = 1; export const f = () => 1;' }],
    ['a function among the arguments', { args: [{ $: 'function', value: ['g', '(globalThis.pwned = 1)'] }] }],
  ])('not %s', async (_, fields) => {
    const error = await rejection(runGraph([app('f', { ...fields, outputs: ['y'] }), data('y')]));
    expect(error).toBeInstanceOf(InvalidGraphError);
    expect((error as Error).message).toMatch(/functions/);
    expect(world.pwned).toBeUndefined();
  });
});

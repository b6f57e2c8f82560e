import { describe, expect, it } from 'vitest';
import {
  compile,
  compute,
  computeTE,
  delayed,
  filter,
  fold,
  map,
  persist,
  reduce,
  runGraph,
  starmap,
  type Delayed,
} from '../../src/index.js';
import { thrownBy } from './support.js';

const fn = (x: unknown): unknown => x;
type Options = Parameters<typeof delayed>[1];

/** The places that take the options of delayed. */
const delaying: readonly [string, (options: unknown) => unknown][] = [
  ['delayed(fn)', (options) => delayed(fn, options as Options)],
  ['delayed(value)', (options) => delayed(1, options as Options)],
  ['with', (options) => delayed(fn).with(options as NonNullable<Options>)],
];

/** The places that take the options of a run. */
const running: readonly [string, (options: object) => Promise<unknown>][] = [
  ['compute', (options) => compute(delayed(1), options)],
  ['lazy.compute', (options) => delayed(1).compute(options)],
  ['runGraph', (options) => runGraph(compile(delayed(1)), options)],
  ['computeTE', (options) => computeTE(delayed(1), options)()],
];

describe.each(delaying)('an option of %s', (_, use) => {
  it.each([
    [{ prue: true }, 'prue'],
    [{ nout: 2, purpose: 1 }, 'purpose'],
    [{ Name: 'x' }, 'Name'],
    [{ scheduler: 'local' }, 'scheduler'],
  ])('that is unknown is a TypeError that names it and the valid ones: %o', (options, name) => {
    const error = thrownBy(() => use(options));
    expect(error).toBeInstanceOf(TypeError);
    for (const part of [`"${name}"`, 'name', 'key', 'pure', 'nout', 'traverse'])
      expect(error.message).toContain(part);
  });

  it('that is unknown is told with all others that are', () => {
    expect(() => use({ one: 1, two: 2 })).toThrow(/"one".*"two"/);
  });

  it.each([
    ['name', 5],
    ['name', ''],
    ['key', 5],
    ['key', ''],
    ['key', 'taken.app'],
    ['pure', 'yes'],
    ['pure', null],
    ['traverse', 0],
    ['module', 5],
    ['callSites', -1],
    ['callSites', '5'],
    ['callSites', NaN],
  ])('that is wrong is a TypeError that names it: %s = %o', (name, value) => {
    const error = thrownBy(() => use({ [name]: value }));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(`"${name}"`);
  });

  it.each([null, 5, 'pure', true])('cannot be read from %o', (options) => {
    expect(() => use(options)).toThrow(TypeError);
  });

  it('that is undefined is one that was not given', () => {
    const options = {
      name: undefined,
      key: undefined,
      pure: undefined,
      nout: undefined,
      traverse: undefined,
    };
    expect(() => use({ ...options, module: undefined, callSites: undefined })).not.toThrow();
  });

  it('is read once: changing the object later changes nothing', () => {
    const options = { name: 'first' };
    const made = use(options) as { readonly name: string };
    options.name = 'second';
    expect(made.name).toBe('first');
    if (typeof made === 'function') expect((made as (x: unknown) => Delayed<unknown>)(1).name).toBe('first');
  });
});

describe('with()', () => {
  it('that gives an option as undefined keeps the one there was', () => {
    const named = delayed(fn, { name: 'kept', pure: true });
    expect(named.with({ name: undefined } as object).name).toBe('kept');
  });

  it('changes how many call sites are remembered', () => {
    const few = delayed(fn).with({ callSites: 0 });
    const conflict = thrownBy(() => compile([few.with({ key: 'k' })(1), few.with({ key: 'k' })(2)]));
    const { callSites } = conflict as unknown as { readonly callSites: readonly string[] };
    expect(callSites[0]).toBe(callSites[1]);
  });
});

describe.each(running)('an option of %s', (_, use) => {
  it.each([
    [{ schedular: 'local' }, 'schedular'],
    [{ retries: 5 }, 'retries'],
  ])('that is unknown is a TypeError that names it and the valid ones: %o', async (options, name) => {
    const error: unknown = await use(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    for (const part of [`"${name}"`, 'scheduler', 'concurrency', 'signal', 'timeout']) {
      expect((error as Error).message).toContain(part);
    }
  });

  it.each([
    ['scheduler', 'sync'],
    ['concurrency', 0],
    ['concurrency', 1.5],
    ['concurrency', '5'],
    ['signal', {}],
    ['timeout', -1],
    ['timeout', NaN],
    ['optimize', 1],
    ['progress', 'yes'],
    ['onEvent', {}],
    ['functions', { name: 'no function' }],
    ['functions', []],
    ['allowCode', 'yes'],
  ])('that is wrong is a TypeError that names it: %s = %o', async (name, value) => {
    const error: unknown = await use({ [name]: value }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(`"${name}`);
  });

  it('that is wrong stops everything before it runs', async () => {
    let runs = 0;
    const counted = delayed(() => ++runs)();
    await expect(compute(counted, { bogus: 1 } as object)).rejects.toThrow(TypeError);
    expect(runs).toBe(0);
  });
});

describe('options that would change nothing', () => {
  it('are refused for a value that is lazy already', () => {
    const lazy = delayed(fn, { name: 'load' })(1);
    const error = thrownBy(() => delayed(lazy, { key: 'mine', nout: 2 }));
    expect(error).toBeInstanceOf(TypeError);
    for (const part of ['"key", "nout"', 'lazy already', '"load"', 'fn.with(options)'])
      expect(error.message).toContain(part);
    expect(delayed(lazy, {})).toBe(lazy);
  });

  it.each([
    ['retries', 2],
    ['timeout', 5],
    ['captures', { a: 1 }],
  ])('are refused for a value: %s', (name, value) => {
    expect(() => delayed(1, { [name]: value })).toThrow(new RegExp(`"${name}"`));
  });
});

it.each([
  ['one unknown field', { name: 'a', concurrency: 1, conc: 2 }, '"limit" has the unknown field "conc"'],
  ['several', { name: 'a', concurrency: 1, a: 2, b: 2 }, '"limit" has the unknown fields "a", "b"'],
  ['a misspelt one', { nam: 'a', concurrency: 1 }, '"limit" has the unknown field "nam"'],
  ['no object', 5, '"limit" must be { name, concurrency }'],
])('a limit with %s is told of', (_, limit, text) => {
  expect(thrownBy(() => delayed(fn, { limit } as never)).message).toContain(text);
  expect(thrownBy(() => map([1], fn, { limit } as never)).message).toContain(text);
});

it.each([
  ['map', map],
  ['filter', filter],
  ['starmap', starmap],
  ['reduce', reduce],
  ['fold', fold],
] as [string, (...args: unknown[]) => unknown][])('%s says the order of its arguments', (name, helper) => {
  expect(() => helper(fn, [1])).toThrow(
    `${name} takes the list first, and then the function: ${name}(list, fn)`,
  );
  expect(() => helper([1])).toThrow(`${name} takes a function, got undefined: ${name}(list, fn)`);
});

describe('what is no options object', () => {
  it.each([
    ['an AbortSignal', new AbortController().signal, 'AbortSignal'],
    ['a Map', new Map(), 'Map'],
    ['a list', [], 'Array'],
  ])('is refused: %s', async (_, options, name) => {
    await expect(compute(delayed(1), options as never)).rejects.toThrow(
      `The options of compute must be a plain object, got an instance of ${name}`,
    );
  });

  it('is refused where it is a second value to compute', async () => {
    await expect(compute(delayed(1), delayed(2) as never)).rejects.toThrow(
      'compute takes one value, and then options; give several values as a list: compute([a, b])',
    );
    await expect(persist(delayed(1), delayed(2) as never)).rejects.toThrow('persist([a, b])');
  });

  it('may have no prototype, or be an empty object', async () => {
    expect(await compute(delayed(1), Object.create(null) as object)).toBe(1);
    expect(await compute(delayed(1), {})).toBe(1);
  });
});

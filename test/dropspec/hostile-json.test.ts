import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { runGraph } from '../../src/index.js';
import { app, data, given, smallGraph, type Drop } from './drops.js';
import { survive } from './survive.js';

const FIELDS = [
  'oid',
  'categoryType',
  'dropclass',
  'name',
  'func_name',
  'func_code',
  'func_module',
  'method',
];
FIELDS.push(
  'nout',
  'n_tries',
  'policy',
  'args',
  'inputs',
  'outputs',
  'pydata',
  'persist',
  'producers',
  'consumers',
  'uid',
  '__proto__',
);
FIELDS.push('constructor', 'rmode', '$', 'toString', 'value', 'type');

const WORDS = [
  'x',
  'f',
  'y',
  '__proto__',
  'constructor',
  'toString',
  'json',
  'Data',
  'Application',
  'app',
  '$',
  'input',
];
WORDS.push(
  'inputs',
  'map',
  'set',
  'object',
  'null-object',
  'function',
  'date',
  'bigint',
  'regexp',
  'Uint8Array',
  '',
);

const polluted = Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length;

afterEach(() => {
  expect(Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length).toBe(polluted);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

/** JSON text that sets a field even if it is called "__proto__". */
function withField(drop: Drop, field: string, value: unknown): string {
  const kept = Object.entries(drop).filter(([key]) => key !== field);
  const entries = [...kept, [field, value] as const].map(([key, item]) => [
    JSON.stringify(key),
    JSON.stringify(item),
  ]);
  return `{${entries.map(([key, item]) => `${key}:${item ?? 'null'}`).join(',')}}`;
}

const word = fc.constantFrom(...WORDS);
const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
    fc.record({ $: word, value: tie('value') }),
    fc.record({ type: fc.constant('json'), value: tie('value') }),
  ),
})).value;

describe('hostile JSON ends in a typed error or in a run, with nothing half-run', () => {
  it('with anything in any field', async () => {
    const damage = fc.record({ at: fc.nat(2), field: fc.constantFrom(...FIELDS), value: anything });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const drops = smallGraph().map((drop) => JSON.stringify(drop));
        for (const { at, field, value } of damages)
          drops[at] = withField(JSON.parse(drops[at]!) as Drop, field, value);
        await survive(`[${drops.join(',')}]`);
        await survive(drops.join('\n'));
      }),
      { numRuns: 1000 },
    );
  });

  it('with anything at all as text, list or drop', async () => {
    const text = fc.oneof(
      fc.string({ maxLength: 50 }),
      fc.json(),
      fc.array(anything, { maxLength: 4 }).map((list) => JSON.stringify(list)),
    );
    await fc.assert(fc.asyncProperty(text, survive), { numRuns: 500 });
  });

  it('with values and arguments in a broken encoding', async () => {
    await fc.assert(
      fc.asyncProperty(anything, fc.array(anything, { maxLength: 3 }), async (value, args) => {
        await survive(
          JSON.stringify([given('x', value), app('f', { args, inputs: ['x'], outputs: ['y'] }), data('y')]),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'runs drops called %s like any other',
    async (oid) => {
      const drops = [given(oid, { polluted: 1 }), app('f', { inputs: [oid], outputs: ['y'] }), data('y')];
      const session = await runGraph(drops, { functions: { f: (x: unknown) => x } });
      expect((await session.results()).get('y')).toEqual({ polluted: 1 });
      expect(Object.hasOwn(session.graphStatus(), oid)).toBe(true);
      expect(session.drop(oid).status).toBe(2);
      expect(() => session.drop('valueOf')).toThrow(/valueOf/);
    },
  );

  it.each(['__proto__', 'constructor'])('links to a drop called %s by a port', async (oid) => {
    const link = JSON.parse(`{${JSON.stringify(oid)}:"port"}`) as unknown;
    const drops = [given(oid, 1), app('f', { inputs: [link], outputs: ['y'] }), data('y')];
    const session = await runGraph(JSON.stringify(drops), { functions: { f: (x: unknown) => x } });
    expect((await session.results()).get('y')).toBe(1);
  });

  it('gives a key "__proto__" in data to the function as a key', async () => {
    const text = JSON.stringify([given('x', 0)]).replace('"value":0', '"value":{"__proto__":{"polluted":1}}');
    const results = await (await runGraph(text)).results();
    expect(Object.keys(results.get('x') as object)).toEqual(['__proto__']);
  });
});

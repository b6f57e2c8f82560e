import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  compile,
  delayed,
  InvalidGraphError,
  loadGraph,
  loadGraphFrom,
  type Delayed,
  type DelayedOptions,
  type DropGraph,
} from '../../src/index.js';
import { placeholderName } from '../../src/dropspec/function-table.js';
import { Template } from '../../src/graph/index.js';
import { app, data, given } from './drops.js';
import { ndjson, pieces } from './ndjson.js';
import { recipe, record } from './random-graph.js';

type Lazy = Delayed<unknown>;

/** All that can be seen of a loaded graph; functions that were not looked up are the same if their names are. */
function allOf(graph: DropGraph): unknown {
  const { names, functions, constants, size, offsets, refs, outputs } = graph.columns();
  const tasks = Array.from({ length: size }, (_, task) => [
    names.key(task),
    names.appOid(task),
    names.dataOid(task),
    names.callSite(task),
  ]);
  const shown = (value: unknown): unknown => {
    if (value instanceof Template)
      return [value.constructor.name, value.build((lazy) => `lazy ${lazy}`, false)];
    return placeholderName(value) ?? value;
  };
  const plain = {
    functions: functions.map((fn) => ({ ...fn, fn: shown(fn.fn) })),
    constants: constants.map(shown),
  };
  return {
    drops: JSON.stringify(graph),
    values: inspect([[...graph], plain], { depth: Infinity, maxArrayLength: Infinity, showHidden: false }),
    same: functions.map((fn) => functions.indexOf(fn)),
    columns: { tasks, size, offsets: [...offsets], refs: [...refs], outputs: [...outputs] },
    ends: [graph.size, graph.roots, graph.leaves],
  };
}

/** What loading comes to: the graph, or its problems. */
async function outcome(load: () => DropGraph | Promise<DropGraph>): Promise<unknown> {
  try {
    return allOf(await load());
  } catch (error) {
    if (error instanceof InvalidGraphError) return { problems: error.problems, message: error.message };
    throw error;
  }
}

async function expectSame(lines: string, size: number): Promise<void> {
  const streamed = await outcome(() => loadGraphFrom(pieces(lines, size)));
  expect(streamed).toEqual(await outcome(() => loadGraph(new TextDecoder().decode(Buffer.from(lines)))));
}

/** Calls of a few functions, many of them alike, with names, keys and policies of any kind. */
const names = fc.constantFrom(
  'inc',
  'add',
  'a-1',
  'a-1-',
  '',
  'größe',
  '"quoted"',
  '\\',
  '\n',
  '🦄',
  '\ud800',
  'x.app',
);
const scalar = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom(0, -0, 1e21, 1e-7, 123456789, 1234567890, 2 ** 53, -1.5, undefined, 5n, '"', 'é'),
);
const input = fc.record({ back: fc.nat(6) });
const call = fc.record({
  fn: fc.nat(3),
  args: fc.array(fc.oneof(scalar, input, input), { maxLength: 4 }),
  list: fc.boolean(),
  key: fc.option(fc.constantFrom('k', 'k-5', 'x.appe', 'größe', '-7', 'inc-08'), { nil: undefined, freq: 8 }),
});
const calls = fc.record({
  names: fc.array(names, { minLength: 4, maxLength: 4 }),
  options: fc.array(
    fc.constantFrom<DelayedOptions>(
      {},
      {},
      { nout: 2 },
      { retries: 2 },
      { priority: -1, timeout: 50 },
      {
        retries: {
          times: 1,
          when: function onlyOnce() {
            return true;
          },
        },
      },
      { pure: true },
      { module: 'file:///functions.mjs' },
    ),
    { minLength: 4, maxLength: 4 },
  ),
  calls: fc.array(call, { minLength: 1, maxLength: 40 }),
});

function compiled(plan: typeof calls extends fc.Arbitrary<infer T> ? T : never): DropGraph {
  const functions = plan.names.map((name, at) => {
    const options = name === '' ? plan.options[at]! : { ...plan.options[at]!, name };
    return delayed((...all: unknown[]): unknown => [at, all], options);
  });
  const nodes: Lazy[] = [];
  const keys = new Set<string>();
  for (const { fn, args, list, key } of plan.calls) {
    const values = args.map((arg) =>
      typeof arg === 'object' && arg !== null
        ? (nodes.at(-1 - (arg.back % Math.max(nodes.length, 1))) ?? 7)
        : arg,
    );
    const lazy = functions[fn]!;
    const own = key === undefined || keys.has(key) ? lazy : lazy.with({ key });
    if (key !== undefined) keys.add(key);
    nodes.push(list ? own(values) : own(...values));
  }
  return compile(nodes.length % 2 === 0 ? nodes : [nodes.at(-1)!, nodes[0]!]);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the lines of a graph', () => {
  const lines = (graph: DropGraph): string =>
    graph
      .toJSON()
      .map((drop) => `${JSON.stringify(drop)}\n`)
      .join('');

  it('are its dropspecs, each as JSON.stringify writes it', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async (plan) => {
        const graph = compiled(plan);
        expect(await ndjson(graph)).toBe(lines(graph));
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(recipe, async (steps) => {
        const graph = compile(record(steps));
        expect(await ndjson(graph)).toBe(lines(graph));
      }),
      { numRuns: 100 },
    );
  });

  it('give the same graph, read as bytes and as a text', async () => {
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 2000 }), async (plan, size) => {
        await expectSame(await ndjson(compiled(plan)), size);
      }),
      { numRuns: 300 },
    );
    await fc.assert(
      fc.asyncProperty(recipe, fc.integer({ min: 1, max: 2000 }), async (steps, size) => {
        await expectSame(await ndjson(compile(record(steps))), size);
      }),
      { numRuns: 200 },
    );
  });

  it('are the same again, written from the graph that was read', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async (plan) => {
        const written = await ndjson(compiled(plan));
        expect(await ndjson(await loadGraphFrom(pieces(written, 999)))).toBe(written);
      }),
      { numRuns: 100 },
    );
  });

  it('are read without making objects of them', async () => {
    const inc = delayed((x: number) => x + 1, { name: 'inc' });
    const sum = delayed((list: number[]) => list.length, { name: 'sum' });
    const written = await ndjson(compile(sum(Array.from({ length: 1000 }, (_, at) => inc(inc(at))))));
    const parse = vi.spyOn(JSON, 'parse');
    const graph = await loadGraphFrom(pieces(written, 65536));
    expect(parse.mock.calls.length).toBeLessThan(5);
    expect(graph.size).toBe(4002);
  });
});

describe('lines that were changed give what their text gives, be it a graph or problems', () => {
  const TOKENS = [
    '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\r', '\n', '\n\n', '\ufeff', '\u2028', '\0', '0', '-0', '01', '1e999',
    '.5', '5.', '-', '.app', '"a-1"', 'null', 'true', '{}', '[]', '{"rmode":"1"}', '"oid":"inc-1",', '"__proto__":1,',
    '"inputs":[],', '"args":[1],', '"persist":true,', '"pydata":{"type":"json","value":1},', '\\u0061', 'é', '99999999999',
    '"func_code":"x",', '"uid":"u",', '"dropclass":"dlg.apps.simple.SleepApp",', '{"$":"input","value":0}',
  ]; // prettier-ignore

  const change = fc.record({
    kind: fc.constantFrom('insert', 'replace', 'delete', 'swap', 'double', 'drop', 'cut', 'number'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    token: fc.constantFrom(...TOKENS),
    length: fc.integer({ min: 1, max: 12 }),
  });
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

  function changed(whole: string, { kind, at, to, token, length }: Change): string {
    const place = Math.floor(at * whole.length);
    const list = whole.split('\n');
    const row = Math.floor(at * list.length) % list.length;
    const other = Math.floor(to * list.length) % list.length;
    switch (kind) {
      case 'insert':
        return whole.slice(0, place) + token + whole.slice(place);
      case 'replace':
        return whole.slice(0, place) + token + whole.slice(place + length);
      case 'delete':
        return whole.slice(0, place) + whole.slice(place + length);
      case 'number':
        return whole.slice(0, place) + whole.slice(place).replace(/\d+/, String(Math.floor(to * 12)));
      case 'swap':
        [list[row], list[other]] = [list[other]!, list[row]!];
        return list.join('\n');
      case 'double':
        return [...list.slice(0, row), list[other]!, ...list.slice(row)].join('\n');
      case 'drop':
        return list.filter((_, each) => each !== row).join('\n');
      case 'cut':
        return whole.slice(0, place);
    }
  }

  it('wherever the change is', async () => {
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 3000 }),
        async (plan, changes, size) => {
          const written = (await ndjson(compiled(plan))).replaceAll(
            /"func_code":"(?:[^"\\]|\\.)*"/g,
            '"func_code":"f"',
          );
          await expectSame(changes.reduce(changed, written), size);
        },
      ),
      { numRuns: 3000 },
    );
  }, 60_000);

  const task = (
    n: number,
    inputs: readonly number[] = [],
    consumers: readonly number[] = [],
    more = {},
  ): string[] => {
    const usual = { name: 'f' };
    const args = inputs.length === 0 ? { args: [n] } : {};
    return [
      {
        ...app(`f-${n}.app`, { ...usual, func_name: 'f' }),
        ...args,
        inputs: inputs.map((at) => `f-${at}`),
        outputs: [`f-${n}`],
      },
      {
        ...data(`f-${n}`, usual),
        producers: [`f-${n}.app`],
        consumers: consumers.map((at) => `f-${at}.app`),
        ...more,
      },
    ].map((drop) => {
      const { oid, categoryType, dropclass, name, func_name, ...rest } = drop as Record<string, unknown>;
      return JSON.stringify({ oid, categoryType, dropclass, name, func_name, ...rest });
    });
  };

  it.each<readonly [string, readonly string[]]>([
    ['nothing wrong', [...task(0, [], [1]), ...task(1, [0])]],
    ['an oid twice', [...task(0), ...task(0)]],
    ['an oid that is that of an application', [...task(0), JSON.stringify(given('f-0.app', 1))]],
    ['an input that is not there', [...task(0), ...task(1, [7])]],
    ['an input that comes later', [...task(0, [1]), ...task(1, [], [0])]],
    ['an input twice', [...task(0, [], [1]), ...task(1, [0, 0])]],
    ['a task that is its own input', [...task(0), ...task(1, [1], [1])]],
    ['a consumer that is not there', [...task(0, [], [7])]],
    ['a consumer that does not say so', [...task(0, [], [1]), ...task(1)]],
    ['consumers in another order', [...task(0, [], [2, 1]), ...task(1, [0]), ...task(2, [0])]],
    ['a consumer too few', [...task(0, [], [1]), ...task(1, [0]), ...task(2, [0])]],
    ['a field twice', task(0).map((line) => line.replace('"func_name":"f"', '"func_name":"f","func_name":"g"'))],
    ['a leading zero', [...task(0), ...task(1).map((line) => line.replaceAll('f-1', 'f-01'))]],
    ['a number too long', task(0).map((line) => line.replaceAll('f-0', 'f-00000000001'))],
    ['a large number', task(0).map((line) => line.replaceAll('f-0', 'f-99999999999'))],
    ['no data', task(0).slice(0, 1)],
    ['no application', task(0).slice(1)],
    ['data of its own', task(0, [], [], { pydata: { type: 'json', value: 1 } })],
    ['persist that is no boolean', task(0, [], [], { persist: 1 })],
    ['numbers of far places', [1, 1e8, 5e8].flatMap((n) => task(n))],
    ['bytes that are no text', [...task(0), ...task(1).map((line) => line.replaceAll('f-1', 'f\udc00-1'))]],
    ['a last line that is about the graph', [...task(0), '{"rmode":"1"}']],
    ['a last line that is empty', [...task(0), '{}']],
    ['only an object that is about the graph', ['{"rmode":"1"}']],
    ['only a given drop', [JSON.stringify(given('x', 1))]],
    ['nothing', []],
    ['infinity', task(0).map((line) => line.replace('"args":[0]', '"args":[1e999,-0,0.5]'))],
    ['a list of other inputs', [...task(0, [], [1]), ...task(1, [0]).map((line) => line.replace('"inputs"', '"args":[{"$":"inputs","value":[0,2]}],"inputs"'))]],
    ['inputs named in another order', [...task(0, [], [2]), ...task(1, [], [2]), ...task(2, [0, 1]).map((line) => line.replace('"inputs"', '"args":[{"$":"input","value":1},{"$":"input","value":0}],"inputs"'))]],
    ['inputs named in order', [...task(0, [], [2]), ...task(1, [], [2]), ...task(2, [0, 1]).map((line) => line.replace('"inputs"', '"args":[{"$":"input","value":0},{"$":"input","value":1}],"inputs"'))]],
    ['an input that is not named', [...task(0, [], [1]), ...task(1, [0]).map((line) => line.replace('"inputs"', '"args":[5],"inputs"'))]],
  ])('with %s', async (_, list) => {
    const lead = [...task(100), ...task(101)];
    for (const lines of [list, [...lead, ...list]]) {
      for (const end of ['\n', '', '\n\n', '\r\n']) {
        await expectSame(lines.join('\n') + end, 61);
        await expectSame(lines.join('\n') + end, 1e6);
      }
    }
  }); // prettier-ignore
});

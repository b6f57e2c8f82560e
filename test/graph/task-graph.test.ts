import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  argumentsOf,
  consumersOf,
  countUses,
  givenValue,
  inputsOf,
  waysToOutputs,
  plainFunction,
  TaskGraphBuilder,
  templateOf,
  type TaskGraph,
  type TaskNames,
} from '../../src/graph/index.js';
import { Int32List, isThenable, strictOptions } from '../../src/basics/index.js';
import { z } from 'zod';

const task = plainFunction('task', () => undefined);
const names: TaskNames = { key: String, appOid: String, dataOid: String, callSite: () => undefined };

/** A graph of tasks by their inputs. */
function graphOf(inputs: readonly (readonly number[])[], outputs: readonly number[]): TaskGraph {
  const builder = new TaskGraphBuilder();
  for (const each of inputs) {
    for (const input of each) builder.pushResult(input);
    builder.add(task);
  }
  return builder.build(outputs, () => names);
}

const dag = fc
  .array(fc.array(fc.nat(1000), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((raw) => raw.map((each, at) => (at === 0 ? [] : each.map((input) => input % at))));

/** The tasks on the way from one to a result. */
function pathToOutput(graph: TaskGraph, task: number): number[] {
  const ways = waysToOutputs(graph, new Map());
  const path = [task];
  for (let at = ways[task]!; at !== path.at(-1); at = ways[at]!) path.push(at);
  return path;
}

describe('a task graph', () => {
  it('gives arguments with results in their places, in containers too', () => {
    const builder = new TaskGraphBuilder();
    builder.pushConstant('given');
    builder.add({ ...task, fn: undefined });
    builder.pushConstant(10);
    builder.pushResult(0);
    const hole = {};
    builder.pushConstant(templateOf([hole, { a: 1 }], (value) => value === hole, 'x'));
    builder.pushResult(0);
    builder.add(task);
    const graph = builder.build([1, 1], () => names);
    expect(graph.size).toBe(2);
    expect(Array.from(graph.outputs)).toEqual([1]);
    expect(givenValue(graph, 0)).toBe('given');
    expect(argumentsOf(graph, 1, (input) => `result ${input}`)).toEqual([
      10,
      'result 0',
      ['result 0', { a: 1 }],
    ]);
    expect(inputsOf(graph, 1)).toEqual([0]);
  });

  it('knows consumers and uses, one for each place, as counting by hand does', () => {
    fc.assert(
      fc.property(dag, (inputs) => {
        const last = inputs.length - 1;
        const graph = graphOf(inputs, [last]);
        const { offsets, items } = consumersOf(graph);
        const uses = countUses(graph);
        inputs.forEach((_, at) => {
          const consumers = inputs.flatMap((each, consumer) =>
            each.filter((input) => input === at).map(() => consumer),
          );
          expect(Array.from(items.subarray(offsets[at], offsets[at + 1]))).toEqual(consumers);
          expect(uses[at]).toBe(consumers.length + (at === last ? 1 : 0));
          expect(inputsOf(graph, at)).toEqual([...new Set(inputs[at])]);
        });
      }),
    );
  });

  it('tells a path to an output along its links', () => {
    fc.assert(
      fc.property(dag, fc.nat(), (inputs, from) => {
        const last = inputs.length - 1;
        const needed = new Set([last]);
        for (let at = last; at >= 0; at--)
          if (needed.has(at)) inputs[at]!.forEach((input) => needed.add(input));
        const candidates = [...needed];
        const start = candidates[from % candidates.length]!;
        const path = pathToOutput(graphOf(inputs, [last]), start);
        expect(path[0]).toBe(start);
        expect(path.at(-1)).toBe(last);
        for (let at = 0; at + 1 < path.length; at++) expect(inputs[path[at + 1]!]).toContain(path[at]);
      }),
    );
  });

  it('tells a path that ends at the first output it meets', () => {
    expect(pathToOutput(graphOf([[], [0], [1]], [1, 2]), 0)).toEqual([0, 1]);
    expect(pathToOutput(graphOf([[], [0]], [0, 1]), 0)).toEqual([0]);
  });
});

describe('Int32List', () => {
  it.each([0, 1, 63, 64, 65, 128, 129, 100_000])('keeps %i numbers in order', (length) => {
    const list = new Int32List();
    for (let at = 0; at < length; at++) list.push(at % 2 === 0 ? at : ~at);
    expect(list.length).toBe(length);
    const items = list.toArray();
    expect(items).toBeInstanceOf(Int32Array);
    expect(items.length).toBe(length);
    expect(items.every((item, at) => item === (at % 2 === 0 ? at : ~at))).toBe(true);
  });
});

describe('strictOptions', () => {
  const schema = z.object({
    size: z.number('must be a number').default(3),
    name: z.string('Must be a text').optional(),
  });
  const read = (given: unknown): unknown => strictOptions(schema, given, 'thing');

  it('fills in defaults, without options too', () => {
    expect(read(undefined)).toEqual({ size: 3 });
    expect(read({ name: 'x' })).toEqual({ size: 3, name: 'x' });
    expect(read({ size: undefined })).toEqual({ size: 3 });
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['an unknown option', { sise: 1 }, /Unknown option "sise" of thing; valid options: size, name/],
    ['several', { a: 1, b: 2 }, /Unknown options "a", "b" of thing/],
    ['"__proto__"', JSON.parse('{"__proto__":1}'), /"__proto__"/],
    ['"constructor"', { constructor: 1 }, /"constructor"/],
    ['a wrong value', { size: 'x' }, /Wrong option of thing: "size" must be a number/],
    ['two wrong values', { size: 'x', name: 1 }, /"size" must be a number; "name" must be a text/],
    ['null', null, /must be an object, got null/],
    ['a number', 5, /must be an object, got number/],
    ['a function', () => 1, /must be an object, got function/],
    ['a list', [1], /thing/],
  ])('%s is a TypeError that says what is wrong', (_, given, message) => {
    expect(() => read(given)).toThrow(TypeError);
    expect(() => read(given)).toThrow(message);
  });
});

describe('isThenable', () => {
  it.each<readonly [unknown, boolean]>([
    [Promise.resolve(), true],
    [{ then: () => 1 }, true],
    [Object.assign(() => 1, { then: () => 1 }), true],
    [{ then: 1 }, false],
    ['then', false],
    [null, false],
    [undefined, false],
  ])('%o: %s', (value, is) => {
    expect(isThenable(value)).toBe(is);
  });
});

import { describe, expect, it } from 'vitest';
import { GraphError, InvalidGraphError, loadGraph } from '../../src/index.js';
import { app, data, given, invalid, smallGraph, type Drop } from './drops.js';

/** The small graph with other fields in one drop. */
function changed(oid: string, fields: Drop): Drop[] {
  return smallGraph().map((drop) => (drop['oid'] === oid ? { ...drop, ...fields } : drop));
}

/** What is wrong, the graph, the only problem: its oid, its path and what its message says. */
const FAULTS: readonly (readonly [string, readonly unknown[], string, string, RegExp])[] = [
  [
    'an unknown category',
    changed('x', { categoryType: 'Gadget' }),
    'x',
    'categoryType',
    /"Gadget" is unknown/,
  ],
  [
    'a category of DALiuGE that does not run here',
    changed('f', { categoryType: 'Socket' }),
    'f',
    'categoryType',
    /"Socket"/,
  ],
  ['a category that is no text', changed('x', { categoryType: 7 }), 'x', 'categoryType', /7 is unknown/],
  ['a missing category', changed('x', { categoryType: undefined }), 'x', 'categoryType', /missing/],
  [
    'the category "constructor"',
    changed('x', { categoryType: 'constructor' }),
    'x',
    'categoryType',
    /"constructor"/,
  ],
  [
    'the category "__proto__"',
    changed('x', { categoryType: '__proto__' }),
    'x',
    'categoryType',
    /"__proto__"/,
  ],
  ['an unknown class of data', changed('x', { dropclass: 'my.Drop' }), 'x', 'dropclass', /"my\.Drop"/],
  ['an unknown class of applications', changed('f', { dropclass: 'my.App' }), 'f', 'dropclass', /"my\.App"/],
  ['a class that is no text', changed('f', { dropclass: {} }), 'f', 'dropclass', /an object/],
  ['a missing class', changed('x', { dropclass: undefined }), 'x', 'dropclass', /text/],
  ['no function name', changed('f', { func_name: undefined }), 'f', 'func_name', /text/],
  ['an empty function name', changed('f', { func_name: '' }), 'f', 'func_name', /empty/],
  ['code that is no text', changed('f', { func_code: 1 }), 'f', 'func_code', /text/],
  ['a module that is no text', changed('f', { func_module: [] }), 'f', 'func_module', /text/],
  ['a label that is no text', changed('x', { name: 5 }), 'x', 'name', /text/],
  ['a method that is no truth value', changed('f', { method: 'yes' }), 'f', 'method', /true or false/],
  ['a broken nout', changed('f', { nout: 1.5 }), 'f', 'nout', /whole/],
  ['a negative nout', changed('f', { nout: -1 }), 'f', 'nout', /negative/],
  ['arguments that are no list', changed('f', { args: 'x' }), 'f', 'args', /list/],
  ['links that are no list', changed('f', { inputs: 'x' }), 'f', 'inputs', /list/],
  ['a link that is no oid', changed('f', { inputs: [1] }), 'f', 'inputs[0]', /oid/],
  ['a link with two oids', changed('f', { inputs: ['x', { x: 'a', y: 'b' }] }), 'f', 'inputs[1]', /oid/],
  ['a link with a port that is no text', changed('f', { inputs: [{ x: 1 }] }), 'f', 'inputs[0]', /oid/],
  [
    'data in another encoding',
    changed('x', { pydata: { type: 'pickle', value: '' } }),
    'x',
    'pydata.type',
    /json/,
  ],
  ['data that is no object', changed('x', { pydata: 3 }), 'x', 'pydata', /value/],
  ['persist that is no truth value', changed('y', { persist: '1' }), 'y', 'persist', /true or false/],
  ['a dangling input', changed('f', { inputs: ['x', 'gone'] }), 'f', 'inputs[1]', /"gone", which is not in/],
  ['a dangling output', changed('f', { outputs: ['y', 'gone'] }), 'f', 'outputs[1]', /"gone"/],
  ['a dangling consumer', changed('y', { consumers: ['gone'] }), 'y', 'consumers[0]', /"gone"/],
  ['a dangling producer', changed('x', { producers: ['gone'] }), 'x', 'producers[0]', /"gone"/],
  ['a dangling link with a port', changed('f', { inputs: ['x', { gone: 'p' }] }), 'f', 'inputs[1]', /"gone"/],
  [
    'data linked to data',
    changed('x', { consumers: ['f', 'y'] }),
    'x',
    'consumers[1]',
    /data "y".*alternate/,
  ],
  [
    'an application linked to an application',
    [...changed('f', { outputs: ['y', 'g'] }), app('g')],
    'f',
    'outputs[1]',
    /application "g".*alternate/,
  ],
  [
    'data that nothing fills',
    [data('x'), app('f', { inputs: ['x'], outputs: ['y'] }), data('y')],
    'x',
    'producers',
    /nothing fills/,
  ],
  [
    'data with two producers',
    [...smallGraph(), app('g', { outputs: ['y'] })],
    'y',
    'producers',
    /2 producers/,
  ],
  [
    'data that is given and produced',
    changed('y', { pydata: { type: 'json', value: 1 } }),
    'y',
    'producers',
    /pydata/,
  ],
  ['an oid twice', [...smallGraph(), given('x', 2)], 'x', 'oid', /taken.*#3/],
  [
    'a reference to an input that is not there',
    changed('f', { args: [{ $: 'input', value: 1 }] }),
    'f',
    'args',
    /input/,
  ],
  [
    'a value with an unknown tag',
    changed('x', { pydata: { type: 'json', value: { $: 'x' } } }),
    'x',
    'pydata.value',
    /tag/,
  ],
  ['an empty oid', [given('', 1)], '#0', 'oid', /empty/],
  ['no oid', [...smallGraph(), { ...given('', 1), oid: undefined }], '#3', 'oid', /text/],
  ['a drop that is null', [...smallGraph(), null], '#3', '', /got null/],
  ['a drop that is a list', [[], ...smallGraph()], '#0', '', /got a list/],
  ['a drop that is a text', [...smallGraph(), 'x'], '#3', '', /got "x"/],
];

describe('a graph with one fault', () => {
  it.each(FAULTS)('%s is one problem that says where', (_, graph, oid, path, message) => {
    const error = invalid(graph);
    expect(error.problems.map((problem) => [problem.oid, problem.path])).toEqual([[oid, path]]);
    expect(error.problems[0]!.message).toMatch(message);
    expect(error.message).toContain(error.problems[0]!.message);
    expect(error.message).toContain(oid);
    expect(error).toBeInstanceOf(GraphError);
    expect(error.code).toBe('DLG_ERR_GRAPH_INVALID');
    expect(error.name).toBe('InvalidGraphError');
  });

  it('is the small graph, which has none', () => {
    expect(loadGraph(smallGraph()).size).toBe(3);
  });
});

describe('what is no graph at all', () => {
  it.each<readonly [string, unknown, RegExp]>([
    ['null', null, /must be a list of dropspecs, got null/],
    ['undefined', undefined, /got undefined/],
    ['a number', 3, /got number/],
    ['an object', { oid: 'x' }, /got object/],
    ['JSON that is no list', '{"a":1}', /must be a list/],
    ['JSON null', 'null', /got null/],
    ['an empty text', '', /not JSON/],
    ['a blank text', ' \n ', /not JSON/],
    ['no JSON', 'drops', /not JSON/],
    ['JSON cut short', '[{"oid":', /not JSON/],
    ['an empty list', [], /no drops/],
    ['an empty list as text', '[]', /no drops/],
    ['a list of a description of the graph alone', [{}], /no drops/],
    ['a named empty list', ['x.graph', []], /no drops/],
  ])('%s is an InvalidGraphError', (_, graph, message) => {
    const { problems } = invalid(graph);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ oid: 'graph', path: '' });
    expect(problems[0]!.message).toMatch(message);
  });

  it('counts the lines of NDJSON from 1, blank ones too', () => {
    const lines = smallGraph().map((drop) => JSON.stringify(drop));
    const { problems } = invalid([lines[0], '', '{oops}', lines[1], '{"oid":', lines[2]].join('\n'));
    expect(problems.map(({ oid }) => oid)).toEqual(['line 3', 'line 5']);
    expect(problems[0]!.message).toMatch(/not JSON/);
  });

  it('still is an error with every line of NDJSON when the first is broken too', () => {
    expect(() => loadGraph('{oops\n{"oid":"x"}\n')).toThrow(InvalidGraphError);
  });
});

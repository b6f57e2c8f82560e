import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CycleError, loadGraph } from '../../src/index.js';
import { app, data, faults, given, invalid, smallGraph, type Drop } from './drops.js';

/** A circle of `length` applications and as many data drops. */
function circle(length: number, prefix = ''): Drop[] {
  return Array.from({ length }, (_, at) => [
    app(`${prefix}a${at}`, { inputs: [`${prefix}d${at}`], outputs: [`${prefix}d${(at + 1) % length}`] }),
    data(`${prefix}d${at}`),
  ]).flat();
}

describe('a circle', () => {
  it.each([1, 2, 5, 1000])('of %i applications is a CycleError that tells the way', (length) => {
    const error = invalid(circle(length)) as CycleError;
    expect(error).toBeInstanceOf(CycleError);
    expect(error.code).toBe('DLG_ERR_GRAPH_CYCLE');
    expect(error.problems).toHaveLength(1);
    expect(error.cycle).toHaveLength(2 * length + 1);
    expect(error.cycle[0]).toBe(error.cycle.at(-1));
    expect(new Set(error.cycle).size).toBe(2 * length);
  });

  it('lies along links of the graph, without what only leads to it', () => {
    const graph = [given('x', 1), app('f', { inputs: ['x', 'd0'], outputs: ['y'] }), data('y'), ...circle(3)];
    const { cycle } = invalid(graph) as CycleError;
    expect(cycle).not.toContain('f');
    const needs = new Map(graph.map(({ oid, inputs }) => [oid, inputs as string[] | undefined]));
    const makers = new Map(
      graph.flatMap(({ oid, outputs }) => ((outputs ?? []) as string[]).map((out) => [out, oid])),
    );
    for (let at = 0; at + 1 < cycle.length; at++) {
      expect(needs.get(cycle[at]) ?? [makers.get(cycle[at]!)]).toContain(cycle[at + 1]);
    }
  });

  it('among other faults is one problem of an InvalidGraphError', () => {
    const error = invalid([...circle(1), given('x', 1, { consumers: ['gone'] })]);
    expect(error).not.toBeInstanceOf(CycleError);
    expect(error.code).toBe('DLG_ERR_GRAPH_INVALID');
    expect(error.problems.map(({ path }) => path).sort()).toEqual(['', 'consumers[0]']);
    expect(error.problems.find(({ path }) => path === '')!.message).toMatch(/waits for itself: .* -> /);
  });

  it('is told even if there is another, apart from it', () => {
    const told = invalid([...circle(2, 'one '), ...circle(2, 'two ')]).problems.map(({ oid }) =>
      oid.slice(0, 3),
    );
    expect(told.sort()).toEqual(['one', 'two']);
  });

  it('is no circle when two ways meet again', () => {
    const graph = [
      given('x', 1),
      app('f', { inputs: ['x'], outputs: ['y'] }),
      data('y'),
      app('g', { inputs: ['x', 'y'], outputs: ['z'] }),
      data('z'),
    ];
    expect(loadGraph(graph).leaves).toEqual(['z']);
  });
});

describe('several faults', () => {
  it('are told in one error: of fields and of links', () => {
    const graph = [
      given('x', 1, { consumers: ['gone'] }),
      app('f', { func_name: '', inputs: ['x'], outputs: ['y'] }),
      data('y', { name: 1, producers: ['f'] }),
      given('x', 2),
      null,
      app('g', { categoryType: 'Gadget' }),
    ];
    expect(faults(graph).sort()).toEqual(
      ['#4 ', 'f func_name', 'g categoryType', 'x consumers[0]', 'x oid', 'y name'].sort(),
    );
  });

  it('of one drop are all told', () => {
    const graph = [app('f', { func_name: 1, name: 2, nout: 'three', inputs: 4 })];
    expect(faults(graph).sort()).toEqual(['f func_name', 'f inputs', 'f name', 'f nout']);
  });

  it('are told with those of the values: arguments and data', () => {
    const graph = [
      given('x', { $: 'oops' }, { consumers: ['gone'] }),
      app('f', { args: [{ $: 'input', value: 9 }] }),
    ];
    expect(faults(graph).sort()).toEqual(['f args', 'x consumers[0]', 'x pydata.value']);
  });

  it('are told with those of the links of a drop whose oid is taken, and of one with a category in lower case', () => {
    expect(faults([given('x', 1), given('x', 2, { consumers: ['gone'] })])).toContain('x consumers[0]');
    expect(faults([app('f', { categoryType: 'app', name: 1, inputs: ['gone'] })])).toContain('f inputs[0]');
  });

  it('stand in the order of the dropspecs', () => {
    const graph = [
      given('x', 1, { consumers: ['gone'] }),
      app('f', { func_name: '' }),
      given('z', { $: 'oops' }),
    ];
    expect(invalid(graph.slice(0, 2)).problems.map(({ oid }) => oid)).toEqual(['x', 'f']);
  });

  it('do not follow from one another: a faulty drop is still there to be linked to', () => {
    const graph = smallGraph().map((drop) => ({ ...drop, name: 1 }));
    expect(faults(graph)).toEqual(['x name', 'f name', 'y name']);
  });

  it('are listed up to 20 in the message, and all in problems', () => {
    const graph = Array.from({ length: 50 }, (_, at) => given(`x${at}`, 1, { consumers: ['gone'] }));
    const { problems, message } = invalid(graph);
    expect(problems).toHaveLength(50);
    expect(message).toContain('50 problems');
    expect(message).toContain('and 30 more');
    expect(message).not.toContain('x20');
  });

  it('are found one for one, whichever drops are damaged', () => {
    const damages: readonly (readonly [string, (drop: Drop) => Drop])[] = [
      ['name', (drop) => ({ ...drop, name: 7 })],
      ['dropclass', (drop) => ({ ...drop, dropclass: 'other.Class' })],
      ['categoryType', (drop) => ({ ...drop, categoryType: 'Gadget' })],
    ];
    const damage = fc.array(fc.option(fc.nat(damages.length - 1)), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(damage, (chosen) => {
        const graph = smallGraph().map((drop, at) =>
          chosen[at] == null ? drop : damages[chosen[at]]![1](drop),
        );
        const wanted = smallGraph().flatMap(({ oid }, at) =>
          chosen[at] == null ? [] : [`${oid as string} ${damages[chosen[at]]![0]}`],
        );
        if (wanted.length === 0) expect(loadGraph(graph).size).toBe(3);
        else expect(faults(graph)).toEqual(wanted);
      }),
    );
  });
});

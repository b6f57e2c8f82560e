import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveResults } from '../../src/graph/index.js';
import { graphOf, type Inputs } from './order-graphs.js';

/** a0..e0 are 0..4; a1 needs a0 b0 c0, b1 needs b0 c0 d0, c1 needs c0 d0 e0, d1 needs d0 e0, e1 needs e0. */
const daskExample: Inputs = [[], [], [], [], [], [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4], [4]];

describe('the live results of a graph', () => {
  it.each([
    {
      // e0 e1 d0 d1 c0 c1 b0 b1 a0 a1
      order: [4, 9, 3, 8, 2, 7, 1, 6, 0, 5],
      pressure: [0, 1, 1, 2, 2, 3, 2, 3, 2, 3],
      age: [1, 3, 5, 5, 5, 0, 0, 0, 0, 0],
      freed: [0, 0, 0, 0, 0, 3, 1, 1, 0, 0],
      whenRun: [2, 2, 2, 1, 0, 3, 3, 3, 2, 1],
      peakAt: 5,
    },
    {
      // a0 b0 c0 a1 d0 b1 e0 c1 d1 e1
      order: [0, 1, 2, 5, 3, 6, 4, 7, 8, 9],
      pressure: [0, 1, 2, 3, 2, 3, 2, 3, 2, 1],
      age: [3, 4, 5, 4, 3, 0, 0, 0, 0, 0],
      freed: [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
      whenRun: [0, 1, 2, 2, 2, 3, 3, 3, 2, 1],
      peakAt: 3,
    },
  ])(
    'are the numbers that Dask has for its own example',
    ({ order, pressure, age, freed, whenRun, peakAt }) => {
      const live = liveResults(graphOf(daskExample), { order: Int32Array.from(order) });
      expect(order.map((task) => live.whenRun[task])).toEqual(pressure);
      expect([...live.whenRun]).toEqual(whenRun);
      expect([...live.age]).toEqual(age);
      expect([...live.freed]).toEqual(freed);
      expect(live.peak).toBe(3);
      expect(live.peakAt).toBe(peakAt);
    },
  );

  it('are what a run that lets go of what nothing needs has, task by task', () => {
    const dag = fc
      .array(fc.tuple(fc.array(fc.nat(1000), { maxLength: 4 }), fc.nat(50)), { minLength: 1, maxLength: 30 })
      .map((raw) => ({
        inputs: raw.map(([each], at) => (at === 0 ? [] : each.map((input) => input % at))),
        weights: raw.map(([, weight]) => weight),
      }));
    fc.assert(
      fc.property(dag, ({ inputs, weights }) => {
        const live = liveResults(graphOf(inputs), { weights });
        const held = new Set<number>();
        let peak = 0;
        inputs.forEach((each, task) => {
          const weight = [...held].reduce((sum, one) => sum + weights[one]!, 0);
          expect(live.whenRun[task]).toBe(weight);
          peak = Math.max(peak, weight);
          held.add(task);
          const gone = [...held].filter(
            (one) => !inputs.slice(task + 1).some((later) => later.includes(one)),
          );
          gone.forEach((one) => held.delete(one));
          const inputsGone = gone.filter((one) => each.includes(one));
          expect(live.freed[task]).toBe(inputsGone.length);
          for (const one of inputsGone) expect(live.age[one]).toBe(task - one);
        });
        expect(live.peak).toBe(peak);
        expect(peak).toBe(peak === 0 ? 0 : live.whenRun[live.peakAt]);
      }),
    );
  });

  it('do not count data that was given, unless it is given a weight', () => {
    const graph = graphOf([[], [], [0, 1]], new Set([0]));
    expect(liveResults(graph).peak).toBe(1);
    expect(liveResults(graph, { weights: [1, 1, 1] }).peak).toBe(2);
    expect(liveResults(graph, { weights: [1000.5, 8, 1] }).peak).toBe(1008.5);
  });

  it('are none of an empty graph', () => {
    expect(liveResults(graphOf([]))).toMatchObject({ peak: 0, peakAt: 0 });
  });
});

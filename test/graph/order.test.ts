import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentsOf, countedResults, liveResults, orderOf, reorder } from '../../src/graph/index.js';
// how many steps are made is nobody else's business
import { walksOf } from '../../src/graph/order.js';
import { daskOnRandom, goldens, graphOf, peakOf, ratiosTo, reversed, type Inputs } from './order-graphs.js';

/** Graphs of up to 30 tasks, with links that stand there twice. */
const dag: fc.Arbitrary<Inputs> = fc
  .array(fc.array(fc.nat(1000), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((raw) => raw.map((each, at) => (at === 0 ? [] : each.map((input) => input % at))));
const dagWithData = fc.tuple(dag, fc.infiniteStream(fc.boolean())).map(([inputs, isData]) => {
  const given = inputs.flatMap((each, task) =>
    each.length === 0 && isData.next().value === true ? [task] : [],
  );
  return graphOf(inputs, new Set(given));
});

describe('the order of a graph of the order tests of Dask', () => {
  it.each(goldens)('$name keeps no more alive than the order of Dask', ({ inputs, dask, bound }) => {
    const peak = peakOf(graphOf(inputs));
    expect(peak).toBeLessThanOrEqual(dask);
    expect(peak).toBeLessThanOrEqual(bound ?? dask);
  });

  it('is as good when its branches were recorded the other way round', () => {
    const worse = goldens.filter(({ inputs, dask }) => peakOf(graphOf(reversed(inputs))) > dask);
    expect(worse.map(({ name }) => name)).toEqual([]);
  });
});

describe('the order of a random graph', () => {
  const ratios = Object.entries(daskOnRandom).flatMap(([family, peaks]) => ratiosTo(family, peaks));

  it('keeps a fifth less alive than that of Dask on average, and hardly ever more', () => {
    expect(ratios.length).toBe(200);
    expect(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length).toBeLessThan(0.8);
    expect(ratios.filter((ratio) => ratio > 1).length).toBeLessThanOrEqual(2);
  });
});

describe('an order', () => {
  it('has every task once, after its inputs, and a lower peak; there is none otherwise', () => {
    let found = 0;
    fc.assert(
      fc.property(dagWithData, (graph) => {
        const order = orderOf(graph);
        if (order === undefined) return;
        found++;
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from(order, (_, at) => at));
        const seen = new Set<number>();
        for (const task of order) {
          for (let at = graph.offsets[task]!; at < graph.offsets[task + 1]!; at++) {
            const input = graph.refs[at]!;
            if (input >= 0) expect(seen.has(input)).toBe(true);
          }
          seen.add(task);
        }
        expect(liveResults(graph, { order }).peak).toBeLessThan(liveResults(graph).peak);
      }),
      { numRuns: 500 },
    );
    expect(found).toBeGreaterThan(20);
  });

  it('is the same for the same graph', () => {
    fc.assert(
      fc.property(dagWithData, (graph) => {
        expect(orderOf(graph)).toEqual(orderOf(graph));
      }),
    );
  });

  it('is the best there is where no result is used twice', () => {
    const forest = fc.array(fc.nat(1000), { minLength: 1, maxLength: 8 }).map((raw): Inputs => {
      const inputs: number[][] = raw.map(() => []);
      raw.forEach((to, at) => {
        const later = raw.length - at; // one more than there are: some tasks feed none
        if (to % later > 0) inputs[at + (to % later)]!.push(at);
      });
      return inputs;
    });
    fc.assert(
      fc.property(forest, (inputs) => {
        expect(peakOf(graphOf(inputs))).toBe(leastPeak(inputs));
      }),
      { numRuns: 200 },
    );
  });

  it('is hardly ever far from the best of all for graphs small enough to try every order', () => {
    const small = fc.sample(
      dag.filter(({ length }) => length > 4 && length < 9),
      { numRuns: 300, seed: 4 },
    );
    const worse = small.map((inputs) => peakOf(graphOf(inputs)) - leastPeak(inputs));
    expect(Math.max(...worse)).toBeLessThanOrEqual(1);
    expect(worse.filter((by) => by > 0).length).toBeLessThan(15);
  });

  it('puts data that was given right before the first task that needs it', () => {
    // two chains recorded in turns: 1 and 4 are data
    const inputs: Inputs = [[], [], [], [], [], [0, 1], [2], [3, 4, 1], [5], [6], [7]];
    expect([...orderOf(graphOf(inputs, new Set([1, 4])))!]).toEqual([0, 1, 5, 8, 2, 6, 9, 3, 4, 7, 10]);
  });

  it.each<[string, Inputs]>([
    ['nothing', []],
    ['one task', [[]]],
    ['a chain', [[], [0], [1], [2]]],
    ['independent tasks', [[], [], []]],
    ['a sum', [[], [], [], [0, 1, 2]]],
    ['a diamond', [[], [0], [0], [1, 2]]],
    ['a tree, depth first', [[], [], [0, 1], [], [], [3, 4], [2, 5]]],
  ])('is left as it is for %s', (_, inputs) => {
    expect(orderOf(graphOf(inputs))).toBeUndefined();
  });

  it('is as good where tasks use a result twice', () => {
    const worse = goldens.filter(({ inputs }) => {
      const twice = inputs.map((each) => [...each, ...each]);
      return peakOf(graphOf(twice)) > peakOf(graphOf(inputs));
    });
    expect(worse.map(({ name }) => name)).toEqual([]);
  });

  it('is looked for where a shared result lets a graph seem to need more than it does', () => {
    const inputs: Inputs = [[], [], [], [1, 2], [0, 3], [4], [4], [5, 6]];
    expect(liveResults(graphOf(inputs)).peak).toBe(3);
    expect(peakOf(graphOf(inputs))).toBe(2);
  });

  it('finishes chains one by one', () => {
    const order = orderOf(graphOf([[], [], [], [0], [1], [2]]));
    expect([...order!]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('is nearly good enough as it is in a large graph, where a walk would take longer than it gains', () => {
    const tree = (leaves: number): Inputs => {
      const inputs: number[][] = [];
      const grow = (count: number): number => {
        if (count === 1) return inputs.push([]) - 1;
        const small = grow(count >> 1); // the smaller half first is not the best order
        return inputs.push([small, grow(count - (count >> 1))]) - 1;
      };
      grow(leaves);
      return inputs;
    };
    expect(orderOf(graphOf(tree(2049)))).toBeDefined();
    expect(orderOf(graphOf(tree(2 ** 14 + 1)))).toBeUndefined();
  });
});

describe('ordering', () => {
  const chain = (size: number): number[][] =>
    Array.from({ length: size }, (_, at) => (at === 0 ? [] : [at - 1]));

  /** Graphs that tempt an algorithm to look at the same links again and again, in two sizes. */
  it.each<[string, (size: number) => Inputs]>([
    ['chains with a side branch at each task', (n) => [...chain(n), ...chain(n).map((_, at) => [at])]],
    [
      'sums of each with everything before',
      (n) => [...chain(1), ...Array.from({ length: n }, (_, at) => [0, at])],
    ],
    [
      'all of some roots for all of some tasks',
      (n) => {
        const side = Math.ceil(Math.sqrt(n));
        const roots = Array.from({ length: side }, (_, at) => at);
        return [...roots.map(() => []), ...roots.map(() => roots)];
      },
    ],
    [
      'many users of a task with many inputs',
      (n) => {
        const roots = Array.from({ length: n }, (_, at) => at);
        const users = roots.map((at) => [n, n + 1 + ((at * 7) % 5)]);
        return [...roots.map(() => []), roots, ...roots.slice(0, 5).map(() => []), ...users];
      },
    ],
    [
      'many users of a task that is ready, has many inputs and must wait',
      (n) => {
        const roots = Array.from({ length: n }, (_, at) => at);
        return [...roots.map(() => []), [], [...roots, n], roots, ...roots.map(() => [n + 2, 0])];
      },
    ],
    [
      'one root for many tasks that have one of their own',
      (n) => {
        const tasks = Array.from({ length: n }, (_, at) => at);
        return [[], ...tasks.map(() => []), ...tasks.map((at) => [0, at + 1])];
      },
    ],
    [
      'one root that everything needs',
      (n) => [[], ...Array.from({ length: n }, (_, at) => (at < 9 ? [0] : [0, at - 8]))],
    ],
    ['windows', (n) => Array.from({ length: n }, (_, at) => (at < 40 ? [] : [at - 3, at - 17, at - 40]))],
  ])('makes steps in proportion to tasks and links: %s', (_, inputsOf) => {
    const perLink = [1000, 8000].flatMap((size) => {
      const graph = graphOf(inputsOf(size));
      return [...walksOf(graph, countedResults(graph))].map(({ steps, order }) => {
        expect(order.length).toBe(graph.size);
        return steps / (graph.size + graph.refs.length);
      });
    });
    expect(Math.max(...perLink)).toBeLessThan(8);
  });

  it('does not overflow on chains of a million tasks', () => {
    const size = 1_000_000;
    expect(orderOf(graphOf(chain(size)))).toBeUndefined();
    // two chains recorded in turns
    const graph = graphOf(Array.from({ length: size }, (_, at) => (at < 2 ? [] : [at - 2])));
    expect(liveResults(graph).peak).toBe(2);
    expect(peakOf(graph)).toBe(1);
  });
});

describe('a graph in another order', () => {
  it('has the same tasks with their names, arguments and outputs', () => {
    fc.assert(
      fc.property(dagWithData, (graph) => {
        const order = Int32Array.from(liveOrder(graph.size, graph.offsets, graph.refs));
        const moved = reorder(graph, order);
        expect(moved.size).toBe(graph.size);
        const key = (of: typeof graph) => (task: number) => of.names.key(task);
        expect(Array.from(moved.outputs, key(moved))).toEqual(Array.from(graph.outputs, key(graph)));
        order.forEach((task, place) => {
          expect(moved.functions[place]).toBe(graph.functions[task]);
          expect(moved.names.key(place)).toBe(graph.names.key(task));
          expect(moved.names.appOid(place)).toBe(graph.names.appOid(task));
          expect(moved.names.dataOid(place)).toBe(graph.names.dataOid(task));
          expect(moved.names.callSite(place)).toBe(graph.names.callSite(task));
          expect(argumentsOf(moved, place, key(moved))).toEqual(argumentsOf(graph, task, key(graph)));
        });
      }),
    );
  });
});

/** Some order that is not the one of the columns: always the last task that is ready. */
function liveOrder(size: number, offsets: Int32Array, refs: Int32Array): number[] {
  const order: number[] = [];
  const done = new Set<number>();
  while (order.length < size) {
    for (let task = size - 1; task >= 0; task--) {
      const inputs = refs.subarray(offsets[task], offsets[task + 1]);
      if (done.has(task) || inputs.some((input) => input >= 0 && !done.has(input))) continue;
      done.add(task);
      order.push(task);
      break;
    }
  }
  return order;
}

/** Tries every order, set of done tasks by set of done tasks. */
function leastPeak(inputs: Inputs): number {
  const needs = inputs.map((each) => each.reduce((set, input) => set | (1 << input), 0));
  const all = 2 ** inputs.length - 1;
  const alive = (done: number): number =>
    inputs.filter(
      (_, task) =>
        done & (1 << task) && needs.some((set, user) => !(done & (1 << user)) && set & (1 << task)),
    ).length;
  const best = new Map<number, number>([[0, 0]]);
  for (let done = 0; done < all; done++) {
    const peak = best.get(done);
    if (peak === undefined) continue;
    const now = Math.max(peak, alive(done));
    needs.forEach((set, task) => {
      if (done & (1 << task) || (set & done) !== set) return;
      const next = done | (1 << task);
      best.set(next, Math.min(best.get(next) ?? Infinity, now));
    });
  }
  return best.get(all)!;
}

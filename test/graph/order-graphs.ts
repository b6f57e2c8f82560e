import { readFileSync } from 'node:fs';
import {
  liveResults,
  orderOf,
  plainFunction,
  TaskGraphBuilder,
  type TaskColumns,
  type TaskGraph,
} from '../../src/graph/index.js';

/** For each task the tasks it needs, all of them before it. */
export type Inputs = readonly (readonly number[])[];

/** A graph of Dask's order tests, with the peak of Dask's order and the bound that the test asserts. */
export interface Golden {
  readonly name: string;
  readonly inputs: Inputs;
  readonly dask: number;
  readonly bound: number | undefined;
}

interface GoldenFile {
  readonly tests: readonly {
    readonly name: string;
    readonly dask: number;
    readonly bound?: number;
    readonly graph: string;
  }[];
  readonly random: Readonly<Record<string, readonly number[]>>;
}

const file = JSON.parse(readFileSync(new URL('./order-golden.json', import.meta.url), 'utf8')) as GoldenFile;

export const goldens: readonly Golden[] = file.tests.map(({ name, dask, bound, graph }) => ({
  name,
  dask,
  bound,
  inputs: graph
    .split(' ')
    .map((list, at) => (list === '-' ? [] : list.split(',').map((back) => at - parseInt(back, 36)))),
}));

/** Peaks of Dask's order for the graphs `randomInputs(family, 0..)`. */
export const daskOnRandom: Readonly<Record<string, readonly number[]>> = file.random;

const call = plainFunction('task', () => undefined);
const data = plainFunction('data', undefined);

/** Columns of tasks by their inputs; what no other needs is asked for. Tasks of `given` are data. */
export function graphOf(inputs: Inputs, given: ReadonlySet<number> = new Set()): TaskGraph {
  const builder = new TaskGraphBuilder();
  const isNeeded = new Uint8Array(inputs.length);
  inputs.forEach((each, task) => {
    if (given.has(task)) builder.pushConstant('given');
    for (const input of each) {
      builder.pushResult(input);
      isNeeded[input] = 1;
    }
    builder.add(given.has(task) ? data : call);
  });
  const outputs = inputs.flatMap((_, task) => (isNeeded[task] === 1 ? [] : [task]));
  return builder.build(outputs, () => ({
    key: (task) => `task-${String(task)}`,
    appOid: (task) => (given.has(task) ? undefined : `app-${String(task)}`),
    dataOid: (task) => `data-${String(task)}`,
    callSite: (task) => `file:${String(task)}`,
  }));
}

/** The same graph, its branches recorded the other way round: the last first. */
export function reversed(inputs: Inputs): Inputs {
  const places = new Map<number, number>();
  const order: number[] = [];
  const todo = inputs.map((_, task) => task); // the last task is on top
  for (let task = todo.at(-1); task !== undefined; task = todo.at(-1)) {
    const missing = inputs[task]!.filter((input) => !places.has(input));
    if (missing.length > 0) todo.push(...missing);
    else if (todo.pop() !== undefined && !places.has(task)) places.set(task, order.push(task) - 1);
  }
  return order.map((task) => inputs[task]!.map((input) => places.get(input)!));
}

export function peakOf(graph: TaskColumns): number {
  return liveResults(graph, { order: orderOf(graph) }).peak;
}

/** mulberry32: the same graphs everywhere. */
function picker(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type Pick = ReturnType<typeof picker>;

/** Collects tasks; `add` gives the number of the new one. */
class Recorder {
  readonly inputs: number[][] = [];

  add(...inputs: number[]): number {
    return this.inputs.push(inputs) - 1;
  }

  many(count: number): number[] {
    return Array.from({ length: count }, () => this.add());
  }

  /** Joins tasks, so many at a time, until one is left. */
  reduce(tasks: readonly number[], width: number): void {
    for (let level = tasks; level.length > 1;) {
      const next: number[] = [];
      for (let at = 0; at < level.length; at += width) next.push(this.add(...level.slice(at, at + width)));
      level = next;
    }
  }
}

/** Kinds of graphs. Their names are keys of the golden file, and the sequence of picks makes the graphs. */
const families: Readonly<Record<string, (pick: Pick) => Inputs>> = {
  window(pick) {
    const [size, back, most] = [50 + pick(200), 5 + pick(40), 1 + pick(3)];
    return Array.from({ length: size }, (_, at) => {
      if (at < 3 || pick(5) === 0) return [];
      return [...new Set(Array.from({ length: most }, () => Math.max(0, at - 1 - pick(back))))];
    });
  },
  layered(pick) {
    const [layers, width] = [3 + pick(5), 4 + pick(16)];
    const graph = new Recorder();
    let above: number[] = [];
    for (let layer = 0; layer < layers; layer++) {
      above = Array.from({ length: width }, () => {
        const inputs = new Set<number>();
        if (layer > 0) {
          for (let left = 1 + pick(3); left > 0; left--) inputs.add(above[pick(above.length)]!);
        }
        return graph.add(...inputs);
      });
    }
    return graph.inputs;
  },
  mapreduce(pick) {
    const [items, shared, width] = [8 + pick(40), 1 + pick(4), 2 + pick(6)];
    const graph = new Recorder();
    const common = graph.many(shared);
    const mapped = Array.from({ length: items }, () => {
      const root = graph.add();
      let last = graph.add(root);
      if (pick(2) === 1) last = graph.add(last, common[pick(shared)]!);
      if (pick(4) === 0) graph.add(root);
      return last;
    });
    graph.reduce(mapped, width);
    return graph.inputs;
  },
  stencil(pick) {
    const [width, layers] = [4 + pick(12), 2 + pick(4)];
    const graph = new Recorder();
    let above = graph.many(width);
    for (let layer = 0; layer < layers; layer++) {
      above = above.map((_, at) => graph.add(...above.slice(Math.max(0, at - 1), at + 2)));
    }
    if (pick(2) === 1) graph.add(...above);
    return graph.inputs;
  },
  anomaly(pick) {
    const groups = 2 + pick(4);
    const size = groups * (2 + pick(8));
    const graph = new Recorder();
    const items = graph.many(size);
    const means = Array.from({ length: groups }, (_, group) =>
      graph.add(...items.filter((__, at) => at % groups === group)),
    );
    const differences = items.map((item, at) => graph.add(item, means[at % groups]!));
    const width = 2 + pick(5);
    const parts: number[] = [];
    for (let at = 0; at < size; at += width) parts.push(graph.add(...differences.slice(at, at + width)));
    graph.add(...parts);
    return graph.inputs;
  },
  products(pick) {
    const [size, width] = [6 + pick(30), 2 + pick(4)];
    const graph = new Recorder();
    const [a, b] = [graph.many(size), graph.many(size)];
    const map = (items: readonly number[]): number[] => items.map((item) => graph.add(item));
    graph.reduce(map(a), width);
    graph.reduce(map(b), width);
    graph.reduce(
      a.map((item, at) => graph.add(item, b[at]!)),
      width,
    );
    return graph.inputs;
  },
  tree(pick) {
    const size = 30 + pick(200);
    const inputs: number[][] = Array.from({ length: size }, () => []);
    for (let at = 0; at < size - 1; at++) inputs[at + 1 + pick(Math.min(size - 1 - at, 20))]!.push(at);
    return inputs;
  },
  outtree(pick) {
    const size = 30 + pick(150);
    return Array.from({ length: size }, (_, at) => (at === 0 ? [] : [Math.max(0, at - 1 - pick(12))]));
  },
};

export function randomInputs(family: string, seed: number): Inputs {
  return families[family]!(picker(1000 * seed + 7));
}

/** Our peak as a part of Dask's on each random graph. */
export function ratiosTo(family: string, peaks: readonly number[]): number[] {
  return peaks.map((dask, seed) => peakOf(graphOf(randomInputs(family, seed))) / dask);
}

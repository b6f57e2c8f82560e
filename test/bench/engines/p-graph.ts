import { PGraph, type DependencyList, type PGraphNodeMap } from 'p-graph';
import type { Engine } from '../measured/engine.js';
import { Op, type Shape } from '../measured/shapes.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

interface Built {
  readonly graph: PGraph;
  readonly values: number[];
}

/** p-graph orders tasks but moves no data, so results go through an array, as its users do it. */
export const engine: Engine<Built> = {
  name: 'p-graph',
  build(shape) {
    const values = new Array<number>(shape.tasks).fill(0);
    const nodes: PGraphNodeMap = new Map();
    const dependencies: DependencyList = [];
    for (let i = 0; i < shape.tasks; i++) {
      nodes.set(String(i), { run: taskOf(shape, i, values, dependencies) });
    }
    return { graph: new PGraph(nodes, dependencies), values };
  },
  async run({ graph, values }) {
    await graph.run();
    return values.at(-1)!;
  },
};

function taskOf(shape: Shape, i: number, values: number[], edges: DependencyList): () => unknown {
  const inputs = shape.args.subarray(shape.starts[i], shape.starts[i + 1]);
  const [a = 0, b = 0, c = 0] = inputs;
  const op = shape.ops[i] as Op;
  if (op !== Op.leaf && op !== Op.leafAsync) for (const j of inputs) edges.push([String(j), String(i)]);
  switch (op) {
    case Op.leaf:
      return () => (values[i] = inc(a));
    case Op.leafAsync:
      return async () => (values[i] = await incAsync(a));
    case Op.next:
      return () => (values[i] = inc(values[a]!));
    case Op.add:
      return () => (values[i] = add(values[a]!, values[b]!));
    case Op.mix:
      return () => (values[i] = mix(values[a]!, values[b]!, values[c]!));
    case Op.sum:
      return () => (values[i] = sum(Array.from(inputs, (j) => values[j]!)));
  }
}

import { buildNodes, type NodeMaker } from '../measured/build-nodes.js';
import type { Engine } from '../measured/engine.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

/** The cheapest promises for each shape, `.then` where a task has one input: what no code for any graph can do. */
const make: NodeMaker<Promise<number>> = {
  leaf: (value) => Promise.resolve(value).then(inc),
  leafAsync: (value) => incAsync(value),
  next: (a) => a.then(inc),
  add: (a, b) => Promise.all([a, b]).then(([x, y]) => add(x, y)),
  mix: (a, b, c) => Promise.all([a, b, c]).then(([x, y, z]) => mix(x, y, z)),
  sum: (list) => Promise.all(list).then(sum),
};

export const engine: Engine<{ last: Promise<number> }> = {
  name: 'hand-then',
  build: (shape) => ({ last: buildNodes(shape, make) }),
  run: ({ last }) => last,
};

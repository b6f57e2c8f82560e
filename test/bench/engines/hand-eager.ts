import { buildNodes, type NodeMaker } from '../measured/build-nodes.js';
import type { Engine } from '../measured/engine.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

/** A promise per task, made while building: no laziness, but no recursion either, so a chain works. */
function node<A extends unknown[]>(
  fn: (...args: A) => number | Promise<number>,
  ...inputs: { [I in keyof A]: A[I] | Promise<A[I]> }
): Promise<number> {
  return Promise.all(inputs).then((args) => fn(...(args as A)));
}

const make: NodeMaker<Promise<number>> = {
  leaf: (value) => Promise.resolve(value).then(inc),
  leafAsync: (value) => incAsync(value),
  next: (a) => node(inc, a),
  add: (a, b) => node(add, a, b),
  mix: (a, b, c) => node(mix, a, b, c),
  sum: (list) => Promise.all(list).then(sum),
};

export const engine: Engine<{ last: Promise<number> }> = {
  name: 'hand-eager',
  build: (shape) => ({ last: buildNodes(shape, make) }),
  run: ({ last }) => last,
};

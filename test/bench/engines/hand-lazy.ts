import { buildNodes, type NodeMaker } from '../measured/build-nodes.js';
import type { Engine } from '../measured/engine.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

/** What one writes by hand: a memoized thunk per task. Nothing starts before the last one is called. */
type Thunk = () => Promise<number>;

function once(start: Thunk): Thunk {
  let promise: Promise<number> | undefined;
  return () => (promise ??= start());
}

const make: NodeMaker<Thunk> = {
  leaf: (value) => once(() => Promise.resolve(inc(value))),
  leafAsync: (value) => once(() => incAsync(value)),
  next: (a) => once(() => a().then(inc)),
  add: (a, b) => once(() => Promise.all([a(), b()]).then(([x, y]) => add(x, y))),
  mix: (a, b, c) => once(() => Promise.all([a(), b(), c()]).then(([x, y, z]) => mix(x, y, z))),
  sum: (list) => once(() => Promise.all(list.map((thunk) => thunk())).then(sum)),
};

export const engine: Engine<Thunk> = {
  name: 'hand-lazy',
  build: (shape) => buildNodes(shape, make),
  run: (last) => last(),
};

import { Effect } from 'effect';
import { buildNodes, type NodeMaker } from '../measured/build-nodes.js';
import type { Engine } from '../measured/engine.js';
import type { ShapeName } from '../catalogue.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

type Node = Effect.Effect<number>;

/** Effects run again at every use; a DAG needs each run once, hence `cached` around every node. */
const cached = (effect: Node): Node => Effect.runSync(Effect.cached(effect));

/** Synchronous leaves run one after another (cheapest for Effect); asynchronous ones must overlap. */
function maker(shape: ShapeName): NodeMaker<Node> {
  const all = { concurrency: shape === 'async' ? 'unbounded' : 1 } as const;
  return {
    leaf: (value) => cached(Effect.sync(() => inc(value))),
    leafAsync: (value) => cached(Effect.promise(() => incAsync(value))),
    next: (a) => cached(Effect.map(a, inc)),
    add: (a, b) => cached(Effect.map(Effect.all([a, b]), ([x, y]) => add(x, y))),
    mix: (a, b, c) => cached(Effect.map(Effect.all([a, b, c]), ([x, y, z]) => mix(x, y, z))),
    sum: (list) => cached(Effect.map(Effect.all(list, all), sum)),
  };
}

export const engine: Engine<Node> = {
  name: 'effect-cached',
  build: (shape) => buildNodes(shape, maker(shape.name)),
  run: (last) => Effect.runPromise(last),
};

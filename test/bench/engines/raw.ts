import type { Engine } from '../measured/engine.js';
import { Op, type Shape } from '../measured/shapes.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

type Plan = Pick<Shape, 'tasks' | 'ops' | 'starts' | 'args'>;

/** The floor, not a product: no nodes, no promises for synchronous tasks, just a loop in topological order. */
export const engine: Engine<Plan> = {
  name: 'raw',
  build: ({ tasks, ops, starts, args }) => ({
    tasks,
    ops: ops.slice(),
    starts: starts.slice(),
    args: args.slice(),
  }),
  run,
};

async function run({ tasks, ops, starts, args }: Plan): Promise<number> {
  let values: number[] = [];
  const pending: Promise<number>[] = [];
  for (let i = 0; i < tasks; i++) {
    const at = starts[i]!;
    switch (ops[i] as Op) {
      case Op.leaf:
        values.push(inc(args[at]!));
        break;
      case Op.leafAsync:
        pending.push(incAsync(args[at]!));
        break;
      case Op.next:
        values.push(inc(values[args[at]!]!));
        break;
      case Op.add:
        values.push(add(values[args[at]!]!, values[args[at + 1]!]!));
        break;
      case Op.mix:
        values.push(mix(values[args[at]!]!, values[args[at + 1]!]!, values[args[at + 2]!]!));
        break;
      case Op.sum:
        // In the async shape every task before the sum is pending, so their order is the tasks' order.
        if (pending.length > 0) values = await Promise.all(pending);
        values.push(sum(Array.from(args.subarray(at, starts[i + 1]), (j) => values[j]!)));
    }
  }
  return values.at(-1)!;
}

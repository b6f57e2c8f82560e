import { delayed, type Delayed } from 'dropgraph';
import { buildNodes, type NodeMaker } from '../measured/build-nodes.js';
import type { Shape } from '../measured/shapes.js';
import { add, inc, incAsync, mix, sum } from '../measured/tasks.js';

const lazyInc = delayed(inc);

const make: NodeMaker<Delayed<number>> = {
  leaf: lazyInc,
  leafAsync: delayed(incAsync),
  next: lazyInc,
  add: delayed(add),
  mix: delayed(mix),
  sum: delayed(sum),
};

/** The functions of the tasks, by the names that dropspecs give them. */
export const functions = { inc, incAsync, add, mix, sum };

export const recordShape = (shape: Shape): Delayed<number> => buildNodes(shape, make);

import { compute, type Delayed } from 'dropgraph';
import type { Engine } from '../measured/engine.js';
import { recordShape } from './dropgraph-nodes.js';

/** The way users take: record calls, compute the last one. */
export const engine: Engine<Delayed<number>> = {
  name: 'dropgraph',
  build: recordShape,
  run: (last) => compute(last),
};

import { compute, type Delayed } from 'dropgraph';
import type { Engine } from '../measured/engine.js';
import { recordShape } from './dropgraph-nodes.js';

/** All async tasks in flight at once, as in the hand-written DAGs: shows what the default window of 1024 saves. */
export const engine: Engine<Delayed<number>> = {
  name: 'dropgraph-unbounded',
  build: recordShape,
  run: (last) => compute(last, { concurrency: Number.MAX_SAFE_INTEGER }),
};

import { compile, loadGraph, runGraph, type DropGraph } from 'dropgraph';
import type { Engine } from '../measured/engine.js';
import { functions, recordShape } from './dropgraph-nodes.js';

/** The long way round: every task becomes dropspecs, the dropspecs become a graph again, and that one runs. */
export const engine: Engine<DropGraph> = {
  name: 'dropgraph-specs',
  build(shape, mark) {
    const last = recordShape(shape);
    mark('record');
    const graph = compile(last);
    mark('compile');
    const specs = graph.toJSON();
    mark('toJSON');
    const loaded = loadGraph(specs);
    mark('load');
    return loaded;
  },
  async run(graph) {
    const session = await runGraph(graph, { functions });
    const [value] = (await session.results()).values();
    return value as number;
  },
};

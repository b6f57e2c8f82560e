import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { compile, loadGraphFrom, runGraph, type Delayed } from 'dropgraph';
import type { Engine } from '../measured/engine.js';
import { functions, recordShape } from './dropgraph-nodes.js';

/** The whole way of a graph that is kept: compiled, written into a file a drop a line, read from it again, and run. */
export const engine: Engine<Delayed<number>> = {
  name: 'dropgraph-ndjson',
  build: recordShape,
  async run(last, mark) {
    const directory = await mkdtemp(join(tmpdir(), 'dropgraph-bench-'));
    try {
      const file = join(directory, 'graph.ndjson');
      const recorded = compile(last);
      mark('compile');
      const out = createWriteStream(file);
      await recorded.write(out);
      out.end();
      await finished(out);
      mark('write');
      const graph = await loadGraphFrom(createReadStream(file, { highWaterMark: 2 ** 20 }));
      mark('load');
      const session = await runGraph(graph, { functions });
      const [value] = (await session.results()).values();
      return value as number;
    } finally {
      await rm(directory, { recursive: true });
    }
  },
};

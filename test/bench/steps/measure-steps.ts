/** One process of `npm run bench:steps`: measures every step on the way of one graph, and sends what it found. */
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import {
  compile,
  compute,
  loadGraph,
  loadGraphFrom,
  runGraph,
  threads,
  type Delayed,
  type DropGraph,
  type RunOptions,
} from 'dropgraph';
import type { ShapeName } from '../catalogue.js';
import { functions, recordShape } from '../engines/dropgraph-nodes.js';
import { referenceValue } from '../measured/reference-value.js';
import { makeShape, type Shape } from '../measured/shapes.js';
import { WARM_UP_SIZE, WARM_UPS } from '../measured/warm-up.js';

export type Step =
  | 'record'
  | 'compile'
  | 'run'
  | 'listener'
  | 'progress'
  | 'trace'
  | 'threads'
  | 'toJSON'
  | 'load'
  | 'write'
  | 'read';

/** Of each task: microseconds of the steps, and bytes that are held when no garbage is left. */
export interface Steps {
  readonly us: Readonly<Record<Step, number>>;
  readonly held: Readonly<Record<'recorded' | 'compiled' | 'session' | 'nothing', number>>;
}

const gc = (globalThis as { gc?: () => void }).gc ?? ((): void => undefined);

/** Bytes of objects and of typed arrays, without garbage. */
async function used(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve)); // weak references are let go between turns
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Runs a graph to its end, and looks whether its value is right. */
async function run(graph: DropGraph, shape: Shape, options: RunOptions): Promise<unknown> {
  const session = await runGraph(graph, options);
  const [value] = (await session.results()).values();
  if (value !== referenceValue(shape)) throw new Error(`wrong result: ${String(value)}`);
  return session;
}

/** What is left of a graph that was recorded and computed, and let go. */
async function leftOf(shape: Shape): Promise<number> {
  const before = await used();
  await compute(recordShape(shape));
  return ((await used()) - before) / shape.tasks;
}

async function measureSteps(shape: Shape, pool: NonNullable<RunOptions['scheduler']>): Promise<Steps> {
  const nothing = await leftOf(shape);
  const us: Partial<Record<Step, number>> = {};
  const timed = async <T>(step: Step, work: () => T | Promise<T>): Promise<T> => {
    const start = performance.now();
    const result = await work();
    us[step] = ((performance.now() - start) * 1000) / shape.tasks;
    return result;
  };
  const before = await used();
  const held = async (): Promise<number> => ((await used()) - before) / shape.tasks;

  let last: Delayed<number> | undefined = await timed('record', () => recordShape(shape));
  const recorded = await held();
  const graph = await timed('compile', () => compile(last));
  last = undefined;
  const compiled = await held();
  const sessions = [await timed('run', () => run(graph, shape, {}))];
  const ended = (await held()) - compiled;
  sessions.length = 0;

  await timed('listener', () => run(graph, shape, { onEvent: () => undefined }));
  const progress = { update: (): void => undefined, close: (): void => undefined };
  await timed('progress', () => run(graph, shape, { progress }));
  await timed('trace', () => run(graph, shape, { trace: true }));
  await timed('threads', () => run(graph, shape, { scheduler: pool }));

  const specs = await timed('toJSON', () => graph.toJSON());
  await run(await timed('load', () => loadGraph(specs)), shape, { functions });
  const directory = mkdtempSync(join(tmpdir(), 'dropgraph-steps-'));
  try {
    const file = join(directory, 'graph.ndjson');
    await timed('write', async () => {
      const out = createWriteStream(file);
      await graph.write(out);
      out.end();
      await finished(out);
    });
    const read = await timed('read', () => loadGraphFrom(createReadStream(file)));
    await run(read, shape, { functions });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return { us: us as Steps['us'], held: { recorded, compiled, session: ended, nothing } };
}

const [name, n] = process.argv.slice(2);
const pool = threads({ workers: 2 });
const small = makeShape(name as ShapeName, Math.min(Number(n), WARM_UP_SIZE));
for (let time = 0; time < WARM_UPS; time++) await measureSteps(small, pool);
process.send!(await measureSteps(makeShape(name as ShapeName, Number(n)), pool));
await pool.close();
process.disconnect();

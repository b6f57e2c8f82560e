/**
 * `npm run bench:ndjson`: graphs written to a file of NDJSON and read from it again, each size in a fresh process: time
 * and memory of a task must not grow with their number. `npm run bench:ndjson -- 1e4 1e5` takes these sizes.
 */
import { fork } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { compile, loadGraphFrom, runGraph, type DropGraph } from 'dropgraph';
import { sizeLabel } from './catalogue.js';
import { functions, recordShape } from './engines/dropgraph-nodes.js';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { watchPeakMemory } from './measured/peak-memory.js';
import { referenceValue } from './measured/reference-value.js';
import { makeShape } from './measured/shapes.js';

const gc = (globalThis as { gc?: () => void }).gc;

/** Times in microseconds and memory in bytes, of each task. */
interface Measured {
  readonly file: number;
  readonly write: number;
  readonly writeHeap: number;
  readonly read: number;
  readonly readHeap: number;
  readonly readRss: number | null;
  readonly held: number;
  readonly run: number;
}

/** What one process does: one graph, once, after small ones. */
async function measure(n: number): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'dropgraph-ndjson-'));
  try {
    for (let time = 0; time < 6; time++) await wayOf(Math.min(n, 1000), directory);
    return await wayOf(n, directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function wayOf(n: number, directory: string): Promise<Measured> {
  const file = join(directory, 'graph.ndjson');
  const shape = makeShape('random', n);
  const { tasks } = shape;
  const us = (since: number): number => ((performance.now() - since) * 1000) / tasks;

  let recorded: DropGraph | undefined = compile(recordShape(shape));
  const writing = watchHeap();
  const writeStart = performance.now();
  const out = createWriteStream(file);
  out.on('drain', writing.look);
  await recorded.write(out);
  out.end();
  await finished(out);
  const write = us(writeStart);
  recorded = undefined;

  const reading = watchHeap();
  const rss = watchPeakMemory();
  const readStart = performance.now();
  const loaded = await loadGraphFrom(looking(createReadStream(file), reading.look));
  const read = us(readStart);
  reading.look();
  const [readHeap, readRss] = [reading.rise(), rss()];
  const held = reading.held();

  const runStart = performance.now();
  const [value] = (await (await runGraph(loaded, { functions })).results()).values();
  const run = us(runStart);
  if (value !== referenceValue(shape)) throw new Error(`wrong result: ${String(value)}`);
  return {
    file: statSync(file).size / tasks,
    write,
    writeHeap: writing.rise() / tasks,
    read,
    readHeap: readHeap / tasks,
    readRss: readRss === null ? null : readRss / tasks,
    held: held / tasks,
    run,
  };
}

/** Looks at the heap now and then: the highest it was seen above the level of now, garbage included. */
function watchHeap(): { look(): void; rise(): number; held(): number } {
  gc?.();
  const before = process.memoryUsage().heapUsed;
  let most = before;
  const look = (): void => void (most = Math.max(most, process.memoryUsage().heapUsed));
  const held = (): number => {
    gc?.();
    return process.memoryUsage().heapUsed - before;
  };
  return { look, rise: () => most - before, held };
}

async function* looking<T>(chunks: AsyncIterable<T>, look: () => void): AsyncGenerator<T, void, undefined> {
  let count = 0;
  for await (const chunk of chunks) {
    if (count++ % 64 === 0) look();
    yield chunk;
  }
}

async function inFreshProcess(n: number): Promise<Measured> {
  const execArgv = ['--import', 'tsx', '--expose-gc', '--max-old-space-size=8192'];
  const child = fork(fileURLToPath(import.meta.url), [String(n)], { execArgv });
  const [answer] = await Promise.race([
    once<[Measured]>(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`exit ${String(code)}`))),
  ]);
  return answer;
}

const once = <T extends unknown[]>(child: ReturnType<typeof fork>, event: string): Promise<T> =>
  new Promise((resolve) => child.once(event, (...args) => resolve(args as T)));

if (process.send !== undefined) process.send(await measure(Number(process.argv[2])));
else {
  const given = process.argv.slice(2).map(Number);
  console.log(`${machineLine(describeMachine())}; load ${load()}\n`);
  console.log(
    '| tasks | file, B | write, µs | its heap, B | read, µs | its heap, B | its RSS, B | held, B | run, µs |',
  );
  console.log(
    '| ----: | ------: | --------: | ----------: | -------: | ----------: | ---------: | ------: | ------: |',
  );
  for (const n of given.length > 0 ? given : [1e4, 1e5, 1e6]) {
    const { file, write, writeHeap, read, readHeap, readRss, held, run } = await inFreshProcess(n);
    const sizes = [writeHeap, readHeap, readRss ?? NaN, held].map((bytes) => bytes.toFixed(0));
    const cells = [
      sizeLabel(n),
      file.toFixed(0),
      write.toFixed(2),
      sizes[0],
      read.toFixed(2),
      ...sizes.slice(1),
    ];
    console.log(`| ${[...cells, run.toFixed(2)].join(' | ')} |`);
  }
}

import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import { Piscina } from 'piscina';
import { Tinypool } from 'tinypool';
import workerpool from 'workerpool';
import { compute, delayed, processes, threads, type RunOptions } from 'dropgraph';
import { BareThreads } from './bare-threads.js';

export const WORKERS = 2;

/** A pool of two workers, or none, as the measurements use it. */
export interface Measured {
  readonly label: string;
  /** Milliseconds of each of so many tasks that keep a processor busy. */
  busy(count: number, ms: number): Promise<unknown>;
  noop(count: number): Promise<unknown[]>;
  /** Makes an array in one task, and sums it up in another. */
  twoSteps(length: number): Promise<number>;
  close(): Promise<unknown>;
}

const tasks = {
  busy: (ms: number): number => {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return ms;
  },
  noop: (x: number): number => x,
  make: (length: number): Float64Array => {
    const array = new Float64Array(length);
    for (let at = 0; at < length; at++) array[at] = at;
    return array;
  },
  sum: (array: Float64Array): number => {
    let total = 0;
    for (let at = 0; at < array.length; at++) total += array[at]!;
    return total;
  },
};

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

function dropgraph(
  label: string,
  scheduler: NonNullable<RunOptions['scheduler']>,
  close: () => Promise<void>,
  apart: boolean,
): Measured {
  // a policy keeps tasks from going to a worker together
  const policy = apart ? { timeout: 600_000 } : {};
  const busy = delayed(tasks.busy);
  const noop = delayed(tasks.noop);
  const make = delayed(tasks.make, policy);
  const sum = delayed(tasks.sum, policy);
  const run = { scheduler };
  return {
    label,
    busy: (count, ms) =>
      compute(
        times(count, () => busy(ms)),
        run,
      ),
    noop: (count) =>
      compute(
        times(count, (at) => noop(at)),
        run,
      ),
    twoSteps: (length) => compute(sum(make(length)), run),
    close,
  };
}

/** A pool whose tasks are functions of a file, called by name. */
function byName(
  label: string,
  call: (name: keyof typeof tasks, value: unknown, transfer?: ArrayBuffer[]) => PromiseLike<unknown>,
  close: () => Promise<unknown>,
): Measured {
  return {
    label,
    busy: (count, ms) => Promise.all(times(count, () => call('busy', ms))),
    noop: (count) => Promise.all(times(count, (at) => call('noop', at))),
    twoSteps: async (length) => {
      const array = (await call('make', length)) as Float64Array<ArrayBuffer>;
      return (await call('sum', array, [array.buffer])) as number;
    },
    close,
  };
}

const file = (name: string): string => fileURLToPath(new URL(`./peer-${name}.mjs`, import.meta.url));

/** All that is measured, each with its own workers. */
export function openAll(): Measured[] {
  const kept = { workers: WORKERS, idleTimeout: 600_000 }; // as the others keep theirs
  const ours = threads(kept);
  const apart = threads(kept);
  const ourProcesses = processes(kept);
  const bare = new BareThreads(file('bare'), WORKERS);
  const size = { minThreads: WORKERS, maxThreads: WORKERS };
  const piscina = new Piscina({ filename: file('piscina'), ...size });
  const tinypool = new Tinypool({ filename: file('tinypool'), ...size });
  const pool = workerpool.pool(file('workerpool'), {
    minWorkers: WORKERS,
    maxWorkers: WORKERS,
    workerType: 'thread',
  });
  const fixed = new FixedThreadPool(WORKERS, file('poolifier'));
  return [
    byName(
      'in process, by hand',
      (name, value) => Promise.resolve((tasks[name] as (value: unknown) => unknown)(value)),
      () => Promise.resolve(),
    ),
    byName(
      'worker_threads by hand',
      (name, value, transfer) => bare.call(name, value, transfer),
      () => bare.close(),
    ),
    dropgraph('dropgraph, local', 'local', () => Promise.resolve(), false),
    dropgraph('dropgraph, threads', ours, () => ours.close(), false),
    dropgraph('dropgraph, threads, one by one', apart, () => apart.close(), true),
    dropgraph('dropgraph, processes', ourProcesses, () => ourProcesses.close(), true),
    byName(
      'piscina',
      (name, value, transferList) => piscina.run(value, { name, ...(transferList && { transferList }) }),
      () => piscina.destroy(),
    ),
    byName(
      'tinypool',
      (name, value, transferList) => tinypool.run(value, { name, ...(transferList && { transferList }) }),
      () => tinypool.destroy(),
    ),
    byName(
      'workerpool',
      (name, value, transfer) => pool.exec(name, [value], transfer && { transfer }),
      () => Promise.resolve(pool.terminate()),
    ),
    byName(
      'poolifier',
      (name, value, transfer) => fixed.execute(value, name, undefined, transfer),
      () => fixed.destroy(),
    ),
  ];
}

/**
 * `npm run bench:workers`: the same work on threads and processes of dropgraph and on the pools of others, all in one run,
 * taking turns; medians of five rounds with the least and the most. `npm run bench:workers -- 3` makes three rounds,
 * `-- 3 noop` only what says noop. The output is Markdown, for docs/benchmarks.md.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { threads } from 'dropgraph';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { median } from './harness/median.js';
import { flights, runPipeline, type PipelineTimes } from './parallel/pipeline.js';
import { openAll, WORKERS, type Measured } from './parallel/pools.js';

const ROUNDS = 5;
const BUSY = { count: 200, ms: 10 };
const NOOPS = 100_000;
/** 100 MB of doubles. */
const LENGTH = 12_500_000;
const SCALE = 10;

const [rounds = ROUNDS, only = ''] = [Number(process.argv[2] ?? ROUNDS), process.argv[3]];

interface Case {
  readonly name: string;
  readonly unit: string;
  /** Figure of one run. */
  measure(pool: Measured): Promise<number>;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const CASES: readonly Case[] = [
  {
    name: 'busy',
    unit: `${BUSY.count} tasks of ${BUSY.ms} ms on ${WORKERS} workers: speed-up`,
    measure: async (pool) => (BUSY.count * BUSY.ms) / (await timed(() => pool.busy(BUSY.count, BUSY.ms))),
  },
  {
    name: 'noop',
    unit: `${NOOPS} tasks that do nothing: µs each`,
    measure: async (pool) => {
      const ms = await timed(async () => {
        const results = await pool.noop(NOOPS);
        assert.equal(results.length, NOOPS);
        assert.equal(results[NOOPS - 1], NOOPS - 1);
      });
      return (ms / NOOPS) * 1000;
    },
  },
  {
    name: 'array',
    unit: '100 MB made in one task, used in another: ms',
    measure: (pool) =>
      timed(async () => assert.equal(await pool.twoSteps(LENGTH), (LENGTH * (LENGTH - 1)) / 2)),
  },
];

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));
const cell = (values: readonly number[]): string => {
  const [least, most] = [sorted(values)[0]!, sorted(values).at(-1)!];
  return `${round(median(values))} (${round(least)}..${round(most)})`;
};

async function benchPools(): Promise<void> {
  const pools = openAll();
  const cases = CASES.filter(({ name }) => name.includes(only));
  const figures = new Map(pools.map((pool) => [pool, cases.map((): number[] => [])]));
  for (const pool of pools) {
    await pool.noop(20_000); // workers started, code warm
    await pool.twoSteps(1000);
  }
  for (let turn = 0; turn < rounds; turn++) {
    for (const [at, one] of cases.entries()) {
      for (const pool of pools) figures.get(pool)![at]!.push(await one.measure(pool));
    }
  }
  console.log(
    `| | ${cases.map(({ unit }) => unit).join(' | ')} |\n|---|${cases.map(() => '---:|').join('')}`,
  );
  for (const [{ label }, columns] of figures) console.log(`| ${label} | ${columns.map(cell).join(' | ')} |`);
  await Promise.all(pools.map((pool) => pool.close()));
}

async function benchPipeline(): Promise<void> {
  const parts = await flights(SCALE);
  const pool = threads({ workers: WORKERS });
  const ways = { local: 'local', threads: pool } as const;
  const all = new Map(Object.keys(ways).map((way) => [way, [] as PipelineTimes[]]));
  for (let turn = 0; turn <= rounds; turn++) {
    for (const [way, scheduler] of Object.entries(ways)) {
      const times = await runPipeline(parts, { scheduler });
      if (turn > 0) all.get(way)!.push(times); // the first round warms up
    }
  }
  await pool.close();
  const [local, parallel] = [all.get('local')!, all.get('threads')!];
  assert.deepEqual(parallel[0]!.result, local[0]!.result);
  console.log(`\nPipeline: ${parts.length} parts, ${(200_000 * SCALE).toLocaleString('en')} flights\n`);
  console.log('| ms | local | threads |\n|---|---:|---:|');
  const row = (name: string, of: (times: PipelineTimes) => number): void =>
    console.log(`| ${name} | ${cell(local.map(of))} | ${cell(parallel.map(of))} |`);
  for (const name of ['parse', 'transform', 'reduce'] as const) {
    row(`inside of \`${name}\`, on all threads`, ({ spent }) => spent[name]);
  }
  row('the main thread at work', ({ main }) => main);
  row('elapsed', ({ elapsed }) => elapsed);
  const ratio = median(local.map(({ elapsed }) => elapsed)) / median(parallel.map(({ elapsed }) => elapsed));
  console.log(`\nSpeed-up of the pipeline: ${ratio.toFixed(2)}`);
}

/** Not every package lets its package.json be imported. */
const versionOf = (name: string): string => {
  const text = readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
};

const peers = ['piscina', 'tinypool', 'workerpool', 'poolifier'];
const machine = describeMachine(Object.fromEntries(peers.map((name) => [name, versionOf(name)])));
console.log(`${machineLine(machine)}; load ${load()}; medians of ${rounds} rounds (least..most)\n`);
if (CASES.some(({ name }) => name.includes(only))) await benchPools();
if ('pipeline'.includes(only)) await benchPipeline();

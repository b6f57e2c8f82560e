/**
 * `node --expose-gc --import tsx test/workers/chaos-runs.ts threads 100 10000`: many runs under fire, and what of memory
 * and threads they leave behind.
 */
import { readdirSync } from 'node:fs';
import { processes, threads } from 'dropgraph';
import { runUnderFire, Victims } from './chaos.js';

const [kind = 'threads', runs = '100', tasks = '10000'] = process.argv.slice(2);
const pool = (kind === 'threads' ? threads : processes)({ workers: 2 });
const victims = new Victims();
const sum = { kills: 0, wrong: 0, lost: 0, repeated: 0 };
const heap: number[] = [];
const open: number[] = [];
for (let run = 1; run <= Number(runs); run++) {
  const options = { tasks: Number(tasks), kills: 10, seed: run, counts: kind === 'threads' };
  const chaos = await runUnderFire(pool, victims, options);
  for (const key of ['kills', 'wrong', 'lost', 'repeated'] as const) sum[key] += chaos[key];
  (globalThis as { gc?: () => void }).gc?.();
  heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  open.push(readdirSync('/proc/self/fd').length);
  if (run % 10 === 0) {
    console.log(`${run} runs: heap ${heap.at(-1)!.toFixed(1)} MiB, ${open.at(-1)} open files`, sum);
  }
}
await pool.close();
console.log(`workers left: ${victims.alive.length}`);

/**
 * `npm run bench:repeated`: what a task costs in a process that runs many graphs, such as a server: the last 30 of 60 graphs
 * of 10,000 tasks, once one right after the other, and once with all garbage collected in between. Medians of three
 * processes each; names of shapes may follow.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { shapeNames } from './catalogue.js';
import { compileEngines } from './harness/compile-engines.js';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { median } from './harness/median.js';
import { namedShapes } from './harness/named-shapes.js';

const TASKS = 10_000;
const PROCESSES = 3;
const engines = ['hand-lazy', 'hand-eager', 'dropgraph'] as const;
const garbage = ['left', 'collected'] as const;

const given = process.argv.slice(2);
const shapes = given.length > 0 ? namedShapes(given) : shapeNames;

const compiled = compileEngines();
process.on('exit', compiled.remove);
const program = join(compiled.dir, 'repeated', 'graph-after-graph.js');

/** Undefined where the stack overflows, as it does for thunks of a chain. @throws Error when anything else goes wrong. */
function measure(engine: string, shape: string, between: string): number | undefined {
  const args = ['--expose-gc', program, engine, shape, String(TASKS), between];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return Number(stdout);
  if (stderr.includes('Maximum call stack size exceeded')) return undefined;
  throw new Error(`${engine} on ${shape} failed:\n${stderr}`);
}

const runs = new Map<string, (number | undefined)[]>();
const keyOf = (...parts: readonly string[]): string => parts.join(' ');
for (let repetition = 0; repetition < PROCESSES; repetition++) {
  for (const shape of shapes) {
    for (const between of garbage) {
      for (const engine of engines) {
        const key = keyOf(engine, shape, between);
        runs.set(key, [...(runs.get(key) ?? []), measure(engine, shape, between)]);
      }
    }
  }
}

console.log(`${machineLine(describeMachine())}; load ${load()}; medians of ${String(PROCESSES)}\n`);
console.log(`| µs for each task | ${shapes.join(' | ')} |`);
console.log(`| --- | ${shapes.map(() => '---:').join(' | ')} |`);
for (const between of garbage) {
  for (const engine of engines) {
    const cells = shapes.map((shape) => {
      const values = runs.get(keyOf(engine, shape, between))!.filter((value) => value !== undefined);
      return values.length < PROCESSES ? 'stack overflow' : median(values).toFixed(2);
    });
    console.log(`| ${engine}, garbage ${between} | ${cells.join(' | ')} |`);
  }
}

/**
 * `npm run bench:steps`: what each step on the way of a graph costs a task, and what of it stays in memory; every shape and
 * size in a fresh process, medians of three. `npm run bench:steps -- 1e5 1e6` takes these sizes, names of shapes may follow.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sizeLabel, type ShapeName } from './catalogue.js';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { median } from './harness/median.js';
import { namedShapes } from './harness/named-shapes.js';
import type { Step, Steps } from './steps/measure-steps.js';

const REPETITIONS = 3;
const program = fileURLToPath(new URL('./steps/measure-steps.ts', import.meta.url));

/** Steps in the order of the tables, and what they are called there. */
const TIMES: Readonly<Record<Step, string>> = {
  record: 'record',
  compile: 'compile',
  run: 'run',
  listener: 'run, a listener on every event',
  progress: 'run, progress on',
  trace: 'run, traced',
  threads: 'run, two worker threads',
  toJSON: '`toJSON()`',
  load: '`loadGraph`',
  write: 'write NDJSON',
  read: 'read NDJSON',
};
const MEMORY: Readonly<Record<keyof Steps['held'], string>> = {
  recorded: 'recorded calls',
  compiled: 'the compiled graph, its calls let go',
  session: 'the session of a run that has ended, beside it',
  nothing: 'after `compute`',
};

async function inFreshProcess(shape: ShapeName, n: number): Promise<Steps> {
  const execArgv = [...process.execArgv, '--expose-gc', '--max-old-space-size=8192'];
  const child = fork(program, [shape, String(n)], { execArgv });
  const answers: Steps[] = [];
  child.on('message', (answer) => answers.push(answer as Steps));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (answers[0] === undefined) throw new Error(`${shape} of ${sizeLabel(n)} tasks: exit ${String(code)}`);
  return answers[0];
}

function table<Row extends string>(
  title: string,
  rows: Readonly<Record<Row, string>>,
  columns: ReadonlyMap<string, readonly Readonly<Partial<Record<Row, number>>>[]>,
  digits: number,
): void {
  console.log(`\n| ${[title, ...columns.keys()].join(' | ')} |`);
  console.log(`| --- | ${[...columns].map(() => '---:').join(' | ')} |`);
  for (const [row, name] of Object.entries(rows) as [Row, string][]) {
    const cells = [...columns.values()].map((runs) => {
      const values = runs.flatMap((run) => run[row] ?? []);
      return values.length === 0 ? '' : median(values).toFixed(digits);
    });
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
}

const given = process.argv.slice(2);
const sizes = given.filter((text) => Number(text) > 0).map(Number);
const names = given.filter((text) => !(Number(text) > 0));
const shapes = names.length > 0 ? namedShapes(names) : (['wide', 'random', 'async'] as const);

const all = new Map<string, Steps[]>();
for (let repetition = 0; repetition < REPETITIONS; repetition++) {
  for (const n of sizes.length > 0 ? sizes : [1e5, 1e6]) {
    for (const shape of shapes) {
      const column = `${shape} ${sizeLabel(n)}`;
      all.set(column, [...(all.get(column) ?? []), await inFreshProcess(shape, n)]);
    }
  }
}
console.log(`${machineLine(describeMachine())}; load ${load()}; medians of ${String(REPETITIONS)}`);
const part = <Key extends keyof Steps>(key: Key): Map<string, Steps[Key][]> =>
  new Map([...all].map(([column, runs]) => [column, runs.map((run) => run[key])]));
table('µs for each task', TIMES, part('us'), 2);
table('bytes held for each task', MEMORY, part('held'), 0);

/**
 * `npm run bench:flat`: the cost of a task in graphs that are large in one way each, at two sizes. What is not flat is
 * quadratic somewhere. `npm run bench:flat -- 1e4 1e6` takes these sizes; names of cases may follow.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sizeLabel } from './catalogue.js';
import { cases, type Case } from './flat/cases.js';
import { describeMachine, load, machineLine } from './harness/machine.js';

/** Microseconds of a task: of one graph, after six small ones. */
async function measure(run: Case, n: number): Promise<number> {
  for (let time = 0; time < 6; time++) await run(Math.min(n, 1000));
  const start = performance.now();
  await run(n);
  return ((performance.now() - start) * 1000) / n;
}

const program = fileURLToPath(import.meta.url);

async function inFreshProcess(name: string, n: number): Promise<number | string> {
  const child = fork(program, [name, String(n)], { execArgv: [...process.execArgv], timeout: 60_000 });
  const answers: unknown[] = [];
  child.on('message', (answer) => answers.push(answer));
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return (answers[0] as number | undefined) ?? (signal === null ? `exit ${String(code)}` : 'over 60 s');
}

if (process.send !== undefined) {
  const [name = '', n] = process.argv.slice(2);
  process.send(await measure(cases[name]!, Number(n)));
  process.disconnect();
} else {
  const given = process.argv.slice(2);
  const sizes = given.filter((text) => Number(text) > 0).map(Number);
  const names = given.filter((text) => !(Number(text) > 0));
  const unknown = names.find((name) => cases[name] === undefined);
  if (unknown !== undefined)
    throw new Error(`no case "${unknown}"; there are ${Object.keys(cases).join(', ')}`);
  const [small, large] = sizes.length === 2 ? (sizes as [number, number]) : [1e4, 1e5];
  console.log(`${machineLine(describeMachine())}; load ${load()}\n`);
  console.log(
    `| µs for each task | ${sizeLabel(small)} | ${sizeLabel(large)} | ratio |\n| --- | ---: | ---: | ---: |`,
  );
  for (const name of names.length > 0 ? names : Object.keys(cases)) {
    const costs = [await inFreshProcess(name, small), await inFreshProcess(name, large)] as const;
    const shown = costs.map((cost) => (typeof cost === 'number' ? cost.toFixed(2) : cost));
    const [a, b] = costs;
    const ratio = typeof a === 'number' && typeof b === 'number' ? (b / a).toFixed(2) : '';
    console.log(`| ${name} | ${shown.join(' | ')} | ${ratio} |`);
  }
}

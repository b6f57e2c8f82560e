/** `npm run bench`: see docs/benchmarks.md for what is measured and what to distrust. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { engines, sizeLabel } from './catalogue.js';
import { compileEngines } from './harness/compile-engines.js';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { parseOptions, usage, UsageError, type Options } from './harness/options.js';
import { daskVersions, present } from './harness/python-engines.js';
import { runChild } from './harness/run-child.js';
import { plan, runAll, type Report } from './harness/schedule.js';
import { summarize, type Cell } from './harness/summary.js';
import { markdownTables, textTables } from './harness/tables.js';

/** Returns the exit code: 1 when our own engines failed, or any engine gave a wrong result, 130 when interrupted. */
async function bench(asked: Options): Promise<number> {
  const options = { ...asked, engines: present(asked.engines, (line) => console.error(line)) };
  requireBuild(options);
  if (options.profileDir !== undefined) mkdirSync(options.profileDir, { recursive: true });
  // Half an hour of measurements must not be lost to a signal: what there is by then is shown and written.
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

  const startedAt = new Date();
  const loadBefore = load();
  const machine = describeMachine(daskVersions(options.engines));
  const series = plan(options);
  const compiled = compileEngines();
  process.on('exit', compiled.remove);
  console.error(`${machineLine(machine)}; load ${loadBefore}`);
  const limits = { ...options, signal: stop.signal };
  await runAll(series, options.reps, (what) => runChild(compiled, what, limits), progress, stop.signal);

  const cells = summarize(series);
  const run = { startedAt: startedAt.toISOString(), reps: options.reps, load: [loadBefore, load()] };
  print(options, cells, `${machineLine(machine)}; load ${run.load.join(' to ')}; median of ${run.reps}`);
  if (options.jsonFile !== undefined) {
    const raw = series.map(({ engine, shape, n, runs }) => ({ engine, shape, n, runs }));
    writeFileSync(
      options.jsonFile,
      `${JSON.stringify({ version: 1, ...run, machine, cells, raw }, null, 1)}\n`,
    );
  }
  if (stop.signal.aborted) return 130;
  return cells.some(isFailure) ? 1 : 0;
}

function requireBuild({ engines: asked }: Options): void {
  const built = existsSync(new URL('../../dist/index.js', import.meta.url));
  if (!built && asked.some((name) => engines[name].ours)) {
    throw new UsageError('dist/ is missing, and the benchmark runs the built library: npm run build');
  }
}

const progress: Report = ({ engine, shape, n }, outcome, done, total) => {
  const text =
    outcome.status === 'ok'
      ? `${((outcome.totalMs * 1000) / outcome.tasks).toFixed(2)} us/task`
      : `skipped: ${outcome.reason}`;
  console.error(`[${done}/${total}] ${sizeLabel(n)} ${shape} ${engine}: ${text}`);
};

function print(options: Options, cells: readonly Cell[], about: string): void {
  console.log(
    options.markdown ? `${about}\n\n${markdownTables(cells)}` : `\n${textTables(cells)}\n\n${about}`,
  );
  if (cells.length > 0 && cells.every((cell) => cell.ratio === undefined)) {
    console.log('\nNo ratios: they are taken over hand-lazy (chain: hand-eager), which was not measured.');
  }
}

const isFailure = (cell: Cell): boolean =>
  cell.wrongResult === true || (cell.status === 'skipped' && engines[cell.engine].ours === true);

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(usage);
  else process.exitCode = await bench(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n--help lists the options`);
  process.exitCode = 2;
}

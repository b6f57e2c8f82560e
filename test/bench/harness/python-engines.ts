import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engines, type EngineName, type PythonEngine } from '../catalogue.js';
import { referenceValue } from '../measured/reference-value.js';
import { makeShape, type Shape } from '../measured/shapes.js';
import { WARM_UP_SIZE } from '../measured/warm-up.js';
import type { Measurement } from '../protocol.js';

const benchDir = fileURLToPath(new URL('..', import.meta.url));
const program = join(benchDir, 'engines', 'dask_delayed.py');
const pythonOf = ({ venv }: PythonEngine): string => join(benchDir, '..', '..', venv, 'bin', 'python');

/** The engines that can be measured here. Says once for each environment that is missing what is left out. */
export function present(
  asked: readonly EngineName[],
  say: (line: string) => void,
  exists: (file: string) => boolean = existsSync,
): EngineName[] {
  const missing = new Set<string>();
  const there = asked.filter((name) => {
    const { python } = engines[name];
    if (python === undefined || exists(pythonOf(python))) return true;
    missing.add(python.venv);
    return false;
  });
  for (const venv of missing)
    say(`no ${venv}, so its Dask is left out: bash test/bench/dask-venvs.sh makes it`);
  return there;
}

/** The command that measures in Python. The graph goes through a file: the same one for every engine, made once. */
export function pythonCommand(
  { shape, n }: Measurement,
  python: PythonEngine,
  { dir, resultFile }: { readonly dir: string; readonly resultFile: string },
): [command: string, ...args: string[]] {
  const job = {
    shapeFile: shapeFile(dir, makeShape(shape, n)),
    warmUpFile: shapeFile(dir, makeShape(shape, Math.min(n, WARM_UP_SIZE))),
    scheduler: python.scheduler,
    resultFile,
  };
  return [pythonOf(python), program, JSON.stringify(job)];
}

function shapeFile(dir: string, shape: Shape): string {
  const file = join(dir, `${shape.name}-${shape.tasks}.json`);
  if (existsSync(file)) return file;
  const [ops, starts, args] = [shape.ops, shape.starts, shape.args].map((column) => Array.from(column));
  writeFileSync(file, JSON.stringify({ ops, starts, args, expected: referenceValue(shape) }));
  return file;
}

/** Versions of the Dasks among the engines, by environment. */
export function daskVersions(asked: readonly EngineName[]): Record<string, string> {
  const found = asked.flatMap((name) => engines[name].python ?? []);
  return Object.fromEntries(
    found.map((python) => {
      const code = 'import dask, platform; print(dask.__version__, platform.python_version())';
      const { stdout } = spawnSync(pythonOf(python), ['-c', code], { encoding: 'utf8' });
      const [dask = 'unknown', version = 'unknown'] = stdout.trim().split(' ');
      return [python.venv.replace('.venv-', ''), `${dask} (Python ${version})`];
    }),
  );
}

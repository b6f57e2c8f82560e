import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

const CANDIDATES = [path.resolve('.venv/bin/python'), path.resolve('notebooks/.venv/bin/python'), 'python3'];

function runs(python: string, program: string): boolean {
  return (python === 'python3' || existsSync(python)) && spawnSync(python, ['-c', program]).status === 0;
}

/** A Python with NumPy on this machine; undefined where there is none. */
export const numpyPython: string | undefined = CANDIDATES.find((python) => runs(python, 'import numpy'));

/** A Python on this machine; undefined where there is none. */
export const python: string | undefined =
  numpyPython ?? CANDIDATES.find((each) => runs(each, 'import pickle'));

/** What a Python program makes of JSON: it finds it in `given`, and leaves its answer in `answer`. */
export function askPython(interpreter: string, program: string, given: unknown): unknown {
  const code = `import base64, json, sys\ngiven = json.load(sys.stdin)\n${program}\njson.dump(answer, sys.stdout)`;
  const input = JSON.stringify(given);
  const run = spawnSync(interpreter, ['-W', 'error', '-c', code], {
    input,
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

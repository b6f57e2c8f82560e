// The folder notebooks/: what is committed there, and that it fits the code. Executing it is `notebooks/run.sh`.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fixTslabOutput } from '../../src/notebook/tslab-output.js';
import { startFakeTslab } from './fake-tslab.js';

interface Notebook {
  readonly metadata: { readonly kernelspec?: { readonly name: string } };
  readonly cells: readonly {
    readonly cell_type: string;
    readonly outputs?: readonly unknown[];
    readonly execution_count?: number | null;
  }[];
}

const folder = path.join(import.meta.dirname, '../../notebooks');
const read = <T>(file: string): T => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as T;
const notebooks = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));

afterEach(() => {
  vi.unstubAllGlobals();
});

it('pins the version of tslab whose output is repaired', () => {
  const { dependencies } = read<{ dependencies: Record<string, string> }>('package.json');
  startFakeTslab({ version: dependencies['tslab']! });
  expect(fixTslabOutput()).toBe(true);
});

it('has a lock file without registry hosts', () => {
  expect(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
});

it('starts the kernel from its own node_modules', () => {
  const { argv } = read<{ argv: string[] }>('kernels/tslab/kernel.json');
  expect(argv[1]).toBe('{resource_dir}/../../node_modules/tslab/bin/tslab');
});

describe.each(notebooks)('%s', (file) => {
  const { metadata, cells } = read<Notebook>(file);

  it('runs in the kernel tslab', () => {
    expect(metadata.kernelspec?.name).toBe('tslab');
  });

  it('is committed without output', () => {
    const executed = cells.filter((cell) => (cell.outputs?.length ?? 0) > 0 || cell.execution_count != null);
    expect(executed).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allCases } from './cases/all.js';
import { metaCases } from './cases/meta.js';
import type { Kind } from './cases/case.js';
import { runCases, type Outcome } from './cases/run.js';
import { compileCases, type Compiled } from './compiled.js';

const run = promisify(execFile);
let compiled: Compiled;

beforeAll(() => {
  compiled = compileCases();
});
afterAll(() => {
  compiled.remove();
});

async function program(
  kind: Kind,
  command: readonly string[],
  main: string,
  ...more: string[]
): Promise<Outcome[]> {
  const args = [...command, main, kind, compiled.worker, ...more];
  const { stdout } = await run(process.execPath, args, { cwd: compiled.folder, maxBuffer: 1e8 });
  return JSON.parse(stdout) as Outcome[];
}

const plain = (): string => join(compiled.folder, 'test/closures/cases/main.js');

const kinds: readonly [Kind, () => Promise<Outcome[]>][] = [
  ['vitest', () => runCases(allCases, 'vitest', compiled.worker)],
  ['node', () => program('node', [], plain())],
  [
    'tsx',
    () => program('tsx', ['--import', import.meta.resolve('tsx')], join(compiled.typescript, 'main.ts')),
  ],
  ['tslab', () => program('tslab', [], plain(), compiled.cells)],
];

describe('the table of closures', () => {
  it('has at least 90 cases, each with a name of its own', () => {
    expect(allCases.length).toBeGreaterThanOrEqual(90);
    expect(new Set(allCases.map(({ name }) => name)).size).toBe(allCases.length);
  });

  it.each(kinds)('is right in %s: the result, or the refusal that is documented', async (kind, outcomes) => {
    const found = await outcomes();
    expect(found.filter(({ fault }) => fault !== undefined)).toEqual([]);
    expect(found.length).toBe(
      allCases.filter((one) => !one.except?.includes(kind) && !(kind === 'tslab' && metaCases.includes(one)))
        .length,
    );
  });
});

// Runs the table in a program of its own: `main <kind> <worker file> [<folder of compiled cells>]`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import type { Case, Kind } from './case.js';
import { runCases } from './run.js';

const [kind, worker, cells] = process.argv.slice(2) as [Kind, string, string | undefined];

/** As tslab runs a cell: CommonJS in the global scope, `exports` and `require` being proxies. */
function cell(folder: string, name: string): Record<string, unknown> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const exports: Record<string, unknown> = {};
  loaded.set(name, exports);
  if (name === 'meta') return { metaCases: [] }; // a cell cannot be read with import.meta in it
  const real = createRequire(join(folder, `${name}.js`));
  const require = (id: string): unknown => (id.startsWith('./') ? cell(folder, id.slice(2, -3)) : real(id));
  const source = readFileSync(join(folder, `${name}.js`), 'utf8');
  const run = runInThisContext(`(function(exports, require) {${source}\n})`, {
    filename: 'evalmachine.<anonymous>',
  }) as (...given: unknown[]) => void;
  run(new Proxy(exports, {}), new Proxy(require, {}));
  return exports;
}

const loaded = new Map<string, Record<string, unknown>>();

async function cases(): Promise<readonly Case[]> {
  if (cells === undefined) return (await import('./all.js')).allCases;
  Object.assign(globalThis, { __tslab__: {} });
  return cell(cells, 'all')['allCases'] as readonly Case[];
}

void cases()
  .then((all) => runCases(all, kind, worker))
  .then((outcomes) => {
    process.stdout.write(JSON.stringify(outcomes));
  });

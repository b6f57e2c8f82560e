/** `npm run bench:charts -- results.json docs/benchmarks`: draws what `npm run bench -- --json results.json` wrote. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shapeNames } from './catalogue.js';
import { drawChart } from './charts/draw-chart.js';
import type { Cell } from './harness/summary.js';

const [file, directory, ...rest] = process.argv.slice(2);
if (file === undefined || directory === undefined || rest.length > 0) {
  console.error('npm run bench:charts -- <results.json> <directory>');
  process.exitCode = 2;
} else {
  const { cells } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cells: readonly Cell[] };
  mkdirSync(directory, { recursive: true });
  for (const shape of shapeNames) {
    const those = cells.filter((cell) => cell.shape === shape);
    if (those.length === 0) continue;
    const path = join(directory, `${shape}.svg`);
    writeFileSync(path, drawChart(shape, those));
    console.log(path);
  }
}

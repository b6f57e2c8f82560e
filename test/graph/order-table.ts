import { daskOnRandom, goldens, graphOf, peakOf, ratiosTo } from './order-graphs.js';

/* Prints the tables of docs/benchmarks.md: npx tsx test/graph/order-table.ts */

const row = (...cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

row('graph', 'tasks', 'Dask', 'dropgraph', 'bound of the test');
row('---', '---:', '---:', '---:', '---:');
for (const { name, inputs, dask, bound } of goldens) {
  row(name, inputs.length, dask, peakOf(graphOf(inputs)), bound ?? '');
}

console.log();
row('random graphs', 'graphs', 'mean peak, Dask = 1', 'lower', 'equal', 'higher');
row('---', '---:', '---:', '---:', '---:', '---:');
const all: number[] = [];
const summary = (title: string, ratios: readonly number[]): void => {
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  const count = (holds: (ratio: number) => boolean): number => ratios.filter(holds).length;
  row(
    title,
    ratios.length,
    mean.toFixed(2),
    count((ratio) => ratio < 1),
    count((ratio) => ratio === 1),
    count((ratio) => ratio > 1),
  );
};
for (const [family, peaks] of Object.entries(daskOnRandom)) {
  const ratios = ratiosTo(family, peaks);
  all.push(...ratios);
  summary(family, ratios);
}
summary('all', all);

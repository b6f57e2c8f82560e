// `npm run check -- perf`: what a task costs, as a ratio to promises written by hand in the same run, for each shape.
// The limits are about twice what was measured: half as fast fails, a busy machine does not. What is over its
// limit is measured a second time, and the better of the two counts. `npm run bench` is for finding out; this is for noticing.
import { referenceEngine, shapeNames, sizeLabel, type ShapeName } from '../bench/catalogue.js';
import { compileEngines } from '../bench/harness/compile-engines.js';
import { runChild } from '../bench/harness/run-child.js';
import { runAll, type Series } from '../bench/harness/schedule.js';
import { summarize, type Cell } from '../bench/harness/summary.js';
import { textTables } from '../bench/harness/tables.js';

const N = 1e5;
const REPETITIONS = 3;
/** One measurement takes a third of a second. */
const LIMIT_MS = 20_000;

const limits: Readonly<Record<ShapeName, number>> = {
  wide: 2.2,
  chain: 0.75,
  tree: 0.75,
  random: 0.5,
  async: 2,
};

const compiled = compileEngines();
process.on('exit', compiled.remove);

/** The cells of some shapes, ours and the reference. */
async function measure(shapes: readonly ShapeName[]): Promise<Cell[]> {
  const series = shapes.flatMap((shape) =>
    [referenceEngine(shape), 'dropgraph' as const].map((engine): Series => ({
      engine,
      shape,
      n: N,
      runs: [],
    })),
  );
  await runAll(
    series,
    REPETITIONS,
    (what) => runChild(compiled, what, { limitMs: LIMIT_MS }),
    () => {},
  );
  return summarize(series);
}

const ratioOf = (cells: readonly Cell[], shape: ShapeName): number | undefined =>
  cells.find((cell) => cell.engine === 'dropgraph' && cell.shape === shape)?.ratio;

/** Shapes that are over their limit, or could not be measured. */
const over = (cells: readonly Cell[], shapes: readonly ShapeName[]): ShapeName[] =>
  shapes.filter((shape) => !((ratioOf(cells, shape) ?? Infinity) <= limits[shape]));

const first = await measure(shapeNames);
console.log(textTables(first));
const again = over(first, shapeNames);
const second = again.length === 0 ? [] : await measure(again);
if (again.length > 0) console.log(`\nonce more: ${again.join(', ')}\n${textTables(second)}`);
const slow = over(second, again);

console.log(`\nratios at ${sizeLabel(N)}, medians of ${REPETITIONS}`);
for (const shape of shapeNames) {
  const found = [first, second].flatMap((cells) => ratioOf(cells, shape) ?? []);
  const ratios = found.map((ratio) => ratio.toFixed(2)).join(', then ') || 'not measured';
  console.log(
    `  ${slow.includes(shape) ? 'FAIL' : 'ok  '}  ${shape.padEnd(6)}  ${ratios}  (at most ${limits[shape]})`,
  );
}
process.exitCode = slow.length === 0 ? 0 : 1;

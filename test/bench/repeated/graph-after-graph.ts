/** Runs graphs one after the other in one process, and prints what a task of the last ones took, in µs. */
import { setImmediate } from 'node:timers/promises';
import type { ShapeName } from '../catalogue.js';
import { median } from '../harness/median.js';
import type { Engine } from '../measured/engine.js';
import { referenceValue } from '../measured/reference-value.js';
import { makeShape } from '../measured/shapes.js';

const GRAPHS = 60;
const COUNTED = 30;

const [name, shapeName, size, garbage] = process.argv.slice(2);
const { engine } = (await import(`../engines/${String(name)}.js`)) as { engine: Engine };
const shape = makeShape(shapeName as ShapeName, Number(size));
const expected = referenceValue(shape);
const ignore = (): void => {};

const times: number[] = [];
for (let graph = 0; graph < GRAPHS; graph++) {
  if (garbage === 'collected') globalThis.gc!();
  await setImmediate();
  const start = performance.now();
  const value = await engine.run(engine.build(shape, ignore), ignore);
  times.push(((performance.now() - start) * 1000) / shape.tasks);
  if (value !== expected) throw new Error(`wrong result: ${String(value)}`);
}
console.log(median(times.slice(-COUNTED)));

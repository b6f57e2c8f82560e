import { AsyncResource } from 'node:async_hooks';
import { runSettings } from '../executor/index.js';
import { countedResults, plainFunction, Template, walksOf, type AnyFunction } from '../graph/index.js';
import { Compilation } from './compilation.js';
import { compileNodes } from './compile.js';
import { makeRun } from './make-run.js';
import { RecordedNode } from './recorded-node.js';

/** Not the number of any call. */
const NO_CALL = -2;

/** What is kept does not keep what was going on around the first run. */
const apart = new AsyncResource('dropgraph');

let kept: unknown;

/**
 * Makes a small run of our own and keeps it, with one of each thing that a run is made of. When V8 collects garbage it
 * forgets the hidden classes of which no object is left, and throws away all optimized code that knows them: in a process
 * that runs graphs now and then, each run would begin with code that is interpreted, and 10,000 tasks take 10 times as long.
 */
export function keepOneRun(): void {
  kept ??= apart.runInAsyncScope(makeOne);
}

function makeOne(): unknown {
  const given = record((x: number) => x, 1);
  const later = record(async (x: number) => Promise.resolve(x), given);
  const last = record((items: readonly unknown[]) => items.length, Template.listOf([given, later]));
  const compilation = new Compilation();
  compilation.add([last]);
  const { graph } = compileNodes([last]);
  const walks = [...walksOf(graph, countedResults(graph))];
  const { run } = makeRun('kept', graph, runSettings(undefined, 'compute'), true);
  void run.start();
  return { last, compilation, walks, run };
}

function record(fn: AnyFunction, arg: unknown): RecordedNode {
  return new RecordedNode(plainFunction(fn.name, fn), [arg], NO_CALL);
}

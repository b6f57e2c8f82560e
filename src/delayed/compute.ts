import * as TE from 'fp-ts/lib/TaskEither.js';
import { DropGraph } from '../dropspec/index.js';
import { DropgraphError } from '../errors/index.js';
import {
  runSettings,
  sessionOfDrops,
  taskContext,
  type RunOptions,
  type RunSettings,
  type Session,
} from '../executor/index.js';
import { holdsLazy, type AnyFunction } from '../graph/index.js';
import { loadGraph } from '../loader/index.js';
import { isThenable } from '../basics/index.js';
import { compileStructure, inGoodOrder } from './compile-structure.js';
import type { Computed } from './input-types.js';
import { setLazyResults } from '../workers/index.js';
import { isPromise, optionsForLater } from './promised.js';
import { isLazy } from './record.js';
import { isNode } from './recorded-node.js';
import { setUpRun } from './set-up-run.js';
import { refuseSecondValue } from './structure.js';

/**
 * Runs everything lazy in a value and gives the value with the results in their places; the rest stays as it is.
 * All lazy values of one call share one graph, and each task of it runs once.
 *
 * @param value - a lazy value, or any structure of arrays, plain objects, Maps and Sets that holds some; or the promise
 *   of one, such as an async function that records calls gives. Promises inside of it are passed on as they are.
 * @throws TaskError when a task failed: it names the task, the line that recorded it and the way to the result.
 * @throws ComputeError when several failed before the run stopped.
 * @throws CancelledError when the signal, the timeout or an interrupt cancelled the run.
 * @throws TypeError when an option is unknown or wrong.
 * @category Running
 * @example
 * ```ts
 * import { compute, delayed } from 'dropgraph';
 *
 * const add = delayed((a: number, b: number) => a + b);
 * const three = add(1, 2);
 * await compute({ three, more: [add(three, 10), 'as it is'] }); // => { three: 3, more: [13, 'as it is'] }
 * ```
 */
export async function compute<const T>(value: T, options?: RunOptions): Promise<Computed<Awaited<T>>> {
  refuseSecondValue(options, 'compute');
  const settings = runSettings(options, 'compute');
  if (isPromise(value)) {
    const later = optionsForLater(options);
    return (await compute(await value, later)) as Computed<Awaited<T>>;
  }
  const { graph, rebuild } = compileStructure(value, settings.optimize);
  const { session } = setUpRun(graph, settings);
  void session.run();
  return rebuild(await session.outputs()) as Computed<Awaited<T>>;
}

/**
 * `compute` as a fp-ts TaskEither: nothing runs until it is called, and failures are a Left.
 *
 * @category Running
 * @example
 * ```ts
 * import { computeTE, delayed } from 'dropgraph';
 *
 * const half = delayed((x: number) => x / 2);
 * await computeTE(half(10))(); // => { _tag: 'Right', right: 5 }
 * ```
 */
export function computeTE<const T>(
  value: T,
  options?: RunOptions,
): TE.TaskEither<DropgraphError, Computed<Awaited<T>>> {
  return TE.tryCatch(
    () => compute(value, options),
    (error) => {
      if (error instanceof DropgraphError) return error;
      throw error; // wrong options are a mistake of the program, not an outcome of the run
    },
  );
}

/**
 * Starts a run of a graph and gives its session at once, before the first task: listeners attached now miss nothing.
 *
 * @param graph - a compiled or loaded graph, or dropspecs as `loadGraph` takes them.
 * @throws InvalidGraphError when a loaded graph is wrong, or needs a function that is not to be had.
 * @throws TypeError when an option is unknown or wrong, and for a lazy value, which has to be compiled first.
 * @category Running
 * @example
 * ```ts
 * import { compile, delayed, runGraph } from 'dropgraph';
 *
 * const session = await runGraph(compile(delayed(() => 'hello')()));
 * [...(await session.results()).values()]; // => ['hello']
 * ```
 */
export async function runGraph(
  graph: DropGraph | readonly unknown[] | string,
  options?: RunOptions,
): Promise<Session> {
  const settings = runSettings(options, 'runGraph');
  if (isNode(graph))
    throw new TypeError('runGraph takes a graph, got a lazy value: runGraph(compile(value))');
  const loaded = graph instanceof DropGraph ? graph : loadGraph(graph);
  const { drops } = loaded;
  const session =
    drops === undefined
      ? await sessionOfFunctions(loaded, settings)
      : sessionOfDrops(drops, expanding(await loaded.findFunctions(settings)), settings);
  setImmediate(() => void session.run());
  return session;
}

async function sessionOfFunctions(loaded: DropGraph, settings: RunSettings): Promise<Session> {
  const graph = await loaded.bind(settings);
  return setUpRun(settings.optimize ? inGoodOrder(graph) : graph, settings).session;
}

/** The value of a result that is lazy, where it cannot become part of the graph; undefined for any other. */
function computeLazy(result: unknown, signal: AbortSignal): Promise<unknown> | undefined {
  return isLazy(result) || holdsLazy(result, isLazy, 'the result') ? compute(result, { signal }) : undefined;
}

setLazyResults(computeLazy);

/** The functions, with results that are lazy themselves computed, silently: the drop is what the user sees. */
function expanding(functions: Readonly<Record<string, AnyFunction>>): Record<string, AnyFunction> {
  const whole = (result: unknown, signal: AbortSignal): unknown => computeLazy(result, signal) ?? result;
  const wrap =
    (fn: AnyFunction): AnyFunction =>
    (...args): unknown => {
      const { signal } = taskContext();
      const result: unknown = fn(...args);
      return isThenable(result) ? result.then((value) => whole(value, signal)) : whole(result, signal);
    };
  return Object.fromEntries(Object.entries(functions).map(([name, fn]) => [name, wrap(fn)]));
}

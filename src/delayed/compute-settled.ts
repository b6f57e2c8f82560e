import { CancelledError, ComputeError, type TaskError } from '../errors/index.js';
import { runSettings, type ColumnRun, type RunOptions, type Session } from '../executor/index.js';
import { compileStructures } from './compile-structure.js';
import type { Computed } from './input-types.js';
import { setUpRun } from './set-up-run.js';
import { structuresIn } from './structure.js';

/** What `computeSettled` gives for each item of a list. @category Running */
export type Settled<T> = { -readonly [I in keyof T]: PromiseSettledResult<Computed<T[I]>> };

/**
 * Computes the items of a list, each by itself, as `Promise.allSettled` does: a failed task fails only the items that
 * need it, everything else goes on. All items share one graph, and each task of it runs once.
 *
 * Where the run is cancelled, the items that were finished keep their values, and the reason of the others is the
 * CancelledError.
 *
 * @param list - lazy values, or structures that hold some.
 * @returns for each item `{ status: 'fulfilled', value }` or `{ status: 'rejected', reason }`; the reason is a TaskError,
 *   or a ComputeError where several of the lazy values in the item failed.
 * @throws TypeError when an option is unknown or wrong; ListenerError when a listener threw.
 * @category Running
 * @example
 * ```ts
 * import { computeSettled, delayed } from 'dropgraph';
 *
 * const parse = delayed((text: string) => JSON.parse(text) as unknown, { name: 'parse' });
 * const outcomes = await computeSettled([parse('[1]'), parse('oops')]);
 * outcomes.map(({ status }) => status); // => ['fulfilled', 'rejected']
 * ```
 */
export async function computeSettled<const T extends readonly unknown[]>(
  list: T,
  options?: RunOptions,
): Promise<Settled<T>> {
  const settings = runSettings(options, 'computeSettled');
  const structures = structuresIn(list, 'computeSettled');
  const { graph, tasksOf } = compileStructures(structures, settings.optimize);
  const { session, run } = setUpRun(graph, settings, false);
  await session.run();
  if (session.error !== undefined && !isSettled(session)) throw session.error;
  return structures.map(({ build }, item) => outcomeOf(tasksOf[item]!, build, run, session)) as Settled<T>;
}

/** Failed tasks and a cancelled run are told item by item; whatever else ends a run is told at once. */
function isSettled({ error }: Session): boolean {
  return error instanceof CancelledError || 'errors' in error! || 'taskName' in error!;
}

function outcomeOf(
  tasks: readonly number[],
  build: (values: readonly unknown[]) => unknown,
  run: ColumnRun,
  session: Session,
): PromiseSettledResult<unknown> {
  const values: unknown[] = [];
  const errors = new Map<string, TaskError>();
  for (const task of tasks) {
    const outcome = run.outcome(task);
    if (outcome === undefined) return { status: 'rejected', reason: session.error };
    if (outcome.status === 'fulfilled') values.push(outcome.value);
    else errors.set(outcome.reason.key, outcome.reason);
  }
  if (errors.size === 0) return { status: 'fulfilled', value: build(values) };
  const failures = [...errors.values()];
  return { status: 'rejected', reason: failures.length === 1 ? failures[0] : new ComputeError(failures) };
}

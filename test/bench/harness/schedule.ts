import { sizeLabel } from '../catalogue.js';
import type { Failure, Measurement, Outcome, Success } from '../protocol.js';
import { takesPart, type Options } from './options.js';

/** Every repetition of one engine at one shape and size. */
export interface Series extends Measurement {
  readonly runs: Success[];
  failure?: Failure;
}

/** One series per cell of the tables, smallest size first, so a peer that is out of time is not tried bigger. */
export function plan(options: Options): Series[] {
  return options.sizes.flatMap((n) =>
    options.shapes.flatMap((shape) =>
      options.engines
        .filter((engine) => takesPart(options, engine, shape, n))
        .map((engine): Series => ({ engine, shape, n, runs: [] })),
    ),
  );
}

export type Report = (series: Series, outcome: Outcome, done: number, total: number) => void;

/**
 * Repetitions on the outside: noise that lasts a minute then hits every engine alike instead of one engine's
 * every repetition. Engines of one shape and size stay neighbours, because ratios are taken between them.
 */
export async function runAll(
  series: readonly Series[],
  reps: number,
  runOne: (what: Measurement) => Promise<Outcome>,
  report: Report,
  signal?: AbortSignal,
): Promise<void> {
  const total = series.length * reps;
  let done = 0;
  for (let rep = 0; rep < reps; rep++) {
    for (const one of series) {
      done++;
      const known = one.failure ?? failureAtSmaller(series, one);
      if (known !== undefined) {
        one.failure = known;
        continue;
      }
      const { engine, shape, n } = one;
      const outcome = await runOne({ engine, shape, n });
      if (signal?.aborted === true) return; // its process was killed: that says nothing about the engine
      if (outcome.status === 'ok') one.runs.push(outcome);
      else one.failure = outcome;
      report(one, outcome, done, total);
    }
  }
}

/** Too slow, too deep or too big at one size means the same at every bigger one: not worth the time limit. */
function failureAtSmaller(series: readonly Series[], one: Series): Failure | undefined {
  const smaller = series.find(
    (other) => other.engine === one.engine && other.shape === one.shape && other.n < one.n && other.failure,
  );
  if (smaller?.failure === undefined) return undefined;
  const { reason } = smaller.failure;
  return {
    status: 'failed',
    reason: reason.includes(' at ') ? reason : `${reason} at ${sizeLabel(smaller.n)}`,
  };
}

import { referenceEngine } from '../catalogue.js';
import type { Measurement } from '../protocol.js';
import type { Series } from './schedule.js';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One cell of the tables, and one entry of the JSON's `cells`. */
export interface Cell extends Measurement {
  readonly status: 'ok' | 'skipped';
  readonly reason?: string;
  readonly wrongResult?: true;
  readonly tasks?: number;
  readonly usPerTask?: Spread;
  readonly cpuUsPerTask?: Spread;
  /** Median over the reference engine's median in the same run; absent when that one was not measured. */
  readonly ratio?: number;
  readonly reference?: string;
  readonly peakBytesPerTask?: Spread;
  /** Medians. */
  readonly phasesMs?: Readonly<Record<string, number>>;
}

export function summarize(all: readonly Series[]): Cell[] {
  // Without either when the benchmark was interrupted.
  const measured = all.filter(({ runs, failure }) => runs.length > 0 || failure !== undefined);
  return measured.map((series) => {
    const { engine, shape, n, failure } = series;
    if (failure !== undefined) {
      const wrong = failure.wrongResult === true ? { wrongResult: true as const } : {};
      return { engine, shape, n, status: 'skipped', reason: failure.reason, ...wrong };
    }
    const usPerTask = timeSpread(series);
    const reference = referenceEngine(shape);
    const base = measured.find(
      (other) => other.engine === reference && other.shape === shape && other.n === n,
    );
    const ratio =
      base === undefined || base.failure !== undefined
        ? {}
        : { ratio: usPerTask.median / timeSpread(base).median };
    return {
      engine,
      shape,
      n,
      status: 'ok',
      tasks: series.runs[0]!.tasks,
      usPerTask,
      cpuUsPerTask: spread(series.runs.map((run) => (run.cpuMs * 1000) / run.tasks)),
      reference,
      ...ratio,
      ...memorySpread(series),
      phasesMs: phaseMedians(series),
    };
  });
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

const timeSpread = ({ runs }: Series): Spread => spread(runs.map((run) => (run.totalMs * 1000) / run.tasks));

function memorySpread({ runs }: Series): { peakBytesPerTask?: Spread } {
  const known = runs.flatMap(({ peakBytes, tasks }) => (peakBytes === null ? [] : [peakBytes / tasks]));
  return known.length === 0 ? {} : { peakBytesPerTask: spread(known) };
}

function phaseMedians({ runs }: Series): Record<string, number> {
  const names = Object.keys(runs[0]!.phasesMs);
  return Object.fromEntries(
    names.map((name) => [name, spread(runs.map((run) => run.phasesMs[name]!)).median]),
  );
}

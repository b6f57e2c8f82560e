import { durationOf, stateOf, TRACE_STATES, type RunTrace, type TraceState } from './run-trace.js';
import { millis, thousands } from './words.js';

/** How many tasks are in each state that occurs. */
export type StateCounts = ReadonlyMap<TraceState, number>;

/** How the tasks of one node went. */
export interface Tally {
  readonly states: StateCounts;
  /** How many tasks were started. */
  readonly timed: number;
  /** Time of all of them together, in ms. */
  readonly total: number;
  /** Time of the one in the middle, in ms; NaN where none was started. */
  readonly median: number;
}

/**
 * Counts the states of some tasks and adds up their times.
 *
 * @param timed - whether what is drawn takes time: data that a task makes does not, though it shares its state.
 */
export function tallyOf(trace: RunTrace, tasks: Int32Array, timed: boolean): Tally {
  const states = new Map<TraceState, number>();
  const times = new Float64Array(timed ? tasks.length : 0);
  let known = 0;
  let total = 0;
  for (const task of tasks) {
    const state = stateOf(trace, task);
    states.set(state, (states.get(state) ?? 0) + 1);
    const time = timed ? durationOf(trace, task) : NaN;
    if (Number.isNaN(time)) continue;
    times[known++] = time;
    total += time;
  }
  const sorted = times.subarray(0, known).sort();
  const median = ((sorted[(known - 1) >> 1] ?? NaN) + (sorted[known >> 1] ?? NaN)) / 2;
  return { states, timed: known, total, median };
}

/** Several tallies as one; it has no median. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const states = new Map<TraceState, number>();
  for (const tally of tallies) {
    for (const [state, count] of tally.states) states.set(state, (states.get(state) ?? 0) + count);
  }
  const add = (of: (tally: Tally) => number): number => tallies.reduce((sum, tally) => sum + of(tally), 0);
  return { states, timed: add(({ timed }) => timed), total: add(({ total }) => total), median: NaN };
}

/** The states that occur, always in the same order. */
export function statesIn({ states }: Tally): (readonly [state: TraceState, count: number])[] {
  return TRACE_STATES.flatMap((state) => {
    const count = states.get(state);
    return count === undefined ? [] : [[state, count] as const];
  });
}

/** `980 done, 20 failed`, or of a single task its state alone. */
export function statesText(tally: Tally, single = false): string {
  return statesIn(tally)
    .map(([state, count]) => (single ? state : `${thousands(count)} ${state}`))
    .join(', ');
}

/** `3.2 s in all, median 12 ms`, or of a single task its time alone; empty where nothing was started. */
export function timesText({ timed, total, median }: Tally, single = false): string {
  if (timed === 0) return '';
  return single ? millis(total) : `${millis(total)} in all, median ${millis(median)}`;
}

/** `980 done, 20 failed, 3.2 s of work`. */
export function workText(tally: Tally): string {
  return tally.timed === 0 ? statesText(tally) : `${statesText(tally)}, ${millis(tally.total)} of work`;
}

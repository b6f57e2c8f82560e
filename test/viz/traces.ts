import { compile } from '../../src/index.js';
import { TRACE_STATES, type RunTrace, type TraceState } from '../../src/viz/index.js';

/** What became of one task: its state, and how many ms it took. */
export type Outcome = readonly [state: TraceState, ms?: number, error?: unknown];

/** A run of what computing a value would run, with the outcome that is told for each task by its name. */
export function traceOf(value: unknown, outcome: (name: string, task: number) => Outcome): RunTrace {
  const graph = compile(value).columns();
  const outcomes = graph.functions.map(({ name }, task) => outcome(name, task));
  return {
    graph,
    states: Uint8Array.from(outcomes, ([state]) => TRACE_STATES.indexOf(state)),
    stateNames: TRACE_STATES,
    started: Float64Array.from(outcomes, ([, ms], task) => (ms === undefined ? NaN : 1000 + task)),
    ended: Float64Array.from(outcomes, ([state, ms], task) => {
      return ms === undefined || state === 'running' ? NaN : 1000 + task + ms;
    }),
    now: 2000,
    errors: new Map(outcomes.flatMap(([, , error], task) => (error === undefined ? [] : [[task, error]]))),
  };
}

import { AppDROP, type AbstractDROP } from '../drops/index.js';
import { getUpstreamObjects } from '../droputils/index.js';
import type { TaskGraph } from '../graph/index.js';
import { AppDROPStates, DROPStates } from '../protocol/index.js';
import { TRACE_STATES, type RunTrace, type TraceState } from '../viz/index.js';

/** What pictures call the states of drops; one in ERROR may have failed itself or not. */
const STATE_NAMES: Readonly<Record<DROPStates, TraceState>> = {
  [DROPStates.INITIALIZED]: 'waiting',
  [DROPStates.WRITING]: 'running',
  [DROPStates.COMPLETED]: 'done',
  [DROPStates.ERROR]: 'failed',
  [DROPStates.EXPIRED]: 'done',
  [DROPStates.DELETED]: 'done',
  [DROPStates.CANCELLED]: 'cancelled',
  [DROPStates.SKIPPED]: 'skipped',
};

/** When applications began and ended, in milliseconds of `performance.now()`. */
export class AppTimes {
  readonly started: Map<string, number> = new Map();
  readonly ended: Map<string, number> = new Map();

  record({ oid }: AbstractDROP, execStatus: unknown): void {
    const times = execStatus === AppDROPStates.RUNNING ? this.started : this.ended;
    times.set(oid, performance.now());
  }
}

/**
 * How far the drops of a graph are.
 *
 * @param graph - its columns: a task is an application, a data drop, or an application with its only output.
 * @param times - undefined where none were kept.
 */
export function traceOfDrops(
  graph: TaskGraph,
  drops: ReadonlyMap<string, AbstractDROP>,
  times: AppTimes | undefined,
): RunTrace {
  const { size, names } = graph;
  const dropOf = (oid: string | undefined): AbstractDROP | undefined =>
    oid === undefined ? undefined : drops.get(oid);
  const errors = new Map<number, unknown>();
  const states = Uint8Array.from({ length: size }, (_, task) => {
    const app = dropOf(names.appOid(task));
    const data = dropOf(names.dataOid(task));
    const state = stateOfTask(app, data);
    if (state === 'failed') errors.set(task, app?.error ?? data?.error);
    return TRACE_STATES.indexOf(state);
  });
  const column = (known: ReadonlyMap<string, number> | undefined): Float64Array =>
    Float64Array.from({ length: known === undefined ? 0 : size }, (_, task) => {
      return known?.get(names.appOid(task) ?? '') ?? NaN;
    });
  return {
    graph,
    states,
    stateNames: TRACE_STATES,
    started: column(times?.started),
    ended: column(times?.ended),
    now: performance.now(),
    errors,
  };
}

/** A task is done when the data of its application is there. */
function stateOfTask(app: AbstractDROP | undefined, data: AbstractDROP | undefined): TraceState {
  const first = app === undefined ? 'done' : stateOf(app);
  if (first !== 'done' || data === undefined) return first;
  const second = stateOf(data);
  return app !== undefined && second === 'waiting' ? 'running' : second;
}

function stateOf(drop: AbstractDROP): TraceState {
  if (drop.status === DROPStates.ERROR && getUpstreamObjects(drop).some(isInError)) return 'input failed';
  // an application is INITIALIZED while it runs
  const runs = drop instanceof AppDROP && drop.execStatus === AppDROPStates.RUNNING;
  return runs && drop.status === DROPStates.INITIALIZED ? 'running' : STATE_NAMES[drop.status];
}

/** Whether a drop is in ERROR. */
export function isInError({ status }: AbstractDROP): boolean {
  return status === DROPStates.ERROR;
}

import type { DropEvent } from '../events/index.js';
import type { TaskGraph } from '../graph/index.js';
import { dropStatesOf, TaskState } from './task-state.js';

const NOTHING = { data: {}, merkleroot: null };

/**
 * What a change of a task's state means in events of its drops, in the order of the DROP model: the application
 * ends, its data ends and tells its consumers, then the application tells its outputs that it has finished.
 */
export function dropEventsOf(
  graph: TaskGraph,
  task: number,
  state: TaskState,
  session_id: string,
): DropEvent[] {
  const { status, execStatus } = dropStatesOf(state);
  const label = { session_id, name: graph.functions[task]!.name, lg_key: '' };
  const appOid = graph.names.appOid(task);
  const dataOid = graph.names.dataOid(task);
  const app = appOid === undefined ? undefined : { oid: appOid, uid: appOid, ...label };
  const data = dataOid === undefined ? undefined : { oid: dataOid, uid: dataOid, ...label };
  const events: DropEvent[] = [];
  if (app !== undefined) events.push({ type: 'execStatus', ...app, execStatus });
  if (state === TaskState.RUNNING) return events;
  if (app !== undefined) events.push({ type: 'status', ...app, status });
  if (data !== undefined) {
    events.push({ type: 'status', ...data, status });
    events.push({ type: 'dropCompleted', ...data, status });
    events.push({ type: 'reproducibility', ...data, reprodata: NOTHING });
  }
  if (app !== undefined) {
    events.push({ type: 'producerFinished', ...app, status, execStatus });
    events.push({ type: 'reproducibility', ...app, reprodata: NOTHING });
  }
  return events;
}

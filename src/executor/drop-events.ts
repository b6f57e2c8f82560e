import type { DropEvent } from '../events/index.js';
import type { TaskGraph } from '../graph/index.js';
import { dropStatesOf, TaskState } from './task-state.js';

/**
 * What a change of a task's state means in events of its drops, in the order of the DROP model: the application
 * ends, its data completes and tells its consumers, then the application tells its outputs that it has finished.
 * Cancelled drops change state without telling their consumers.
 */
export function dropEventsOf(
  graph: TaskGraph,
  task: number,
  state: TaskState,
  session_id: string,
): DropEvent[] {
  const { status, execStatus } = dropStatesOf(state);
  const name = graph.functions[task]!.name;
  const appOid = graph.names.appOid(task);
  const dataOid = graph.names.dataOid(task);
  const app = appOid === undefined ? undefined : { oid: appOid, uid: appOid, session_id, name };
  const data = dataOid === undefined ? undefined : { oid: dataOid, uid: dataOid, session_id, name };
  const events: DropEvent[] = [];
  if (app !== undefined) events.push({ type: 'execStatus', ...app, execStatus });
  if (state === TaskState.RUNNING) return events;
  if (app !== undefined) events.push({ type: 'status', ...app, status });
  if (data !== undefined) events.push({ type: 'status', ...data, status });
  if (state === TaskState.CANCELLED) return events;
  if (data !== undefined) events.push({ type: 'dropCompleted', ...data, status });
  if (app !== undefined) events.push({ type: 'producerFinished', ...app, status, execStatus });
  return events;
}

import type { DropEvent } from '../events/index.js';
import type { TaskGraph } from '../graph/index.js';
import { dropStatesOf, TaskState } from './task-state.js';

const NOTHING = { data: {}, merkleroot: null };

/**
 * Tells what a change of a task's state means in events of its drops, in the order of the DROP model: the application
 * ends, its data ends and tells its consumers, then the application tells its outputs that it has finished.
 *
 * Every field is written out: copying what they share into each event takes as long as all the rest.
 */
export function tellDropEvents(
  { names, functions }: TaskGraph,
  task: number,
  state: TaskState,
  session_id: string,
  tell: (event: DropEvent) => void,
): void {
  const { status, execStatus } = dropStatesOf(state);
  const { name } = functions[task]!;
  const lg_key = '';
  const app = names.appOid(task);
  if (app !== undefined)
    tell({ type: 'execStatus', oid: app, uid: app, session_id, name, lg_key, execStatus });
  if (state === TaskState.RUNNING) return;
  const data = names.dataOid(task);
  if (app !== undefined) tell({ type: 'status', oid: app, uid: app, session_id, name, lg_key, status });
  if (data !== undefined) {
    tell({ type: 'status', oid: data, uid: data, session_id, name, lg_key, status });
    tell({ type: 'dropCompleted', oid: data, uid: data, session_id, name, lg_key, status });
    tell({ type: 'reproducibility', oid: data, uid: data, session_id, name, lg_key, reprodata: NOTHING });
  }
  if (app !== undefined) {
    tell({ type: 'producerFinished', oid: app, uid: app, session_id, name, lg_key, status, execStatus });
    tell({ type: 'reproducibility', oid: app, uid: app, session_id, name, lg_key, reprodata: NOTHING });
  }
}

/**
 * The embedded DROP executor: runs task graphs, in sessions.
 *
 * @module
 */
export { runSettings, type RunOptions, type RunSettings } from './run-options.js';
export { ColumnRun } from './column-run.js';
export type { KeptResults } from './engine-settings.js';
export { placementOf } from './placement.js';
export { TaskState } from './task-state.js';
export { DropRun } from './drop-run.js';
export { sessionOfDrops } from './drop-session.js';
export type { DropStatus, SessionDrop } from './run.js';
export { nextSessionId, Session } from './session.js';
export { Window } from './window.js';
export { taskContext, type TaskContext } from '../workers/index.js';

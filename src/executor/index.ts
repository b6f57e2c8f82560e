/**
 * The embedded DROP executor: runs task graphs, in sessions.
 *
 * @module
 */
export { runSettings, type RunOptions, type RunSettings } from './run-options.js';
export type { DropStatus } from './session-drops.js';
export { Session } from './session.js';
export { Window } from './window.js';
export { taskContext, type TaskContext } from './task-context.js';

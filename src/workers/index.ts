/**
 * Where tasks run other than the event loop: worker threads and processes; and what a running task knows of itself.
 *
 * @module
 */
export { setLazyResults } from './lazy-results.js';
export type { WorkerLimits } from './member.js';
export { WorkerPool } from './pool.js';
export { processes, sharedPool, threads, type PoolOptions } from './pools.js';
export { ELSEWHERE, type Lane, type Scheduler, type Step, type TaskReport } from './scheduler.js';
export {
  enterTask,
  leaveTask,
  signalOfTask,
  taskContext,
  withContext,
  type ContextSource,
  type TaskContext,
} from './task-context.js';

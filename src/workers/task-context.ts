import { AsyncLocalStorage } from 'node:async_hooks';
import { SessionError } from '../errors/index.js';

/** What a running task may know of itself. @category Running */
export interface TaskContext {
  readonly key: string;
  readonly name: string;
  /** Number of this try: 1, or more where the task is tried again (`retries`). */
  readonly attempt: number;
  /** Aborted when the task takes longer than its `timeout`, and when the run fails or is cancelled. */
  readonly signal: AbortSignal;
}

/** Makes the context of a task when it asks. */
export interface ContextSource {
  contextOf(task: number): TaskContext;
}

// Two variables and no AsyncLocalStorage: that would cost every task more than running it does.
let source: ContextSource | undefined;
let running = 0;

/** For drops, which read their inputs before they call a function; nothing is paid where no drop runs. */
const around = new AsyncLocalStorage<TaskContext>();

/** Calls a function in a context that holds for all that it begins. */
export function withContext<T>(context: TaskContext, call: () => T): T {
  return around.run(context, call);
}

/** The signal of the task that is running; undefined outside a task. */
export function signalOfTask(): AbortSignal | undefined {
  return source === undefined ? around.getStore()?.signal : source.contextOf(running).signal;
}

/** Says which task's function is about to be called. */
export function enterTask(of: ContextSource, task: number): void {
  source = of;
  running = task;
}

/** The function has returned, or given its promise. */
export function leaveTask(): void {
  source = undefined;
}

/**
 * The context of the task that is running. Ask at the start of the function, before its first `await`: what
 * runs later runs for many tasks at once.
 *
 * @throws SessionError outside a task.
 * @category Running
 * @example
 * ```ts
 * import { compute, delayed, taskContext } from 'dropgraph';
 *
 * const whoAmI = delayed(() => taskContext().name, { name: 'who' });
 * await compute(whoAmI()); // => 'who'
 * ```
 */
export function taskContext(): TaskContext {
  if (source === undefined) {
    const context = around.getStore();
    if (context !== undefined) return context;
    throw new SessionError(
      'taskContext() was called outside a task; call it at the start of a task function, before its first await',
    );
  }
  return source.contextOf(running);
}

import { DropgraphError, messageOf } from './dropgraph-error.js';

/** What is known of the task that failed. */
export interface FailedTask {
  readonly key: string;
  readonly taskName: string;
  /** Keys from the failed task to the result that was asked for. */
  readonly path: readonly string[];
  /** `file:line:column` of the call that recorded the task, or where its function was made lazy. */
  readonly callSite: string | undefined;
  /** How often the task was tried; 1 where it has no `retries`. */
  readonly tries?: number | undefined;
}

/** Longest way shown in a message; the whole of it is in `path`. */
const STEPS_SHOWN = 8;

/**
 * A task of the graph failed. `cause` is the very error the function threw.
 *
 * @category Errors
 */
export class TaskError extends DropgraphError {
  readonly #task: FailedTask;

  constructor(task: FailedTask, cause: unknown) {
    super('DLG_ERR_TASK', describe(task, cause), { cause });
    this.#task = task;
    // the line that recorded the task is of use to the user; the lines of the executor are not
    this.stack = `TaskError: ${this.message}\n    at ${task.taskName} (${task.callSite ?? 'a loaded graph'})`;
  }

  /** Key of the failed task. */
  get key(): string {
    return this.#task.key;
  }

  /** Label of the failed task: the name of its function, or the one given. */
  get taskName(): string {
    return this.#task.taskName;
  }

  /** How often the task was tried; more than once where it has `retries`. */
  get tries(): number {
    return this.#task.tries ?? 1;
  }

  /** Keys from the failed task to the result that was asked for. */
  get path(): readonly string[] {
    return this.#task.path;
  }

  /**
   * `file:line:column` of the call that recorded the task, or of `delayed(fn)` for calls beyond those remembered;
   * undefined in a graph that was loaded.
   */
  get callSite(): string | undefined {
    return this.#task.callSite;
  }
}

/**
 * The function of `map`, `filter`, `starmap`, `reduce` or `fold` failed for one item; the `cause` of the TaskError. Its own
 * `cause` is the very error the function threw.
 *
 * @category Errors
 */
export class ItemError extends DropgraphError {
  /** Place of the item in its list; where items before it were left out, place among those of its task. */
  readonly index: number;

  /** @param isPlace - whether the index is the place in the whole list. */
  constructor(index: number, isPlace: boolean, cause: unknown) {
    super('DLG_ERR_ITEM', `item ${String(index)}${isPlace ? '' : ' of the batch'}: ${messageOf(cause)}`, {
      cause,
    });
    this.index = index;
  }
}

/** Several tasks failed before the run stopped. `cause` is the first of them. @category Errors */
export class ComputeError extends DropgraphError {
  readonly #errors: readonly TaskError[];

  constructor(errors: readonly TaskError[]) {
    const lines = errors.map((error) => `  ${error.message.replaceAll('\n', '\n  ')}`);
    super('DLG_ERR_COMPUTE', [`${String(errors.length)} tasks failed:`, ...lines].join('\n'), {
      cause: errors[0],
    });
    this.#errors = errors;
    this.stack = `ComputeError: ${this.message}`;
  }

  /** One for each failed task, in the order they failed. */
  get errors(): readonly TaskError[] {
    return this.#errors;
  }
}

/** The run was cancelled. `cause` is the reason: the signal's, the timeout's, or what `cancel()` was given. @category Errors */
export class CancelledError extends DropgraphError {
  constructor(reason: unknown, done: number, total: number) {
    super(
      'DLG_ERR_CANCELLED',
      `The run was cancelled after ${String(done)} of ${String(total)} tasks: ${messageOf(reason)}`,
      { cause: reason },
    );
  }
}

/** A task changed a value that other tasks may use; the `cause` of its TaskError. @category Errors */
export class MutationError extends DropgraphError {
  constructor(name: string, value: string) {
    super(
      'DLG_ERR_MUTATION',
      `"${name}" changed ${value}, which other tasks may use as well; let it work on a copy, such as structuredClone(value)`,
    );
  }
}

/** A worker thread or process ended while it ran a task; the `cause` of the TaskError. @category Errors */
export class WorkerError extends DropgraphError {
  constructor(message: string) {
    super('DLG_ERR_WORKER', message);
  }
}

function describe(task: FailedTask, cause: unknown): string {
  const { tries = 1 } = task;
  const times = tries > 1 ? ` ${String(tries)} times` : '';
  const lines = [`Task "${task.taskName}" (${task.key}) failed${times}: ${messageOf(cause)}`];
  if (task.callSite !== undefined) lines.push(`  recorded at ${task.callSite}`);
  if (task.path.length > 1) lines.push(`  on the way to the result: ${shorten(task.path).join(' -> ')}`);
  return lines.join('\n');
}

function shorten(path: readonly string[]): readonly string[] {
  if (path.length <= STEPS_SHOWN) return path;
  const half = STEPS_SHOWN / 2;
  const left = path.length - STEPS_SHOWN;
  return [...path.slice(0, half), `(${String(left)} more)`, ...path.slice(-half)];
}

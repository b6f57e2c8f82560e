/** The signals of the tasks that asked for theirs. Each has one of its own: what it adds to it is gone with the task. */
export class TaskSignals {
  readonly #controllers: Map<number, AbortController> = new Map();
  #isStopped = false;
  #reason: unknown;

  /** The signal of a task, aborted from the start once all were told to end. */
  of(task: number): AbortSignal {
    const known = this.#controllers.get(task);
    if (known !== undefined) return known.signal;
    const controller = new AbortController();
    if (this.#isStopped) controller.abort(this.#reason);
    else this.#controllers.set(task, controller);
    return controller.signal;
  }

  /** What a task has begun and left to itself is told to end. */
  abort(task: number, reason: unknown): void {
    const controller = this.#controllers.get(task);
    if (controller === undefined) return;
    this.#controllers.delete(task);
    controller.abort(reason);
  }

  /** All that run are told to end. */
  abortAll(reason: unknown): void {
    this.#isStopped = true;
    this.#reason = reason;
    for (const controller of [...this.#controllers.values()]) controller.abort(reason);
  }

  /** The task has ended. */
  forget(task: number): void {
    if (this.#controllers.size > 0) this.#controllers.delete(task);
  }

  clear(): void {
    this.#controllers.clear();
  }
}

/** Looks at the values of tasks while a run goes on. Whatever it throws fails the task. */
export interface TaskWatch {
  /** A task is about to be called. */
  before(task: number): void;
  /** A task has ended, before its result is taken. */
  after(task: number): void;
  /** A result is there. */
  completed(task: number, value: unknown): void;
  /** A result is not kept any more. */
  released(task: number): void;
}

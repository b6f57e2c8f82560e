import TinyQueue from 'tinyqueue';
import type { TaskColumns, TaskFunction } from '../graph/index.js';

/** Stands where there is no task. */
export const NONE = -1;

/**
 * Which task comes next. Tasks stand in a good order, so that is the order they are met in; those whose inputs came
 * late come first of all. Only where some tasks have a priority they wait in a queue.
 */
export class ReadyTasks {
  readonly #graph: TaskColumns;
  /** Tasks that were there at the start; those added later are never met, only freed. */
  readonly #end: number;
  /** Next task of the order that was not looked at yet. */
  #cursor = 0;
  /** Tasks before the cursor whose last input has arrived; the one on top is started first. */
  readonly #freed: number[] = [];
  /** Tasks without inputs that wait until less is alive, and how many of them have been taken. */
  readonly #held: number[] = [];
  #taken = 0;
  #queue: TinyQueue<number> | undefined;
  /** For each task how many of its inputs are not there yet; undefined while every task finds its inputs done. */
  waitingFor: Int32Array | undefined;

  /** @param prioritized - whether some task has a priority; then `waitingFor` must be counted from the start. */
  constructor(graph: TaskColumns, prioritized: boolean) {
    this.#graph = graph;
    this.#end = graph.size;
    if (!prioritized) return;
    this.#queue = this.#newQueue([]);
    this.#cursor = this.#end;
  }

  /** From now on tasks wait in a queue: one that was added has a priority. */
  prioritize(): void {
    if (this.#queue !== undefined) return;
    const tasks = this.#freed.splice(0);
    for (; this.#cursor < this.#end; this.#cursor++) {
      if (this.waitingFor === undefined || this.waitingFor[this.#cursor] === 0) tasks.push(this.#cursor);
    }
    this.#queue = this.#newQueue(tasks);
  }

  #newQueue(tasks: number[]): TinyQueue<number> {
    const priority = (task: number): number => this.#graph.functions[task]!.policy?.priority ?? 0;
    return new TinyQueue<number>(tasks, (a, b) => priority(b) - priority(a) || a - b);
  }

  /** A task all of whose inputs are done. */
  free(task: number): void {
    if (this.#queue !== undefined) this.#queue.push(task);
    else if (task < this.#cursor || task >= this.#end) this.#freed.push(task);
  }

  /**
   * The next task, or NONE.
   *
   * @param hold - whether tasks without inputs have to wait.
   */
  next(hold: boolean): number {
    if (!hold && this.#taken < this.#held.length) return this.#unhold();
    for (let task = this.#take(); task !== NONE; task = this.#take()) {
      if (!hold || this.#hasInputs(task)) return task;
      this.#held.push(task);
    }
    return NONE;
  }

  #unhold(): number {
    const task = this.#held[this.#taken++]!;
    if (this.#taken === this.#held.length) this.#taken = this.#held.length = 0;
    return task;
  }

  #take(): number {
    if (this.#queue !== undefined) return this.#queue.pop() ?? NONE;
    const freed = this.#freed.pop();
    if (freed !== undefined) return freed;
    while (this.#cursor < this.#end) {
      const task = this.#cursor++;
      if (this.waitingFor === undefined || this.waitingFor[task] === 0) return task;
    }
    return NONE;
  }

  #hasInputs(task: number): boolean {
    const { offsets, refs } = this.#graph;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) if (refs[at]! >= 0) return true;
    return false;
  }
}

/** Whether tasks of a function start before or after others. */
export function hasPriority({ policy }: TaskFunction): boolean {
  return policy !== undefined && policy.priority !== 0;
}

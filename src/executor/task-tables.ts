import { int32s } from '../basics/index.js';
import { consumersOf, countUses, someFunction, type Links, type TaskGraph } from '../graph/index.js';
import { LateLinks } from './late-links.js';
import { isOperation } from './placement.js';
import { hasPriority, ReadyTasks } from './ready-tasks.js';
import { hasFailed, TaskState } from './task-state.js';

/** Is told of every change of a task's state, while the change is made. */
export type Observer = (task: number, state: TaskState) => void;

/**
 * What is known of the tasks of a run, one entry each: state, result, how many still need the result, and once that is
 * counted, how many inputs are missing. The tables grow with the graph.
 */
export class TaskTables {
  readonly values: unknown[];
  readonly ready: ReadyTasks;
  /** Tasks that will not change any more. */
  settled = 0;
  /** Results that are kept. */
  live = 0;
  observer: Observer | undefined;
  /** Is told when a result is not kept any more. */
  onRelease: ((task: number) => void) | undefined;
  readonly #graph: TaskGraph;
  readonly #links = new LateLinks();
  #states: Uint8Array;
  #uses: Int32Array;
  #consumers: Links | undefined;

  constructor(graph: TaskGraph) {
    this.#graph = graph;
    this.#uses = countUses(graph);
    this.values = new Array<unknown>(graph.size);
    this.#states = new Uint8Array(graph.size);
    const prioritized = someFunction(graph, hasPriority);
    this.ready = new ReadyTasks(graph, prioritized);
    if (!prioritized) return;
    const waitingFor = this.count();
    for (let task = 0; task < graph.size; task++) if (waitingFor[task] === 0) this.ready.free(task);
  }

  /** The state of each task, a TaskState. */
  get states(): Uint8Array {
    return this.#states;
  }

  /** How many tasks still need the result of each, once more if it was asked for. */
  get uses(): Int32Array {
    return this.#uses;
  }

  /** The tasks that use each result, where that was counted. */
  get consumers(): Links | undefined {
    return this.#consumers;
  }

  mark(task: number, state: TaskState): void {
    this.#states[task] = state;
    if (this.observer !== undefined) this.observer(task, state);
  }

  failed(task: number): boolean {
    return hasFailed(this.#states[task]);
  }

  anInputFailed(task: number): boolean {
    const { offsets, refs } = this.#graph;
    for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
      const ref = refs[at]!;
      if (ref >= 0 && this.failed(ref)) return true;
    }
    return false;
  }

  /** The task will not change any more: drops the inputs nobody else needs and frees the tasks it held back. */
  settle(task: number, state: TaskState): void {
    const { offsets, refs } = this.#graph;
    this.settled++;
    this.mark(task, state);
    // those of a failed task are kept, so that it can be looked into
    if (state !== TaskState.FAILED) {
      const end = offsets[task + 1]!;
      for (let at = offsets[task]!; at < end; at++) {
        const ref = refs[at]!;
        if (ref >= 0 && --this.#uses[ref]! === 0) this.#letGo(ref);
      }
    }
    if (this.ready.waitingFor !== undefined) this.#free(task, this.ready.waitingFor);
  }

  /** A use of a result less. */
  release(task: number): void {
    if (--this.#uses[task]! === 0 && this.#states[task] === TaskState.DONE) this.#letGo(task);
  }

  #letGo(task: number): void {
    this.values[task] = undefined;
    this.live--;
    this.onRelease?.(task);
  }

  #free(task: number, waitingFor: Int32Array): void {
    const { offsets, items } = this.#consumers!;
    // from the last to the first, so that the first is on top
    for (let at = (offsets[task + 1] ?? 0) - 1; at >= offsets[task]!; at--)
      this.#serve(items[at]!, waitingFor);
    this.#links.forEach(task, (consumer) => this.#serve(consumer, waitingFor));
  }

  /** One more input of a task is there. */
  #serve(consumer: number, waitingFor: Int32Array): void {
    if (--waitingFor[consumer]! === 0) this.ready.free(consumer);
  }

  /** From the first task that does not end at once, inputs are counted: what needs it has to wait. */
  count(): Int32Array {
    if (this.ready.waitingFor !== undefined) return this.ready.waitingFor;
    const { offsets, refs } = this.#graph;
    const size = this.values.length;
    this.#consumers = consumersOf(this.#graph, size);
    const waitingFor = (this.ready.waitingFor = int32s(size));
    for (let task = 0; task < size; task++) {
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const ref = refs[at]!;
        if (ref >= 0 && this.#states[ref]! <= TaskState.RUNNING) waitingFor[task]!++;
      }
    }
    return waitingFor;
  }

  /** A task waits for others that are not its inputs, and needs their results. */
  await(task: number, others: readonly number[]): void {
    const waitingFor = this.ready.waitingFor!;
    for (const other of others) {
      this.#uses[other]! += 2; // for this task, and for whoever gives the same lazy value again
      this.#link(other, task, waitingFor);
    }
    if (waitingFor[task] === 0) this.ready.free(task);
  }

  /** The graph may have grown: the tables grow with it, and tasks that can start are freed. */
  grow(): void {
    const { size, functions, refs, offsets } = this.#graph;
    const counted = this.count();
    const known = this.values.length;
    this.#links.grow(size);
    if (size === known) return;
    this.values.length = size;
    this.#states = grown(this.#states, size);
    this.#uses = grown(this.#uses, size);
    const waitingFor = (this.ready.waitingFor = grown(counted, size));
    for (let task = known; task < size; task++) {
      const called = functions[task]!;
      if (hasPriority(called)) this.ready.prioritize();
      // any lazy result to come may ask for it again, and it is to run once
      if (called.pure && !isOperation(called)) this.#uses[task]!++;
      for (let at = offsets[task]!; at < offsets[task + 1]!; at++) {
        const input = refs[at]!;
        if (input < 0) continue;
        this.#uses[input]!++;
        this.#link(input, task, waitingFor);
      }
    }
    // from the last to the first, so that the first is on top
    for (let task = size - 1; task >= known; task--) if (waitingFor[task] === 0) this.ready.free(task);
  }

  #link(input: number, task: number, waitingFor: Int32Array): void {
    if (this.#states[input]! > TaskState.RUNNING) return;
    this.#links.add(input, task);
    waitingFor[task]!++;
  }

  /** Settles what never ran: in error where an input failed, cancelled otherwise. */
  settleRest(): void {
    const size = this.values.length;
    for (let task = 0; this.settled < size; task++) {
      if (this.#states[task]! > TaskState.RUNNING) continue;
      this.settled++;
      this.mark(task, this.anInputFailed(task) ? TaskState.INPUT_FAILED : TaskState.CANCELLED);
    }
  }

  /** Settles what needs one of the failed tasks, where some need tasks that stand after them. */
  blame(failed: number[]): void {
    const { offsets, items } = this.#consumers!;
    const blame = (task: number): void => {
      if (this.#states[task]! > TaskState.RUNNING) return;
      this.settled++;
      this.mark(task, TaskState.INPUT_FAILED);
      failed.push(task);
    };
    for (let task = failed.pop(); task !== undefined; task = failed.pop()) {
      for (let at = offsets[task] ?? 0; at < (offsets[task + 1] ?? 0); at++) blame(items[at]!);
      this.#links.forEach(task, blame);
    }
  }
}

/** A table with room for more tasks; it doubles, so that adding them one by one is cheap. */
function grown<T extends Uint8Array | Int32Array>(table: T, size: number): T {
  if (size <= table.length) return table;
  const larger = new (table.constructor as new (length: number) => T)(Math.max(size, 2 * table.length));
  larger.set(table);
  return larger;
}

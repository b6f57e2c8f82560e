import { TaskState } from './task-state.js';

/** When the tasks of a run began and ended, in milliseconds of `performance.now()`; NaN where they did not. */
export class TaskTimes {
  #started: Float64Array;
  #ended: Float64Array;

  constructor(size: number) {
    this.#started = new Float64Array(size).fill(NaN);
    this.#ended = new Float64Array(size).fill(NaN);
  }

  get started(): Float64Array {
    return this.#started;
  }

  get ended(): Float64Array {
    return this.#ended;
  }

  readonly record = (task: number, state: TaskState): void => {
    if (task >= this.#started.length) {
      this.#started = longer(this.#started, task);
      this.#ended = longer(this.#ended, task);
    }
    const times = state === TaskState.RUNNING ? this.#started : this.#ended;
    times[task] = performance.now();
  };
}

function longer(times: Float64Array, task: number): Float64Array {
  const grown = new Float64Array(Math.max(2 * times.length, task + 1)).fill(NaN);
  grown.set(times);
  return grown;
}

import { Int32List } from '../basics/index.js';

const NONE = -1;

/** Who waits for which task, for links that came up while the graph runs. */
export class LateLinks {
  /** For each task its last link; each link leads to the one before. */
  #last: Int32Array = new Int32Array(0);
  readonly #before = new Int32List();
  readonly #waiter = new Int32List();

  /** Makes room for so many tasks. */
  grow(size: number): void {
    if (size <= this.#last.length) return;
    const last = new Int32Array(Math.max(size, 2 * this.#last.length)).fill(NONE);
    last.set(this.#last);
    this.#last = last;
  }

  add(task: number, waiter: number): void {
    this.#before.push(this.#last[task]!);
    this.#waiter.push(waiter);
    this.#last[task] = this.#before.length - 1;
  }

  /** From the link made last to the first. */
  forEach(task: number, visit: (waiter: number) => void): void {
    for (let at = this.#last[task] ?? NONE; at !== NONE; at = this.#before.get(at))
      visit(this.#waiter.get(at));
  }
}

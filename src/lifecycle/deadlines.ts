import TinyQueue from 'tinyqueue';
import type { DataDROP } from '../drops/index.js';

/** Milliseconds a timer of Node can wait at most. */
const LONGEST_WAIT = 2 ** 31 - 1;

interface Deadline {
  readonly at: number;
  /** Nobody, once the drop was forgotten: the queue gives up its entries only from the front. */
  drop: DataDROP | undefined;
}

/** Tells when the time of a drop has come; one timer waits for the next of all of them. */
export class Deadlines {
  readonly #queue: TinyQueue<Deadline> = new TinyQueue<Deadline>([], (a, b) => a.at - b.at);
  readonly #byDrop: Map<DataDROP, Deadline> = new Map();
  readonly #onDue: (drop: DataDROP) => void;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Infinity;

  constructor(onDue: (drop: DataDROP) => void) {
    this.#onDue = onDue;
  }

  /** @param at - milliseconds since 1970. */
  add(drop: DataDROP, at: number): void {
    this.forget(drop);
    const deadline = { at, drop };
    this.#byDrop.set(drop, deadline);
    this.#queue.push(deadline);
    this.#arm();
  }

  forget(drop: DataDROP): void {
    const deadline = this.#byDrop.get(drop);
    if (deadline === undefined) return;
    deadline.drop = undefined;
    this.#byDrop.delete(drop);
    this.#arm();
  }

  #arm(): void {
    while (this.#queue.peek()?.drop === undefined && this.#queue.length > 0) this.#queue.pop();
    const at = this.#queue.peek()?.at ?? Infinity;
    if (at === this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    if (at === Infinity) return;
    const wait = Math.min(Math.max(at - Date.now(), 0), LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#ring(), wait).unref();
  }

  #ring(): void {
    this.#timerAt = Infinity;
    const now = Date.now();
    for (let next = this.#queue.peek(); next !== undefined && next.at <= now; next = this.#queue.peek()) {
      this.#queue.pop();
      if (next.drop === undefined) continue;
      this.#byDrop.delete(next.drop);
      this.#onDue(next.drop);
    }
    this.#arm(); // the clock may have been set back, or the wait was too long for one timer
  }
}

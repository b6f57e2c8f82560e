/** Milliseconds a task is thought to take before any has run: enough to be sent alone. */
const UNKNOWN = 1;
/** How much of what was thought before remains after each measurement. */
const MEMORY = 0.5;
/** One of so many tasks is sent although it could stay, to see whether that is still so. */
const PROBE = 32;

/** What tasks of a function cost at a pool, as far as is known: to run, and to send. */
export class FunctionTimes {
  #running: number = UNKNOWN;
  #sending = 0;
  #isMeasured = false;
  #stayed = 0;

  /** Milliseconds one of its tasks runs. */
  get running(): number {
    return this.#running;
  }

  /** @param ratio - how long its tasks ran, as a multiple of what was thought. */
  ran(ratio: number): void {
    const memory = this.#isMeasured ? MEMORY : 0;
    this.#isMeasured = true;
    this.#running = Math.max(1e-4, this.#running * (memory + (1 - memory) * ratio));
  }

  /** @param milliseconds - how long sending one of its tasks took. */
  sent(milliseconds: number): void {
    this.#sending = this.#sending === 0 ? milliseconds : (this.#sending + milliseconds) / 2;
  }

  /** Whether the next of its tasks is sooner run than sent. */
  staysNext(): boolean {
    return this.#isMeasured && this.#running < this.#sending && ++this.#stayed % PROBE !== 0;
  }
}

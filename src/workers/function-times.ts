/** Milliseconds a task is thought to take before any has run: enough to be sent alone. */
const UNKNOWN = 15;
/** How much of what was thought before remains after each measurement. */
const MEMORY = 0.75;
/** One of so many tasks is sent although it could stay, to see whether that is still so. */
const PROBE = 32;

/** What tasks of a function cost at a pool, as far as is known: to run, and to send. */
export class FunctionTimes {
  #running: number | undefined;
  #sending: number | undefined;
  #telling: number | undefined;
  #awaits = false;
  #stayed = 0;

  /** Milliseconds one of its tasks runs. */
  get running(): number {
    return this.#running ?? UNKNOWN;
  }

  /** @param ratio - how long its tasks ran, as a multiple of what was thought. */
  ran(ratio: number): void {
    this.#running = Math.max(1e-4, blend(this.#running, this.running * ratio));
  }

  /** It gives promises, so that how long it works is not known. */
  awaits(): void {
    this.#awaits = true;
  }

  /** @param milliseconds - how long sending one of its tasks took. */
  sent(milliseconds: number): void {
    this.#sending = blend(this.#sending, milliseconds);
  }

  /** @param milliseconds - how long the worker took to tell a result; reading it takes about the same here. */
  told(milliseconds: number): void {
    this.#telling = blend(this.#telling, milliseconds);
  }

  /** Whether the next of its tasks is sooner run than sent and its result read. */
  staysNext(): boolean {
    if (this.#running === undefined || this.#awaits) return false;
    const isSooner = this.#running < (this.#sending ?? 0) + (this.#telling ?? 0);
    return isSooner && ++this.#stayed % PROBE !== 0;
  }
}

function blend(before: number | undefined, measured: number): number {
  return before === undefined ? measured : MEMORY * before + (1 - MEMORY) * measured;
}

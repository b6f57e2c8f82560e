/** Longest the event loop is kept waiting between two short tasks, in ms: timers, signals and progress still run. */
const SLICE = 16;
/** Most tasks started between two looks at the clock; few enough to notice soon that tasks have become slow. */
const MOST = 64;

/** Tells a loop when to let the event loop have its turn, without asking the clock at every step. */
export class TimeSlice {
  #start = performance.now();
  #last: number = this.#start;
  #stride = 1;
  #left = 1;
  #isWaiting = false;

  /** Whether the event loop has its turn. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** One more step was made; true when the time is over. */
  isOver(): boolean {
    if (--this.#left > 0) return false;
    const now = performance.now();
    this.#stride = now - this.#last > SLICE / 4 ? 1 : Math.min(this.#stride * 2, MOST);
    this.#left = this.#stride;
    this.#last = now;
    return now - this.#start > SLICE;
  }

  /**
   * Lets the event loop have its turn, and goes on then. Nothing else begins a new slice: promises that settle give the
   * event loop no turn.
   */
  wait(goOn: () => void): void {
    this.#isWaiting = true;
    setImmediate(() => {
      this.#isWaiting = false;
      this.#start = this.#last = performance.now();
      goOn();
    });
  }
}

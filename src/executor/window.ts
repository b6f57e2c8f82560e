/**
 * The places for promises that are awaited at once. One is shared by a run and the runs of its lazy results: together
 * they keep to the limit.
 */
export class Window {
  /** Number of places. */
  readonly size: number;
  #taken = 0;
  /** Runs that wait for a place of another run to go on. */
  readonly #waiting: Set<() => void> = new Set();

  constructor(size: number) {
    this.size = size;
  }

  get taken(): number {
    return this.#taken;
  }

  get isFull(): boolean {
    return this.#taken >= this.size;
  }

  enter(): void {
    this.#taken++;
  }

  leave(): void {
    this.#taken--;
    if (this.#waiting.size === 0) return;
    for (const goOn of this.#waiting) queueMicrotask(goOn);
    this.#waiting.clear();
  }

  callWhenFree(goOn: () => void): void {
    this.#waiting.add(goOn);
  }
}

/** How many messages the other side can take; who sends waits for more. A call begins with one. */
export class Credit {
  #left = 1;
  #isOver = false;
  readonly #waiting: (() => void)[] = [];

  /** Takes one, as soon as there is one; false when none will come any more. */
  async take(): Promise<boolean> {
    while (this.#left === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#left--;
    return !this.#isOver;
  }

  /** The other side can take so many more. */
  add(more: unknown): void {
    if (typeof more !== 'number' || !(more > 0)) return;
    this.#left = Math.min(this.#left + Math.floor(more), Number.MAX_SAFE_INTEGER);
    this.#wake();
  }

  /** None will come any more. */
  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

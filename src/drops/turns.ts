/** Does one thing after the other, in the order they were asked for. */
export class Turns {
  #last: Promise<unknown> | undefined;
  #underWay = 0;

  /** Things asked for and not done. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Does a thing once those before it are done, well or not; at once where there are none. */
  take<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay++;
    const turn = this.#after(this.#last, work);
    this.#last = turn;
    return turn;
  }

  /** Waits until everything is done; its failures are those of who asked for it. */
  async settled(): Promise<void> {
    while (this.#underWay > 0) await this.#last?.catch(() => undefined);
  }

  async #after<T>(before: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
    try {
      if (before !== undefined) await before.catch(() => undefined);
      return await work();
    } finally {
      this.#underWay--;
    }
  }
}

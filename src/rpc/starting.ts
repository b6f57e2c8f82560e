/** The start of something that listens: once, however often it is asked for, and again after it failed or ended. */
export class Starting {
  #promise: Promise<void> | undefined;

  /** Begins, or gives the promise of what was begun. */
  begin(listen: () => Promise<void>): Promise<void> {
    this.#promise ??= listen().catch((error: unknown) => {
      this.#promise = undefined;
      throw error;
    });
    return this.#promise;
  }

  /** Waits for what was begun, however it goes; then it can begin anew. */
  async end(): Promise<void> {
    await this.#promise?.catch(() => undefined);
    this.#promise = undefined;
  }
}

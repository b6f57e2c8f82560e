/** Names of the messages that keep a call going. */
export const BEAT = '_zpc_hb';
export const MORE = '_zpc_more';

/**
 * The two sides of a call show each other that they are alive. As in zerorpc, counting begins with the first beat sent,
 * and a side that was not heard for two beats is lost.
 */
export class Heartbeat {
  readonly #interval: number;
  readonly #timer: NodeJS.Timeout;
  #heard: number | undefined;
  #ticked = performance.now();

  /**
   * @param interval - milliseconds between beats.
   * @param beat - sends one.
   * @param lost - the other side has fallen silent.
   */
  constructor(interval: number, beat: () => void, lost: () => void) {
    this.#interval = interval;
    this.#timer = setInterval(() => {
      if (this.#isSilent()) lost();
      else beat();
    }, interval);
  }

  /** The other side has shown that it is alive. */
  hear(): void {
    this.#heard = performance.now();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #isSilent(): boolean {
    const now = performance.now();
    // while this process was busy or asleep it could not hear anything
    const wasAway = now - this.#ticked > 2 * this.#interval;
    this.#ticked = now;
    if (this.#heard === undefined || wasAway) this.#heard = now;
    return now > this.#heard + 2 * this.#interval;
  }
}

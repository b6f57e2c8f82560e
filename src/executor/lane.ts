import type { Window } from './window.js';

interface Waiting<T> {
  readonly item: T;
  readonly priority: number;
}

/** Things that wait for a place in a window, those with the highest priority first, else in the order they came. */
export class Lane<T> {
  readonly #window: Window;
  readonly #start: (item: T) => Promise<void>;
  readonly #waiting: Waiting<T>[] = [];
  /** The next of them: taking items off the front of a long list one by one is quadratic. */
  #next = 0;
  /** Items of this lane in the window. */
  #taken = 0;

  /** @param start - begins with an item; the place is free again when its promise resolves. */
  constructor(window: Window, start: (item: T) => Promise<void>) {
    this.#window = window;
    this.#start = start;
  }

  /** Whether nothing waits and nothing is at work. */
  get isIdle(): boolean {
    return this.#taken === 0 && this.#waiting.length === 0;
  }

  get taken(): number {
    return this.#taken;
  }

  /** @param priority - of those that wait, higher ones go first. */
  add(item: T, priority = 0): void {
    let at = this.#waiting.length;
    while (at > this.#next && this.#waiting[at - 1]!.priority < priority) at--;
    this.#waiting.splice(at, 0, { item, priority });
    this.#fill();
  }

  /** What waits is forgotten. */
  clear(): void {
    this.#waiting.length = this.#next = 0;
  }

  readonly #fill = (): void => {
    while (this.#next < this.#waiting.length) {
      if (this.#window.isFull) {
        // places of its own come back by themselves
        if (this.#window.taken > this.#taken) this.#window.callWhenFree(this.#fill);
        return;
      }
      this.#begin(this.#waiting[this.#next++]!.item);
    }
    this.clear();
  };

  #begin(item: T): void {
    this.#taken++;
    this.#window.enter();
    void this.#start(item).then(() => {
      this.#taken--;
      this.#window.leave();
      this.#fill();
    });
  }
}

import { asPromise } from '../basics/index.js';
import type { Attempt } from './attempts.js';
import type { Window } from './window.js';

/** What the run does when a promise settles. */
export interface InFlightEvents {
  returned(task: number, value: unknown): void;
  failed(task: number, error: unknown): void;
  /** After either. */
  goOn(): void;
}

/** The promises of the tasks of a run that are awaited, each in a place of the window. */
export class InFlight {
  readonly #window: Window;
  readonly #events: InFlightEvents;
  #size = 0;

  constructor(window: Window, events: InFlightEvents) {
    this.#window = window;
    this.#events = events;
  }

  /** Number of promises awaited. */
  get size(): number {
    return this.#size;
  }

  /** Most promises awaited at once. */
  get most(): number {
    return this.#window.size;
  }

  /** Whether there is no place. One of its own comes back by itself; `goOn` is called when it is others that are full. */
  isFull(goOn: () => void): boolean {
    if (!this.#window.isFull) return false;
    if (this.#window.taken > this.#size) this.#window.callWhenFree(goOn);
    return true;
  }

  /** @param attempt - what the promise gives after its end is not wanted: its place was left before. */
  await(task: number, promise: PromiseLike<unknown>, attempt: Attempt | undefined): void {
    this.#size++;
    this.#window.enter();
    asPromise(promise).then(
      (value) => {
        if (attempt?.isOver === true) return;
        this.leave();
        this.#events.returned(task, value);
        this.#events.goOn();
      },
      (error: unknown) => {
        if (attempt?.isOver === true) return;
        this.leave();
        this.#events.failed(task, error);
        this.#events.goOn();
      },
    );
  }

  leave(): void {
    this.#size--;
    this.#window.leave();
  }
}

import { asPromise } from '../basics/index.js';
import type { Attempt } from './attempts.js';
import { NONE } from './ready-tasks.js';
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
  /** Places whose promise has settled. */
  readonly #free: Place[] = [];
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
    const place = this.#free.pop() ?? new Place(this.#settled);
    place.task = task;
    place.attempt = attempt;
    asPromise(promise).then(place.returned, place.failed);
  }

  leave(): void {
    this.#size--;
    this.#window.leave();
  }

  readonly #settled: Settled = (place, isValue, result) => {
    const { task, attempt } = place;
    place.attempt = undefined;
    this.#free.push(place);
    if (attempt?.isOver === true) return;
    this.leave();
    if (isValue) this.#events.returned(task, result);
    else this.#events.failed(task, result);
    this.#events.goOn();
  };
}

type Settled = (place: Place, isValue: boolean, result: unknown) => void;

/** What waits for one promise after the other: the two functions a promise takes are made once, not for each task. */
class Place {
  task: number = NONE;
  attempt: Attempt | undefined;
  readonly returned: (value: unknown) => void;
  readonly failed: (error: unknown) => void;

  constructor(settled: Settled) {
    this.returned = (value): void => settled(this, true, value);
    this.failed = (error): void => settled(this, false, error);
  }
}

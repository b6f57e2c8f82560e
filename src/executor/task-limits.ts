import { AsyncLocalStorage } from 'node:async_hooks';
import type { TaskLimit } from '../graph/index.js';

/**
 * A place under a limit. A task that computes other tasks under the same limit does nothing while it waits for them, so
 * they take its place in turn: waiting for another one, they would wait for the task that waits for them.
 */
export interface Place {
  readonly name: string;
  /** That of the task in which the run of this one was asked for. */
  readonly within: Place | undefined;
  /** Whose place it is, where it was borrowed. */
  readonly lender: Place | undefined;
  isLent: boolean;
  isOver: boolean;
}

/** Takes the place it waited for; false where it is not wanted any more. */
type Waiter = () => boolean;

interface Waiting {
  readonly limit: TaskLimit;
  readonly within: Place | undefined;
  readonly goOn: Waiter;
}

/** Those who wait, first come first served, each with the number of places it thinks there are. */
class Line {
  readonly #waiting: Waiting[] = [];
  /** The first of them: taking a hundred thousand off the front of a list one by one is quadratic. */
  #first = 0;

  get isEmpty(): boolean {
    return this.#first === this.#waiting.length;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  /** Takes out the first for whom there is a place when so many are taken. */
  next(taken: number): Waiter | undefined {
    for (let at = this.#first; at < this.#waiting.length; at++) {
      const { limit, within, goOn } = this.#waiting[at]!;
      if (taken >= limit.concurrency && lenderFor(limit, within) === undefined) continue;
      if (at > this.#first) this.#waiting.splice(at, 1);
      else if (++this.#first > this.#waiting.length / 2) {
        this.#waiting.splice(0, this.#first);
        this.#first = 0;
      }
      return goOn;
    }
    return undefined;
  }
}

interface Named {
  taken: number;
  readonly line: Line;
}

/** One table for the process: what a limit protects, such as a database, is shared by all runs. */
const limits = new Map<string, Named>();

/** The place of the task whose code is running, also after its first `await`. Tasks without a limit pay nothing for it. */
const around = new AsyncLocalStorage<Place | undefined>();

/** The place in which code is running; undefined where no task with a limit is around it. */
export function placeAround(): Place | undefined {
  return around.getStore();
}

/** Calls a function in a place: what is computed there may borrow it. */
export function callIn<A extends unknown[], T>(
  place: Place | undefined,
  call: (...args: A) => T,
  ...args: A
): T {
  return around.run(place, call, ...args);
}

/**
 * Takes a place under a limit; undefined where there is none.
 *
 * @param within - the place in which the run was asked for.
 */
export function enterLimit(limit: TaskLimit, within: Place | undefined): Place | undefined {
  const { name, concurrency } = limit;
  const named = limits.get(name) ?? { taken: 0, line: new Line() };
  limits.set(name, named);
  if (named.taken < concurrency) {
    named.taken++;
    return { name, within, lender: undefined, isLent: false, isOver: false };
  }
  const lender = lenderFor(limit, within);
  if (lender === undefined) return undefined;
  lender.isLent = true;
  return { name, within, lender, isLent: false, isOver: false };
}

/** The nearest place under the same limit, of those around, that nobody else has borrowed. */
function lenderFor({ name }: TaskLimit, within: Place | undefined): Place | undefined {
  let place = within;
  while (place !== undefined && (place.name !== name || place.isLent || place.isOver)) place = place.within;
  return place;
}

/** Calls back once when there may be a place: whoever is called has to `enterLimit` like anybody else. */
export function waitForLimit(limit: TaskLimit, within: Place | undefined, goOn: Waiter): void {
  limits.get(limit.name)!.line.add({ limit, within, goOn });
}

/** Gives the place back; one that is lent is given back by whoever has it. */
export function leaveLimit(place: Place): void {
  place.isOver = true;
  if (place.isLent) return;
  const { name, lender } = place;
  if (lender === undefined) limits.get(name)!.taken--;
  else {
    lender.isLent = false;
    if (lender.isOver) {
      leaveLimit(lender);
      return;
    }
  }
  offerLimit(name);
}

/** There may be a place: calls the first of those who wait that wants it. */
export function offerLimit(name: string): void {
  const limit = limits.get(name);
  if (limit === undefined) return;
  for (let goOn = limit.line.next(limit.taken); goOn !== undefined; goOn = limit.line.next(limit.taken)) {
    if (goOn()) break;
  }
  if (limit.taken === 0 && limit.line.isEmpty) limits.delete(name);
}

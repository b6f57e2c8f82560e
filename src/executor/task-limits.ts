import type { TaskLimit } from '../graph/index.js';

/** Takes the place it waited for; false where it is not wanted any more. */
type Waiter = () => boolean;

/** Those who wait, first come first served, each with the number of places it thinks there are. */
class Line {
  readonly #waiting: { readonly concurrency: number; readonly goOn: Waiter }[] = [];
  /** The first of them: taking a hundred thousand off the front of a list one by one is quadratic. */
  #first = 0;

  get isEmpty(): boolean {
    return this.#first === this.#waiting.length;
  }

  add(concurrency: number, goOn: Waiter): void {
    this.#waiting.push({ concurrency, goOn });
  }

  /** Takes out the first for whom there is a place when so many are taken. */
  next(taken: number): Waiter | undefined {
    for (let at = this.#first; at < this.#waiting.length; at++) {
      const { concurrency, goOn } = this.#waiting[at]!;
      if (taken >= concurrency) continue;
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

/** Takes a place under a limit; false where there is none. */
export function enterLimit({ name, concurrency }: TaskLimit): boolean {
  const limit = limits.get(name) ?? { taken: 0, line: new Line() };
  limits.set(name, limit);
  if (limit.taken >= concurrency) return false;
  limit.taken++;
  return true;
}

/** Calls back once when there may be a place: whoever is called has to `enterLimit` like anybody else. */
export function waitForLimit({ name, concurrency }: TaskLimit, goOn: Waiter): void {
  limits.get(name)!.line.add(concurrency, goOn);
}

/** Gives the place back. */
export function leaveLimit(limit: TaskLimit): void {
  limits.get(limit.name)!.taken--;
  offerLimit(limit);
}

/** There may be a place: calls the first of those who wait that wants it. */
export function offerLimit({ name }: TaskLimit): void {
  const limit = limits.get(name);
  if (limit === undefined) return;
  for (let goOn = limit.line.next(limit.taken); goOn !== undefined; goOn = limit.line.next(limit.taken)) {
    if (goOn()) break;
  }
  if (limit.taken === 0 && limit.line.isEmpty) limits.delete(name);
}

import type { DataDROP } from '../drops/index.js';
import { DROPStates } from '../protocol/index.js';
import { ConsumerWatch } from './consumer-watch.js';
import { Deadlines } from './deadlines.js';
import { canExpire, deadlineOf, isDue, isInUse, unfinishedConsumers } from './expiry-rules.js';

/** Moves drops from COMPLETED to EXPIRED, woken by the end of their consumers or of their time. */
export class Expirer {
  readonly #consumers: ConsumerWatch = new ConsumerWatch((drop) => this.consider(drop));
  readonly #deadlines: Deadlines = new Deadlines((drop) => this.consider(drop));
  readonly #considered: Set<DataDROP> = new Set();
  readonly #onProblem: (problem: unknown, drop: DataDROP) => void;

  constructor(onProblem: (problem: unknown, drop: DataDROP) => void) {
    this.#onProblem = onProblem;
  }

  /** Lets a drop expire once it may. What is being read then has to be brought to {@link expire} again. */
  consider(drop: DataDROP): void {
    if (!canExpire(drop)) return;
    this.#considered.add(drop);
    // not within the event that led here: whoever made it must first be through with the drop
    if (this.#considered.size === 1) queueMicrotask(() => this.#decide());
  }

  /** Lets a drop expire now, if it may. */
  expire(drop: DataDROP): void {
    if (!isDue(drop) || isInUse(drop)) return;
    try {
      drop.status = DROPStates.EXPIRED;
    } catch (error) {
      this.#onProblem(error, drop); // of a listener; the drop has expired all the same
    }
  }

  forget(drop: DataDROP): void {
    this.#considered.delete(drop);
    this.#consumers.forget(drop);
    this.#deadlines.forget(drop);
  }

  #decide(): void {
    for (const drop of this.#considered) {
      this.#considered.delete(drop);
      if (isDue(drop)) this.expire(drop);
      else if (drop.status === DROPStates.COMPLETED) this.#wait(drop);
    }
  }

  #wait(drop: DataDROP): void {
    if (drop.expireAfterUse) this.#consumers.wait(drop, unfinishedConsumers(drop));
    else this.#deadlines.add(drop, deadlineOf(drop));
  }
}

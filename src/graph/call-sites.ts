import { CallSite } from './call-site.js';
import { putIntoWordsLater, type Wordless } from './put-into-words.js';

/**
 * Remembers where the calls of one function were recorded. Taking a stack costs microseconds and hundreds of
 * bytes, so only the first `limit` calls are remembered; for the rest the place where the function was made
 * lazy stands in.
 */
export class CallSites implements Wordless {
  readonly #origin: CallSite | undefined;
  readonly #limit: number;
  #calls: Map<number, CallSite> | undefined;
  #isWaiting = false;

  /** @param below - the function whose caller made the function lazy; undefined for operations of ours. */
  constructor(limit: number, below?: (...args: never[]) => unknown) {
    this.#limit = limit;
    if (below !== undefined) this.#origin = this.#take(below);
  }

  /** Remembers the caller of `below` as the place of call number `call`, while there is room. */
  remember(call: number, below: (...args: never[]) => unknown): void {
    this.#calls ??= new Map();
    if (this.#calls.size < this.#limit) this.#calls.set(call, this.#take(below));
  }

  /** Gives a call the place of another one, where that is remembered. */
  copy(call: number, from: number): void {
    const known = this.#calls?.get(from);
    if (known !== undefined) this.#calls?.set(call, known);
  }

  /** `file:line:column` of a call; undefined where the engine gave no position. */
  at(call: number): string | undefined {
    return this.#calls?.get(call)?.text ?? this.#origin?.text;
  }

  putIntoWords(isOver: () => boolean): boolean {
    void this.#origin?.text;
    for (const site of this.#calls?.values() ?? []) {
      if (isOver()) return false;
      void site.text;
    }
    this.#isWaiting = false;
    return true;
  }

  #take(below: (...args: never[]) => unknown): CallSite {
    if (!this.#isWaiting) putIntoWordsLater(this);
    this.#isWaiting = true;
    return new CallSite(below);
  }
}

import { RPCError } from '../errors/index.js';

/** Answers kept for a reader who is slower than the other side, as many as zerorpc keeps. */
const CAPACITY = 100;

/** The answers of one call, as they come. Asks the other side for more as they are taken. */
export class AnswerStream implements AsyncIterableIterator<unknown, undefined> {
  readonly #more: (count: number) => void;
  readonly #left: () => void;
  readonly #items: unknown[] = [];
  readonly #asking: {
    resolve: (result: IteratorResult<unknown, undefined>) => void;
    reject: (reason: unknown) => void;
  }[] = [];
  /** Answers the other side may send yet: to begin with, one. */
  #allowed = 1;
  #over: { readonly error: Error | undefined } | undefined;

  /**
   * @param more - allows the other side so many more answers.
   * @param left - nobody reads any further.
   */
  constructor(more: (count: number) => void, left: () => void) {
    this.#more = more;
    this.#left = left;
  }

  /** Takes an answer. @throws RPCError when the other side sends more than it may. */
  push(item: unknown): void {
    if (this.#over !== undefined) return;
    this.#allowed--;
    if (this.#allowed < 0) throw new RPCError('it sends more answers than it was asked for');
    const asking = this.#asking.shift();
    if (asking === undefined) this.#items.push(item);
    else asking.resolve({ done: false, value: item });
  }

  /** No more will come: because all have, or because of an error. */
  end(error?: Error): void {
    if (this.#over !== undefined) return;
    const [first, ...others] = this.#asking.splice(0);
    // told once, as by a generator: to whoever asks already, or else to the next who does
    this.#over = { error: first === undefined ? error : undefined };
    if (error === undefined) first?.resolve({ done: true, value: undefined });
    else first?.reject(error);
    for (const asking of others) asking.resolve({ done: true, value: undefined });
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    if (this.#items.length > 0) {
      const item = this.#items.shift();
      this.#ask();
      return { done: false, value: item };
    }
    if (this.#over !== undefined) {
      const { error } = this.#over;
      this.#over = { error: undefined };
      if (error !== undefined) throw error;
      return { done: true, value: undefined };
    }
    const next = new Promise<IteratorResult<unknown, undefined>>((resolve, reject) => {
      this.#asking.push({ resolve, reject });
    });
    this.#ask();
    return next;
  }

  /** The loop was left: the other side is no longer listened to. */
  return(): Promise<IteratorResult<unknown, undefined>> {
    this.#items.length = 0;
    this.#left();
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #ask(): void {
    if (this.#over !== undefined || this.#allowed + this.#items.length >= CAPACITY / 2) return;
    const more = CAPACITY - this.#allowed - this.#items.length;
    this.#allowed += more;
    this.#more(more);
  }
}

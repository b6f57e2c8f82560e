/**
 * Holds items for one `for await` loop: those that come before the loop asks are kept, and the loop ends when
 * the queue is closed and empty.
 */
export class EventQueue<T> implements AsyncIterableIterator<T> {
  #items: T[] = [];
  /** Position of the next item: shifting an array of a million items one by one is quadratic. */
  #next = 0;
  #closed = false;
  /** Those who asked for an item before there was one. */
  readonly #asking: ((result: IteratorResult<T, undefined>) => void)[] = [];

  push(item: T): void {
    if (this.#closed) return;
    const asking = this.#asking.shift();
    if (asking === undefined) this.#items.push(item);
    else asking({ done: false, value: item });
  }

  /** No more items will come. */
  close(): void {
    this.#closed = true;
    for (const asking of this.#asking.splice(0)) asking({ done: true, value: undefined });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#next < this.#items.length)
      return Promise.resolve({ done: false, value: this.#items[this.#next++]! });
    this.#items = [];
    this.#next = 0;
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#asking.push(resolve));
  }

  /** The loop was left: items are no longer kept. */
  return(): Promise<IteratorResult<T, undefined>> {
    this.#items = [];
    this.#next = 0;
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

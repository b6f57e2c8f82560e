/** Items of a piece: so many that the garbage collector leaves it where it is. */
const PIECE = 2 ** 15;

/**
 * A list that may become millions of items long before anybody reads it. An array that grows is copied over and over,
 * and touching all that memory costs more than the items; this is filled in pieces and put together once.
 */
export class LongList<T> {
  #pieces: T[][] = [];
  /** What new items are added to; all there is once the items were asked for. */
  #last: T[];
  #used: number;
  #room: number = PIECE;

  /** @param items - to go on from; the list takes them over. */
  constructor(items: T[] = []) {
    this.#last = items;
    this.#used = items.length;
    if (items.length > 0) this.#room = Infinity;
  }

  get length(): number {
    return this.#pieces.length * PIECE + this.#used;
  }

  push(item: T): void {
    if (this.#used === this.#room) this.#begin();
    this.#last[this.#used++] = item;
  }

  get(at: number): T {
    const [items, place] = this.#find(at);
    return items[place]!;
  }

  set(at: number, item: T): void {
    const [items, place] = this.#find(at);
    items[place] = item;
  }

  /** The items; the array grows with the list from now on. */
  toArray(): T[] {
    if (this.#pieces.length > 0) {
      const last = this.#last.slice(0, this.#used);
      this.#used = this.length;
      this.#last = ([] as T[]).concat(...this.#pieces, last);
      this.#pieces = [];
    }
    this.#room = Infinity;
    return this.#last;
  }

  #begin(): void {
    this.#pieces.push(this.#last);
    this.#last = new Array<T>(PIECE);
    this.#used = 0;
  }

  #find(at: number): [T[], number] {
    const piece = Math.floor(at / PIECE);
    return piece < this.#pieces.length
      ? [this.#pieces[piece]!, at % PIECE]
      : [this.#last, at - this.#pieces.length * PIECE];
  }
}

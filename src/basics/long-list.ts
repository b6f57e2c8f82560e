/** Items of a piece: so many that the garbage collector leaves it where it is. */
const PIECE = 2 ** 15;
/** Items there is room for, beyond those expected. */
const SOME = 2 ** 10;

/**
 * A list that may become millions of items long before anybody reads it. An array that grows is copied over and over,
 * and touching all that memory costs more than the items; this is filled in pieces and put together once.
 */
export class LongList<T> {
  /** Those that are full. The first is as long as was expected, the others have one size. */
  #pieces: T[][] = [];
  /** Items in them. */
  #full = 0;
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
    return this.#full + this.#used;
  }

  /** So many items are likely to come: an empty list makes room for them at once, and for some that come after. */
  expect(count: number): void {
    if (this.length > 0 || count <= this.#room) return;
    this.#room = count + SOME;
    this.#last = new Array<T>(this.#room);
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
    this.#last.length = this.#used;
    if (this.#pieces.length > 0) {
      this.#last = ([] as T[]).concat(...this.#pieces, this.#last);
      this.#used = this.#last.length;
      this.#pieces = [];
      this.#full = 0;
    }
    this.#room = Infinity;
    return this.#last;
  }

  #begin(): void {
    this.#pieces.push(this.#last);
    this.#full += this.#used;
    this.#last = new Array<T>(PIECE);
    this.#used = 0;
    this.#room = PIECE;
  }

  #find(at: number): [T[], number] {
    if (at >= this.#full) return [this.#last, at - this.#full];
    const rest = at - this.#pieces[0]!.length;
    return rest < 0 ? [this.#pieces[0]!, at] : [this.#pieces[1 + Math.floor(rest / PIECE)]!, rest % PIECE];
  }
}

/** Up to this many drops are looked through; beyond, a set answers. Most drops have one or two neighbours. */
const FEW = 8;

/** Drops on the other end of one kind of link, in the order they came; each uid is there once. */
export class LinkedDrops<T extends { readonly uid: string }> {
  readonly #drops: T[] = [];
  #uids: Set<string> | undefined;

  get size(): number {
    return this.#drops.length;
  }

  has(uid: string): boolean {
    return this.#uids === undefined ? this.#drops.some((drop) => drop.uid === uid) : this.#uids.has(uid);
  }

  add(drop: T): void {
    this.#drops.push(drop);
    if (this.#uids !== undefined) this.#uids.add(drop.uid);
    else if (this.#drops.length > FEW) this.#uids = new Set(this.#drops.map(({ uid }) => uid));
  }

  /** The drops, not to be changed. */
  get all(): readonly T[] {
    return this.#drops;
  }
}

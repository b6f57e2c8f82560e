/**
 * A list of drops that adds their uids to a set as they are appended (`dlg.drop.ListAsDict`). Only `append`
 * keeps the set in step.
 *
 * @category Drops
 * @example
 * ```ts
 * import { ListAsDict, NullDROP } from 'dropgraph/drop';
 *
 * const uids = new Set<string>();
 * const drops = new ListAsDict(uids);
 * drops.append(new NullDROP('A', 'A'));
 * uids.has('A'); // => true
 * ```
 */
export class ListAsDict<T extends { readonly uid: string }> extends Array<T> {
  readonly #uids: Set<string>;

  /** What `map`, `filter` and the like give are plain arrays. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  constructor(uids: Set<string>) {
    super();
    this.#uids = uids;
  }

  /** Adds a drop at the end, and its uid to the set. */
  append(drop: T): void {
    this.push(drop);
    this.#uids.add(drop.uid);
  }
}

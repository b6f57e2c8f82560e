import { int32s } from '../basics/index.js';

/** Characters from the end of an oid that are hashed: made oids end with the number of their call. */
const HASHED = 16;
/** Steps of a search after which the oids are taken for hostile, and a Map is made instead. */
const LONGEST_SEARCH = 64;
const EMPTY = -1;

/** What has an oid. */
interface Named {
  readonly oid: string;
}

/**
 * Finds drops by oid. A Map of two million texts takes a second or two to make and keeps the garbage collector busy;
 * a table of places does not. Oids made to collide would make it slow, so then a Map takes over.
 */
export class OidIndex {
  readonly #specs: readonly Named[];
  readonly #slots: Int32Array;
  readonly #mask: number;
  #map: Map<string, number> | undefined;
  #size = 0;

  /** Indexes the drops of a list; of several with one oid the first is found. */
  constructor(specs: readonly Named[]) {
    this.#specs = specs;
    const slots = 2 ** Math.ceil(Math.log2(2 * specs.length + 1));
    this.#slots = int32s(slots).fill(EMPTY);
    this.#mask = slots - 1;
    for (let place = 0; place < specs.length; place++) {
      const slot = this.#slotOf(specs[place]!.oid);
      if (slot === undefined) {
        this.#makeMap();
        return;
      }
      if (this.#slots[slot] !== EMPTY) continue;
      this.#slots[slot] = place;
      this.#size++;
    }
  }

  /** Number of different oids. */
  get size(): number {
    return this.#size;
  }

  get(oid: string): number | undefined {
    if (this.#map !== undefined) return this.#map.get(oid);
    const slot = this.#slotOf(oid);
    if (slot === undefined) {
      this.#makeMap();
      return this.get(oid);
    }
    const place = this.#slots[slot]!;
    return place === EMPTY ? undefined : place;
  }

  /** The slot that holds an oid, or the empty one where it would stand; undefined when the search takes too long. */
  #slotOf(oid: string): number | undefined {
    let slot = hash(oid) & this.#mask;
    for (let step = 0; step < LONGEST_SEARCH; step++) {
      const place = this.#slots[slot]!;
      if (place === EMPTY || this.#specs[place]!.oid === oid) return slot;
      slot = (slot + 1) & this.#mask;
    }
    return undefined;
  }

  #makeMap(): void {
    this.#map = new Map();
    for (let place = this.#specs.length - 1; place >= 0; place--)
      this.#map.set(this.#specs[place]!.oid, place);
    this.#size = this.#map.size;
  }
}

/** FNV-1a over the end of the text, mixed once more so that neighbours do not fill neighbouring slots. */
function hash(oid: string): number {
  let value = 0x811c9dc5 ^ oid.length;
  for (let at = Math.max(0, oid.length - HASHED); at < oid.length; at++) {
    value = Math.imul(value ^ oid.charCodeAt(at), 0x01000193);
  }
  return Math.imul(value ^ (value >>> 15), 0x2c1b3c6d) >>> 4;
}

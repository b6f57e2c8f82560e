import type { DataDROP } from '../drops/index.js';
import type { Event } from '../events/index.js';
import { DROPStates } from '../protocol/index.js';
import { InMemoryRegistry } from './in-memory-registry.js';

/** The drops of a manager by uid, and by oid in a registry; tells when the state of one changes. */
export class ManagedDrops implements Iterable<DataDROP> {
  readonly registry: InMemoryRegistry = new InMemoryRegistry();
  readonly #drops: Map<string, DataDROP> = new Map();
  readonly #onStatus: (drop: DataDROP) => void;
  // one function for all drops: an event says whose it is
  readonly #hear = ({ type, uid }: Event): void => {
    const drop = this.#drops.get(uid as string);
    if (drop === undefined) return;
    if (type === 'status') this.#onStatus(drop);
    else this.registry.recordNewAccess(drop.oid);
  };

  constructor(onStatus: (drop: DataDROP) => void) {
    this.#onStatus = onStatus;
  }

  get size(): number {
    return this.#drops.size;
  }

  get(uid: string): DataDROP | undefined {
    return this.#drops.get(uid);
  }

  /** Whether it is this very drop that is managed, not another of its uid. */
  has(drop: DataDROP): boolean {
    return this.#drops.get(drop.uid) === drop;
  }

  /** Whether it is managed, and should have data. */
  holdsData(drop: DataDROP): boolean {
    return drop.status === DROPStates.COMPLETED && this.has(drop);
  }

  add(drop: DataDROP): void {
    this.#drops.set(drop.uid, drop);
    this.registry.addDrop(drop);
    drop.subscribe(this.#hear, 'status');
    drop.subscribe(this.#hear, 'open');
  }

  remove(drop: DataDROP): void {
    this.leave(drop);
    this.#drops.delete(drop.uid);
    this.registry.removeDropInstance(drop);
  }

  /** Hears no more of a drop. */
  leave(drop: DataDROP): void {
    drop.unsubscribe(this.#hear, 'status');
    drop.unsubscribe(this.#hear, 'open');
  }

  [Symbol.iterator](): IterableIterator<DataDROP> {
    return this.#drops.values();
  }
}

import type { DataDROP } from '../drops/index.js';
import { InvalidDropError } from '../errors/index.js';
import { DROPPhases } from '../protocol/index.js';

interface Entry {
  phase: DROPPhases;
  readonly instances: Map<string, DataDROP>;
  lastAccess: number;
  accesses: number;
}

/**
 * Which data there is, by oid: how safely it is kept, the drops that hold it, and when it was last opened.
 *
 * @category Lifecycle
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { InMemoryRegistry } from 'dropgraph/lifecycle';
 *
 * const registry = new InMemoryRegistry();
 * registry.addDrop(new InMemoryDROP('A', 'A1'));
 * registry.addDropInstance(new InMemoryDROP('A', 'A2'));
 * registry.getDropUids('A'); // => ['A1', 'A2']
 * registry.getLastAccess('A'); // => -1
 * ```
 */
export class InMemoryRegistry {
  readonly #entries: Map<string, Entry> = new Map();

  /** Adds a drop, and its oid where that is new, with the phase of the drop. */
  addDrop(drop: DataDROP): void {
    const { oid, uid, phase } = drop;
    if (this.getDropUids(oid).length === 0) {
      this.#entries.set(oid, { phase, instances: new Map(), lastAccess: -1, accesses: 0 });
    }
    this.#entry(oid).instances.set(uid, drop);
  }

  /** Adds another drop that holds known data. @throws InvalidDropError when there is no drop of its oid. */
  addDropInstance(drop: DataDROP): void {
    if (!this.#entries.has(drop.oid)) {
      throw new InvalidDropError(
        drop.uid,
        `is registered as a copy, but there is no drop of oid "${drop.oid}"`,
      );
    }
    this.addDrop(drop);
  }

  /** Removes a drop. With its last drop an oid goes too, unless its data is LOST: that stays known. */
  removeDropInstance({ oid, uid }: DataDROP): void {
    const entry = this.#entries.get(oid);
    entry?.instances.delete(uid);
    if (entry?.instances.size === 0 && entry.phase !== DROPPhases.LOST) this.#entries.delete(oid);
  }

  /** The oids of all data. */
  getDropIds(): string[] {
    return [...this.#entries.keys()];
  }

  /** The drops that hold the data of an oid, in the order they came; none for an unknown one. */
  getDropInstances(oid: string): DataDROP[] {
    return [...(this.#entries.get(oid)?.instances.values() ?? [])];
  }

  /** The uids of the drops that hold one data. */
  getDropUids(oid: string): string[] {
    return [...(this.#entries.get(oid)?.instances.keys() ?? [])];
  }

  /** undefined for an unknown oid. */
  getDropPhase(oid: string): DROPPhases | undefined {
    return this.#entries.get(oid)?.phase;
  }

  /** @throws InvalidDropError for an unknown oid. */
  setDropPhase(oid: string, phase: DROPPhases): void {
    this.#entry(oid).phase = phase;
  }

  /**
   * Notes that the data was opened.
   *
   * @param time - milliseconds since 1970; default now.
   * @throws InvalidDropError for an unknown oid.
   */
  recordNewAccess(oid: string, time: number = Date.now()): void {
    const entry = this.#entry(oid);
    entry.lastAccess = time;
    entry.accesses++;
  }

  /** When the data was last opened, in milliseconds since 1970; -1 for never. */
  getLastAccess(oid: string): number {
    return this.#entries.get(oid)?.lastAccess ?? -1;
  }

  /** How often the data was opened. */
  getAccessCount(oid: string): number {
    return this.#entries.get(oid)?.accesses ?? 0;
  }

  #entry(oid: string): Entry {
    const entry = this.#entries.get(oid);
    if (entry === undefined) throw new InvalidDropError(oid, 'is not registered; addDrop comes first');
    return entry;
  }
}

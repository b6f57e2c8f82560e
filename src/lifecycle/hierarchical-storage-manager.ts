import type { DataDROP } from '../drops/index.js';
import { StorageError } from '../errors/index.js';
import { copyInto, newUid } from './copy-drop.js';
import { FileSystemTier } from './file-system-tier.js';
import { MemoryTier } from './memory-tier.js';
import type { StorageTier } from './storage-tier.js';

/**
 * Places for drops from the fastest to the slowest; copies that have to last go to the slowest.
 *
 * @category Lifecycle
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { HierarchicalStorageManager, MemoryTier } from 'dropgraph/lifecycle';
 *
 * const storage = new HierarchicalStorageManager([new MemoryTier()]);
 * const drop = new InMemoryDROP('A', 'A1');
 * await drop.write('hello');
 * drop.setCompleted();
 * const copy = await storage.replicate(drop);
 * [copy.oid, copy.size]; // => ['A', 5]
 * ```
 */
export class HierarchicalStorageManager {
  readonly #tiers: StorageTier[];

  /** @param tiers - fastest first; default memory, then files in the directory for temporary ones. */
  constructor(tiers: readonly StorageTier[] = [new MemoryTier(), new FileSystemTier()]) {
    this.#tiers = [...tiers];
  }

  /** Fastest first. */
  get tiers(): readonly StorageTier[] {
    return [...this.#tiers];
  }

  /** Adds a place slower than those before. */
  addTier(tier: StorageTier): void {
    this.#tiers.push(tier);
  }

  /** @throws StorageError when there is none. */
  getSlowestTier(): StorageTier {
    const slowest = this.#tiers.at(-1);
    if (slowest === undefined) throw new StorageError('There is no storage tier to put a drop into; add one');
    return slowest;
  }

  /**
   * Copies a drop into the slowest tier, under the same oid and a new uid. The copy is there whole or not at all, and
   * lives no longer than the drop may.
   *
   * @throws DropStateError when the drop is not COMPLETED; StorageError when its size is not known, there is no room
   * for it, or it cannot be copied.
   */
  async replicate(drop: DataDROP): Promise<DataDROP> {
    const { size } = drop;
    if (size === null) {
      throw new StorageError(
        `Drop "${drop.uid}" cannot be replicated: its size is not known; write bytes or text, not a value`,
      );
    }
    const tier = this.getSlowestTier();
    const room = await tier.getAvailableSpace();
    if (size > room) {
      throw new StorageError(
        `Drop "${drop.uid}" cannot be replicated: it has ${String(size)} bytes, and ${tier.name} has room for ${String(room)}`,
      );
    }
    const { name, lg_key, sessionId, expirationDate } = drop;
    const replica = await tier.createDrop(drop.oid, newUid(), {
      name,
      lg_key,
      dlg_session_id: sessionId,
      persist: drop.persist,
      lifespan: expirationDate === -1 ? -1 : Math.max(expirationDate - Date.now() / 1000, 0),
    });
    await copyInto(replica, drop, size);
    return replica;
  }
}

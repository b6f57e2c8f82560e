import { ContainerDROP, DirectoryDROP, type DataDROP } from '../drops/index.js';
import { StorageError } from '../errors/index.js';
import { DROPPhases } from '../protocol/index.js';
import type { HierarchicalStorageManager } from './hierarchical-storage-manager.js';
import type { ManagedDrops } from './managed-drops.js';

const { GAS, SOLID, LOST } = DROPPhases;

/** What a keeper asks of the manager it works for. */
export interface KeeperOwner {
  manage(drop: DataDROP): void;
  forget(drop: DataDROP): void;
  report(problem: unknown, drop: DataDROP): void;
}

/** Keeps data safe by a copy, and finds out when it is gone all the same. */
export class SafeKeeper {
  readonly #drops: ManagedDrops;
  readonly #storage: HierarchicalStorageManager | undefined;
  readonly #owner: KeeperOwner;
  /** Those that were copied, or are copies. */
  readonly #copied: WeakSet<DataDROP> = new WeakSet();
  /** Copies are made one after the other: each must see the room the one before has left. */
  #last: Promise<void> = Promise.resolve();

  /** @param storage - where copies go; without, none are made. */
  constructor(drops: ManagedDrops, storage: HierarchicalStorageManager | undefined, owner: KeeperOwner) {
    this.#drops = drops;
    this.#storage = storage;
    this.#owner = owner;
  }

  /** Settled when all copies asked for until now are made; never rejects. */
  get last(): Promise<void> {
    return this.#last;
  }

  /** Copies data that is to be kept, if that was not done before. */
  keep(drop: DataDROP): void {
    if (!drop.persist || drop instanceof ContainerDROP || this.#copied.has(drop)) return;
    this.#copy(drop);
  }

  /** Looks whether the data of a drop is there. @throws StorageError when nobody can tell. */
  async look(drop: DataDROP): Promise<void> {
    if (!this.#drops.holdsData(drop) || (await isThere(drop))) return;
    const copies: DataDROP[] = [];
    for (const other of this.#drops.registry.getDropInstances(drop.oid)) {
      if (other !== drop && this.#drops.holdsData(other) && (await isThere(other))) copies.push(other);
    }
    // unless it was deleted on purpose meanwhile
    if (this.#drops.holdsData(drop)) this.#lose(drop, copies);
  }

  #lose(drop: DataDROP, copies: readonly DataDROP[]): void {
    const { registry } = this.#drops;
    const [copy] = copies;
    drop.phase = LOST;
    if (copy === undefined) registry.setDropPhase(drop.oid, LOST);
    this.#owner.forget(drop);
    const left = copy === undefined ? 'and there is no copy' : `copies left: ${String(copies.length)}`;
    this.#owner.report(new StorageError(`The data of drop "${drop.uid}" is gone, ${left}`), drop);
    if (copy === undefined || copies.length > 1) return;
    copy.phase = GAS;
    registry.setDropPhase(copy.oid, GAS);
    this.#copy(copy);
  }

  #copy(drop: DataDROP): void {
    const storage = this.#storage;
    if (storage === undefined) return;
    this.#copied.add(drop);
    this.#last = this.#last
      .then(() => this.#make(drop, storage))
      .catch((error: unknown) => {
        this.#owner.report(error, drop);
      });
  }

  async #make(drop: DataDROP, storage: HierarchicalStorageManager): Promise<void> {
    if (!this.#drops.holdsData(drop)) return;
    const replica = await storage.replicate(drop);
    if (!this.#drops.holdsData(drop)) {
      await replica.delete();
      return;
    }
    this.#copied.add(replica);
    this.#owner.manage(replica);
    for (const one of [drop, replica]) one.phase = SOLID;
    this.#drops.registry.setDropPhase(drop.oid, SOLID);
  }
}

/** A container has no data of its own that could be lost; a directory has. */
async function isThere(drop: DataDROP): Promise<boolean> {
  return (drop instanceof ContainerDROP && !(drop instanceof DirectoryDROP)) || (await drop.exists());
}

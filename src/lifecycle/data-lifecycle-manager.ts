import { DataDROP } from '../drops/index.js';
import { InvalidDropError } from '../errors/index.js';
import { DROPPhases, DROPStates } from '../protocol/index.js';
import { deleteData } from './delete-data.js';
import { Expirer } from './expirer.js';
import { HierarchicalStorageManager } from './hierarchical-storage-manager.js';
import type { InMemoryRegistry } from './in-memory-registry.js';
import {
  lifecycleSettings,
  warn,
  type LifecycleOptions,
  type LifecycleSettings,
} from './lifecycle-options.js';
import { ManagedDrops } from './managed-drops.js';
import { SafeKeeper } from './safe-keeper.js';

const { COMPLETED, EXPIRED, DELETED } = DROPStates;

/**
 * Looks after the data of drops (`dlg.lifecycle.dlm.DataLifecycleManager`): lets it expire and deletes it, keeps
 * copies of what has to last, and finds out when it is gone.
 *
 * Data that is used up or has lived its time is EXPIRED as soon as that is so; EXPIRED drops cannot be opened any more,
 * but their data stays until `cleanupPeriod` is over. While somebody reads, neither happens.
 *
 * Timers run only while there are drops that need one, and never keep the process alive.
 *
 * @category Lifecycle
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { DataLifecycleManager } from 'dropgraph/lifecycle';
 *
 * const manager = new DataLifecycleManager();
 * const drop = new InMemoryDROP('A', 'A1');
 * manager.addDrop(drop);
 * drop.setCompleted();
 * await manager.check();
 * drop.status; // => 4
 * await manager.deleteExpired();
 * drop.status; // => 5
 * await manager.cleanup();
 * ```
 */
export class DataLifecycleManager {
  readonly #settings: LifecycleSettings;
  readonly #drops: ManagedDrops = new ManagedDrops((drop) => this.#takeUp(drop));
  readonly #expirer: Expirer = new Expirer((problem, drop) => this.#report(problem, drop));
  readonly #keeper: SafeKeeper;
  #isRunning = false;
  #checkTimer: NodeJS.Timeout | undefined;
  #deleteTimer: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;
  #deleting: Promise<void> | undefined;
  #cleaning: Promise<void> | undefined;

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options?: LifecycleOptions) {
    this.#settings = lifecycleSettings(options);
    const { replication, stores } = this.#settings;
    const storage = replication ? new HierarchicalStorageManager(stores) : undefined;
    this.#keeper = new SafeKeeper(this.#drops, storage, {
      manage: (drop) => this.#manage(drop),
      forget: (drop) => this.#forget(drop),
      report: (problem, drop) => this.#report(problem, drop),
    });
  }

  /** What is known of the data, by oid. */
  get registry(): InMemoryRegistry {
    return this.#drops.registry;
  }

  /** From now on the periods count. Does nothing when it was called before. */
  startup(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#startChecking();
    for (const drop of this.#drops) this.#takeUp(drop);
  }

  /**
   * Stops, waits for what is under way, and forgets all drops; their data stays as it is. After that it can be started
   * anew.
   */
  cleanup(): Promise<void> {
    this.#cleaning ??= this.#cleanUp().finally(() => (this.#cleaning = undefined));
    return this.#cleaning;
  }

  /** The same as `cleanup()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.cleanup();
  }

  /**
   * Looks after a drop from now on; its phase becomes GAS. A second time does nothing.
   *
   * @throws TypeError for anything but a data drop; InvalidDropError for one that is DELETED, for another drop of the
   * same uid, and during `cleanup`.
   */
  addDrop(drop: DataDROP): void {
    if (!(drop instanceof DataDROP)) {
      throw new TypeError('Only data drops have a life to be managed; pass a DataDROP to addDrop');
    }
    if (this.#drops.has(drop)) return;
    const fault = this.#faultOf(drop);
    if (fault !== undefined) throw new InvalidDropError(drop.uid, fault);
    drop.phase = DROPPhases.GAS;
    this.#manage(drop);
  }

  /** Looks no longer after the drops of these uids; uids that are not known do nothing. */
  removeDrops(uids: Iterable<string>): void {
    for (const uid of uids) {
      const drop = this.#drops.get(uid);
      if (drop !== undefined) this.#forget(drop);
    }
  }

  /** The uids of all managed drops that hold the same data as this one, copies among them. */
  getDropUids({ oid }: DataDROP): string[] {
    return this.registry.getDropUids(oid);
  }

  /** Looks at every drop once, now: what may expire does, and what is gone is reported. */
  check(): Promise<void> {
    this.#checking ??= this.#checkAll().finally(() => (this.#checking = undefined));
    return this.#checking;
  }

  /** Deletes the data of EXPIRED drops that nobody reads, and looks no longer after these drops. */
  deleteExpired(): Promise<void> {
    this.#deleting ??= this.#deleteAll().finally(() => (this.#deleting = undefined));
    return this.#deleting;
  }

  /** Waits until no copy, check or removal is under way. */
  async settled(): Promise<void> {
    let copying: Promise<void>;
    do {
      copying = this.#keeper.last;
      await Promise.all([copying, this.#checking, this.#deleting]);
    } while (copying !== this.#keeper.last);
  }

  /** Does what the state of a drop asks for; also if that was asked before. */
  #takeUp(drop: DataDROP): void {
    if (drop.status === DELETED) this.#forget(drop);
    else if (drop.status === EXPIRED) this.#planDeletion();
    else if (drop.status === COMPLETED) {
      this.#keeper.keep(drop);
      if (this.#isRunning && this.#settings.checkPeriod > 0) this.#expirer.consider(drop);
    }
  }

  #manage(drop: DataDROP): void {
    this.#drops.add(drop);
    this.#startChecking();
    this.#takeUp(drop);
  }

  #forget(drop: DataDROP): void {
    this.#drops.remove(drop);
    this.#expirer.forget(drop);
    if (this.#drops.size === 0) this.#stopTimers();
  }

  #startChecking(): void {
    const { checkPeriod } = this.#settings;
    if (!this.#isRunning || checkPeriod === 0 || this.#drops.size === 0) return;
    this.#checkTimer ??= setInterval(() => void this.check(), checkPeriod * 1000).unref();
  }

  #planDeletion(): void {
    const { cleanupPeriod } = this.#settings;
    if (!this.#isRunning || cleanupPeriod === 0) return;
    this.#deleteTimer ??= setTimeout(() => {
      this.#deleteTimer = undefined;
      void this.deleteExpired();
    }, cleanupPeriod * 1000).unref();
  }

  #stopTimers(): void {
    clearInterval(this.#checkTimer);
    clearTimeout(this.#deleteTimer);
    this.#checkTimer = undefined;
    this.#deleteTimer = undefined;
  }

  async #cleanUp(): Promise<void> {
    this.#isRunning = false;
    this.#stopTimers();
    for (const drop of this.#drops) {
      this.#drops.leave(drop);
      this.#expirer.forget(drop);
    }
    await this.settled();
    for (const drop of this.#drops) this.#forget(drop);
  }

  async #checkAll(): Promise<void> {
    for (const drop of this.#drops) {
      // events may have failed to come here: of a reader that left there is none, and a listener may have thrown
      this.#expirer.expire(drop);
      if (drop.status === COMPLETED) this.#keeper.keep(drop);
      else this.#takeUp(drop);
      await this.#attempt(drop, () => this.#keeper.look(drop));
    }
  }

  async #deleteAll(): Promise<void> {
    for (const drop of this.#drops) {
      await this.#attempt(drop, () => deleteData(drop));
      if (this.#drops.has(drop)) this.#takeUp(drop); // not deleted, or nobody told so
    }
  }

  async #attempt(drop: DataDROP, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#report(error, drop);
    }
  }

  #faultOf(drop: DataDROP): string | undefined {
    if (this.#drops.get(drop.uid) !== undefined) return 'has the uid of another managed drop';
    if (drop.status === DELETED) return 'is DELETED, so there is no data to manage';
    if (this.#cleaning !== undefined) return 'came while its manager was cleaning up; await cleanup() first';
    return undefined;
  }

  #report(problem: unknown, drop: DataDROP): void {
    try {
      this.#settings.onProblem(problem, drop);
    } catch (error) {
      warn(error, drop);
    }
  }
}

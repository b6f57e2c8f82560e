import { DataDROP, InMemoryDROP, type AbstractDROP, type AppDROP } from '../drops/index.js';
import { DataLifecycleManager } from '../lifecycle/index.js';
import { AppDROPStates, DROPStates } from '../protocol/index.js';

/** Seconds between two looks for data that was being read when it expired. */
const CHECK_PERIOD = 5;
/** Seconds that expired data is kept at most. */
const CLEANUP_PERIOD = 0.1;

/**
 * Ends the life of data as its dropspecs say: `expireAfterUse` and `lifespan` lead to EXPIRED and DELETED, in the
 * session and after it. Without such data nothing is set up.
 *
 * @param asked - whether a dropspec says that its data expires after use; data in memory has that by default, which
 *   only frees memory and changes no state.
 * @param over - resolves when the session is over.
 */
export function manageLifetimes(
  drops: Iterable<AbstractDROP>,
  asked: (drop: AbstractDROP) => boolean,
  over: Promise<void>,
): void {
  const managed: DataDROP[] = [];
  for (const drop of drops) {
    if (!(drop instanceof DataDROP)) continue;
    const expires = drop.expireAfterUse && asked(drop) && !isResult(drop);
    if (expires || drop.expirationDate !== -1) managed.push(drop);
    else if (drop instanceof InMemoryDROP && drop.expireAfterUse && !isResult(drop)) freeAfterUse(drop);
  }
  if (managed.length === 0) return;
  const manager = new DataLifecycleManager({ checkPeriod: CHECK_PERIOD, cleanupPeriod: CLEANUP_PERIOD });
  for (const drop of managed) manager.addDrop(drop);
  manager.startup();
  void over.then(() => {
    const { COMPLETED, EXPIRED } = DROPStates;
    const empty = managed.filter(({ status }) => status !== COMPLETED && status !== EXPIRED);
    manager.removeDrops(empty.map(({ uid }) => uid));
  });
}

/** Removes the data once the last consumer has come to its end; the drop stays as it is. */
function freeAfterUse(drop: InMemoryDROP): void {
  const consumers = new Set<AppDROP>([...drop.consumers, ...drop.streamingConsumers]);
  for (const consumer of consumers) {
    consumer.subscribe(() => {
      if (isAtEnd(consumer)) consumers.delete(consumer);
      if (consumers.size === 0 && !drop.isBeingRead()) void drop.delete();
    }, 'execStatus');
  }
}

function isAtEnd({ execStatus }: AppDROP): boolean {
  return execStatus !== AppDROPStates.NOT_RUN && execStatus !== AppDROPStates.RUNNING;
}

/** What nobody uses is what the graph is run for. */
function isResult(drop: DataDROP): boolean {
  return drop.consumers.length + drop.streamingConsumers.length === 0;
}

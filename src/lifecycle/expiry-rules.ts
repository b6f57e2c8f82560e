import { ContainerDROP, DataDROP, type AbstractDROP, type AppDROP } from '../drops/index.js';
import { AppDROPStates, DROPStates } from '../protocol/index.js';

/**
 * Whether the data of a drop may expire now, whoever is reading it: the drop is COMPLETED, and all its consumers,
 * streaming ones too, have come to their end (`expireAfterUse`; at once without consumers), or its `lifespan` is
 * over. `persist` rules out the first, but not the second, which has to be asked for.
 *
 * The data of a container is that of its children: it is used when theirs is, and lives as long as the last of them.
 *
 * @category Lifecycle
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 * import { isDue } from 'dropgraph/lifecycle';
 *
 * const drop = new InMemoryDROP('A', 'A', { lifespan: 60 });
 * drop.setCompleted();
 * isDue(drop); // => false
 * ```
 */
export function isDue(drop: DataDROP): boolean {
  if (drop.status !== DROPStates.COMPLETED) return false;
  return drop.expireAfterUse ? unfinishedConsumers(drop).length === 0 : Date.now() >= deadlineOf(drop);
}

/** Whether the data of a drop expires at all. */
export function canExpire(drop: DataDROP): boolean {
  return drop.expireAfterUse || deadlineOf(drop) !== Infinity;
}

/** The applications that may still want the data; each once. */
export function unfinishedConsumers(drop: DataDROP): AppDROP[] {
  const apps = new Set(partsOf(drop).flatMap((part) => [...part.consumers, ...part.streamingConsumers]));
  return [...apps].filter((app) => !isFinished(app));
}

/** Whether an application has come to its end, well or not: one that was skipped or cancelled reads nothing more. */
export function isFinished({ execStatus, status }: AppDROP): boolean {
  const { NOT_RUN, RUNNING } = AppDROPStates;
  const { INITIALIZED, WRITING } = DROPStates;
  return (execStatus !== NOT_RUN && execStatus !== RUNNING) || (status !== INITIALIZED && status !== WRITING);
}

/** When the lifespan of a drop ends, in whole milliseconds since 1970; Infinity for never. */
export function deadlineOf(drop: AbstractDROP): number {
  if (drop instanceof ContainerDROP && drop.children.length > 0) {
    return drop.children.reduce((last, child) => Math.max(last, deadlineOf(child)), -Infinity);
  }
  return drop.expirationDate === -1 ? Infinity : Math.round(drop.expirationDate * 1000);
}

/** Whether somebody reads the data. */
export function isInUse(drop: DataDROP): boolean {
  return partsOf(drop).some((part) => part.isBeingRead());
}

/** The drop, and those in it at any depth. */
export function partsOf(drop: DataDROP): DataDROP[] {
  if (!(drop instanceof ContainerDROP)) return [drop];
  return [drop, ...drop.children.filter((child) => child instanceof DataDROP).flatMap(partsOf)];
}

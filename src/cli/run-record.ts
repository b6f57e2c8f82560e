import type { DropEvent } from '../events/index.js';
import { AppDROPStates, DROPStates } from '../protocol/index.js';

/** What is known of a drop when the run is over. */
export interface DropRecord {
  readonly name: string;
  /** Name of one of the DROPStates. */
  status: string;
  /** Name of one of the AppDROPStates; of applications only. */
  execStatus?: string;
  /** Milliseconds from the start of an application to its end. */
  duration?: number;
}

/** Keeps the last state of every drop of a run, and how long each application took. */
export class RunRecord {
  readonly #drops: Map<string, DropRecord> = new Map();
  readonly #started: Map<string, number> = new Map();

  /** The drops by oid, those that changed first first. */
  get drops(): ReadonlyMap<string, DropRecord> {
    return this.#drops;
  }

  /** A listener for the events of the run. */
  readonly listen = (event: DropEvent): void => {
    const drop = this.#drops.get(event.uid) ?? { name: event.name, status: nameIn(DROPStates, 0) };
    this.#drops.set(event.uid, drop);
    if (event.type === 'status') drop.status = nameIn(DROPStates, event.status);
    if (event.type !== 'execStatus') return;
    drop.execStatus = nameIn(AppDROPStates, event.execStatus);
    const start = this.#started.get(event.uid);
    if (event.execStatus === AppDROPStates.RUNNING) this.#started.set(event.uid, performance.now());
    else if (start !== undefined) drop.duration = milliseconds(start);
  };
}

/** Milliseconds since a moment, to the microsecond. */
export function milliseconds(start: number): number {
  return Math.round((performance.now() - start) * 1000) / 1000;
}

function nameIn(states: Readonly<Record<string, number>>, state: number): string {
  return Object.entries(states).find(([, number]) => number === state)?.[0] ?? String(state);
}

import type { AppDROP, DataDROP } from '../drops/index.js';
import { isFinished } from './expiry-rules.js';

/** What makes an application come to its end. */
const TURNS = ['execStatus', 'status'];

interface Watched {
  /** The drops that wait for it. */
  readonly inputs: Set<DataDROP>;
  readonly listener: () => void;
}

/**
 * Tells when all consumers of a drop have come to their end. Each application is listened to once, however many drops
 * wait for it, and only while one does.
 */
export class ConsumerWatch {
  readonly #apps: Map<AppDROP, Watched> = new Map();
  readonly #waiting: Map<DataDROP, Set<AppDROP>> = new Map();
  readonly #onUsed: (drop: DataDROP) => void;

  constructor(onUsed: (drop: DataDROP) => void) {
    this.#onUsed = onUsed;
  }

  /** From now on `drop` waits for these applications. */
  wait(drop: DataDROP, apps: readonly AppDROP[]): void {
    this.forget(drop);
    this.#waiting.set(drop, new Set(apps));
    for (const app of apps) this.#watched(app).inputs.add(drop);
  }

  /** The drop waits no more. */
  forget(drop: DataDROP): void {
    const apps = this.#waiting.get(drop) ?? [];
    this.#waiting.delete(drop);
    for (const app of apps) {
      const watched = this.#apps.get(app);
      watched?.inputs.delete(drop);
      if (watched?.inputs.size === 0) this.#leave(app, watched);
    }
  }

  #watched(app: AppDROP): Watched {
    const known = this.#apps.get(app);
    if (known !== undefined) return known;
    const watched: Watched = { inputs: new Set(), listener: () => this.#turned(app, watched) };
    this.#apps.set(app, watched);
    for (const turn of TURNS) app.subscribe(watched.listener, turn);
    return watched;
  }

  #turned(app: AppDROP, watched: Watched): void {
    if (!isFinished(app)) return;
    this.#leave(app, watched);
    for (const drop of watched.inputs) {
      const apps = this.#waiting.get(drop);
      apps?.delete(app);
      if (apps?.size !== 0) continue;
      this.#waiting.delete(drop);
      this.#onUsed(drop);
    }
    watched.inputs.clear(); // of two turns in one delivery only the first counts
  }

  #leave(app: AppDROP, watched: Watched): void {
    this.#apps.delete(app);
    for (const turn of TURNS) app.unsubscribe(watched.listener, turn);
  }
}

import type { Event, EventHandler } from '../events/index.js';
import { DROPStates } from '../protocol/index.js';

/**
 * Listens to the events of a drop and says when it reached one of the states that were waited for.
 *
 * @category Droputils
 * @example
 * ```ts
 * import { EvtConsumer } from 'dropgraph/droputils';
 * import { Event } from 'dropgraph/event';
 *
 * let reached = false;
 * const consumer = new EvtConsumer(() => (reached = true));
 * consumer.handleEvent(new Event('status', { status: 1 }));
 * reached; // => false
 * consumer.handleEvent(new Event('status', { status: 2 }));
 * reached; // => true
 * ```
 */
export class EvtConsumer implements EventHandler {
  readonly #reached: () => void;
  readonly #expected: readonly DROPStates[];

  /** @param expectedStates - default: COMPLETED and ERROR. */
  constructor(evt: (() => void) | { set(): void }, expectedStates: readonly DROPStates[] = []) {
    this.#reached = typeof evt === 'function' ? evt : (): void => evt.set();
    this.#expected = expectedStates.length > 0 ? expectedStates : [DROPStates.COMPLETED, DROPStates.ERROR];
  }

  handleEvent(event: Event): void {
    if (this.#expected.includes(event['status'] as DROPStates)) this.#reached();
  }
}

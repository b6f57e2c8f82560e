import { Event, type EventListener } from './event.js';

/** Key of the listeners of all events: no event type can equal it. */
const ALL = Symbol('all events');

/**
 * Fires events to those who subscribed (`dlg.event.EventFirer`), synchronously and in order: first the
 * listeners of the event's type, then those of all events. A listener that throws stops the delivery and its
 * error reaches the one who fired.
 *
 * @category Events
 */
export class EventFirer {
  // made at the first subscription: most drops never have a listener
  #listeners: Map<string | symbol, EventListener[]> | undefined;

  /** Adds a listener for one type of events, or for all; subscribing twice delivers twice. */
  subscribe(listener: EventListener, eventType?: string): void {
    this.#listeners ??= new Map();
    const key = keyOf(eventType);
    const listeners = this.#listeners.get(key);
    if (listeners === undefined) this.#listeners.set(key, [listener]);
    else listeners.push(listener); // a delivery under way has a list of its own
  }

  /** Removes the first subscription of a listener under exactly that type; does nothing if there is none. */
  unsubscribe(listener: EventListener, eventType?: string): void {
    const key = keyOf(eventType);
    const listeners = this.#listeners?.get(key) ?? [];
    const at = listeners.indexOf(listener);
    if (at !== -1) this.#listeners?.set(key, listeners.toSpliced(at, 1));
  }

  /** Fires an event; without listeners it is not even made. */
  protected fireEvent(type: string, fields?: Readonly<Record<string, unknown>>): void {
    const typed = this.#listeners?.get(type) ?? [];
    const general = this.#listeners?.get(ALL) ?? [];
    if (typed.length + general.length === 0) return;
    const event = new Event(type, fields);
    for (const listener of [...typed, ...general]) {
      if (typeof listener === 'function') listener(event);
      else listener.handleEvent(event);
    }
  }
}

function keyOf(eventType: string | undefined): string | symbol {
  return eventType === undefined || eventType === '' ? ALL : eventType;
}

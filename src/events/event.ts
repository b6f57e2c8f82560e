/**
 * Something that happened to a DROP: a type and the fields that go with it (`dlg.event.Event`).
 *
 * @category Events
 */
export class Event {
  readonly type: string;
  readonly [field: string]: unknown;

  constructor(type: string, fields?: Readonly<Record<string, unknown>>) {
    Object.assign(this, fields);
    this.type = type;
  }
}

/** Whatever wants to be told of events (`dlg.event.EventHandler`). @category Events */
export interface EventHandler {
  /** Is told of an event, synchronously. */
  handleEvent(event: Event): void;
}

/** A listener is a function or an object with `handleEvent`. @category Events */
export type EventListener = EventHandler | ((event: Event) => void);

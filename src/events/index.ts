/**
 * Events, those who fire them, and queues for `for await`.
 *
 * @module
 */
export type {
  DropCompletedEvent,
  DropEvent,
  ExecStatusEvent,
  OpenEvent,
  ProducerFinishedEvent,
  ReproducibilityEvent,
  StatusEvent,
} from './drop-event.js';
export { EventFirer } from './event-firer.js';
export { EventQueue } from './event-queue.js';
export { Event, type EventHandler, type EventListener } from './event.js';

/**
 * Events and those who fire them (`dlg.event`).
 *
 * @module
 */
export {
  Event,
  EventFirer,
  type DropCompletedEvent,
  type DropEvent,
  type EventHandler,
  type EventListener,
  type ExecStatusEvent,
  type OpenEvent,
  type ProducerFinishedEvent,
  type ReproducibilityEvent,
  type StatusEvent,
} from './events/index.js';

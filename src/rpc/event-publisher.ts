import type { Publisher } from 'zeromq';
import { RPCError } from '../errors/index.js';
import { Event, type DropEvent } from '../events/index.js';
import { DROPStates } from '../protocol/index.js';
import { endpointToBind, portOf } from './address.js';
import { bindSocket } from './bind-socket.js';
import { encodeEvent } from './event-encode.js';
import { Outbox } from './outbox.js';
import { RPCServerBase } from './rpc-object.js';
import { Starting } from './starting.js';
import { loadZeroMQ } from './zeromq.js';

/** Milliseconds that events may take to leave after a shutdown. */
const LINGER = 5000;
/** The states at which DALiuGE tells other nodes; it would fail at any other. */
const ENDS: ReadonlySet<unknown> = new Set([DROPStates.COMPLETED, DROPStates.ERROR, DROPStates.SKIPPED]);

/** A session whose events can be told to others. @category RPC */
export interface EventSource {
  /** Adds a listener for all events from now on; the function returned removes it. */
  subscribe(listener: (event: DropEvent) => void): () => void;
}

/**
 * Tells other node managers what happens to the drops here, as DALiuGE's do: by ZeroMQ, to whoever is connected, in the
 * order it happened, without answer. Who connects later hears what happens from then on. Needs the package `zeromq`.
 *
 * @category RPC
 * @example
 * ```ts
 * import { Event } from 'dropgraph/event';
 * import { EventPublisher, EventSubscriber } from 'dropgraph/rpc';
 *
 * const publisher = new EventPublisher('127.0.0.1', 0);
 * await publisher.start();
 * const subscriber = new EventSubscriber();
 * await subscriber.connect('127.0.0.1', publisher.port);
 * const heard = new Promise((resolve) => subscriber.subscribe((event) => resolve(event['uid']), 'dropCompleted'));
 * publisher.publish(new Event('dropCompleted', { status: 2, oid: 'A', uid: 'A', session_id: 's1' }));
 * await heard; // => 'A'
 * await subscriber.shutdown();
 * await publisher.shutdown();
 * ```
 */
export class EventPublisher extends RPCServerBase {
  #socket: Publisher | undefined;
  #outbox: Outbox | undefined;
  readonly #starting = new Starting();

  /**
   * @param host - where to listen; default this machine alone, `*` for all of its addresses.
   * @param port - default 5555, DALiuGE's; 0 for one the system chooses.
   * @throws TypeError or RangeError when they are none.
   */
  constructor(host = '127.0.0.1', port = 5555) {
    super(host, port);
  }

  override get port(): number {
    const endpoint = this.#socket?.lastEndpoint;
    return endpoint == null ? super.port : portOf(endpoint);
  }

  /**
   * Begins to listen for subscribers.
   *
   * @throws RPCError when it cannot, as where another process has the port; MissingError without the package zeromq.
   */
  override start(): Promise<void> {
    return this.#starting.begin(() => this.#listen());
  }

  /**
   * Sends an event to all subscribers. It does not wait for them.
   *
   * @throws RPCError before it is started; CodecError when the event has attributes that cannot be sent.
   */
  publish(event: Event): void {
    if (this.#outbox === undefined)
      throw new RPCError('The publisher of events is not started: await start() first');
    this.#outbox.put([encodeEvent(event)]);
  }

  /**
   * Sends what happens in a session from now on and matters to others: data that is complete, applications that have
   * finished. The function returned ends it.
   */
  follow(session: EventSource): () => void {
    return session.subscribe((event) => {
      if (!concernsOthers(event)) return;
      const { type, ...fields } = event;
      this.publish(new Event(type, fields));
    });
  }

  /** Ends it; what was published still leaves. */
  override async shutdown(): Promise<void> {
    await this.#starting.end();
    await this.#outbox?.empty();
    this.#outbox = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    await super.shutdown();
  }

  async #listen(): Promise<void> {
    const { Publisher } = await loadZeroMQ();
    const endpoint = await endpointToBind(this.host, super.port);
    // as DALiuGE has it, none is thrown away for a slow subscriber
    const socket = new Publisher({ linger: LINGER, sendHighWaterMark: 0, ipv6: endpoint.includes('[') });
    await bindSocket(socket, endpoint);
    this.#socket = socket;
    this.#outbox = new Outbox((frames) => socket.send(frames as (Uint8Array | string)[]));
    await super.start();
  }
}

function concernsOthers(event: DropEvent): boolean {
  return (event.type === 'dropCompleted' || event.type === 'producerFinished') && ENDS.has(event.status);
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Subscriber } from 'zeromq';
import { libraryLogger } from '../basics/index.js';
import { messageOf, RPCError, warnOfDrop } from '../errors/index.js';
import { EventFirer, type Event } from '../events/index.js';
import { endpointOf } from './address.js';
import { decodeEvent } from './event-decode.js';
import { loadZeroMQ } from './zeromq.js';

/** Milliseconds to wait for a connection, as DALiuGE does. */
const CONNECT_WITHIN = 5000;
/**
 * Milliseconds after which a publisher has surely taken note of the subscription, which travels behind the handshake and
 * is never answered; what it published before would be lost.
 */
const SETTLE = 100;
/** Bytes of the longest event that is taken. */
const LONGEST = 2 ** 20;

/**
 * Hears what happens to the drops of other node managers, here or in Python. Listeners are added with `subscribe`, for
 * one type of events or for all. Of each publisher the events come in its order.
 *
 * What is sent as an event is a pickle, which could be any program: only DALiuGE's own events are read, anything else is
 * refused, counted and logged, and never run. Needs the package `zeromq`.
 *
 * @category RPC
 * @example
 * ```ts
 * import { EventSubscriber } from 'dropgraph/rpc';
 *
 * const subscriber = new EventSubscriber();
 * subscriber.subscribe((event) => console.log(event['uid'], event['status']), 'dropCompleted');
 * subscriber.refused; // => 0
 * ```
 */
export class EventSubscriber extends EventFirer {
  #opening: Promise<Subscriber> | undefined;
  readonly #connected: Map<string, Promise<void>> = new Map();
  #refused = 0;

  /** How many messages were refused, as no events of DALiuGE. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Hears a publisher as well, from now on until the end, and again whenever the connection comes back. A second time
   * does nothing.
   *
   * @param port - default 5555, DALiuGE's.
   * @throws RPCError when nobody is there within 5 seconds; MissingError without the package zeromq.
   */
  async connect(host: string, port = 5555): Promise<void> {
    const endpoint = endpointOf(host, port);
    const socket = await this.#open();
    let connected = this.#connected.get(endpoint);
    if (connected === undefined) {
      connected = connection(socket, endpoint).then(() => delay(SETTLE));
      this.#connected.set(endpoint, connected);
    }
    try {
      await connected;
    } catch (error) {
      this.#connected.delete(endpoint);
      throw error;
    }
  }

  /** Hears nobody any more; it can connect anew. */
  async shutdown(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    this.#connected.clear();
    (await opening?.catch(() => undefined))?.close();
  }

  /** The same as `shutdown()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #open(): Promise<Subscriber> {
    this.#opening ??= this.#subscribe().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #subscribe(): Promise<Subscriber> {
    const { Subscriber } = await loadZeroMQ();
    const socket = new Subscriber({
      linger: 0,
      receiveHighWaterMark: 0,
      maxMessageSize: LONGEST,
      ipv6: true,
    });
    socket.subscribe();
    void this.#receive(socket);
    return socket;
  }

  async #receive(socket: Subscriber): Promise<void> {
    try {
      for await (const frames of socket) this.#take(frames);
    } catch (error) {
      if (!socket.closed) libraryLogger().error({ err: error }, 'no more events can be received');
    }
  }

  #take(frames: readonly Buffer[]): void {
    let event: Event;
    try {
      const [frame] = frames;
      if (frame === undefined || frames.length > 1) throw new RPCError('An event is one frame');
      event = decodeEvent(frame);
    } catch (error) {
      this.#refused++;
      libraryLogger().warn(`A message was refused: ${messageOf(error)}`);
      return;
    }
    try {
      const { type, ...fields } = event;
      this.fireEvent(type, fields);
    } catch (error) {
      warnOfDrop(String(event['uid']), error); // one listener must not keep events from others
    }
  }
}

/** Connects, and waits until the other side has understood. */
function connection(socket: Subscriber, endpoint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      socket.events.off('handshake', hear);
      settle();
    };
    const hear = ({ address }: { readonly address: string }): void => {
      if (address === endpoint) done(resolve);
    };
    const timer = setTimeout(() => {
      done(() => {
        reject(new RPCError(`Nobody publishes events at ${endpoint}`));
      });
      if (!socket.closed) socket.disconnect(endpoint);
    }, CONNECT_WITHIN);
    socket.events.on('handshake', hear);
    try {
      socket.connect(endpoint);
    } catch (error) {
      done(() => {
        reject(new RPCError(`${endpoint} cannot be connected to: ${messageOf(error)}`, { cause: error }));
      });
    }
  });
}

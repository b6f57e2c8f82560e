import type { Dealer } from 'zeromq';
import { libraryLogger } from '../basics/index.js';
import { messageOf, RPCError } from '../errors/index.js';
import { keyOfId, Message, type MessageId, writeMessage, sendable } from './message.js';
import { MessageIds } from './message-ids.js';
import { Outbox } from './outbox.js';
import { OutgoingCall, type CallSettings } from './outgoing-call.js';
import type { ZeroMQ } from './zeromq.js';

/** How a connection is made. @internal */
export interface ConnectionSettings extends CallSettings {
  readonly maxMessageSize: number;
}

interface Line {
  readonly socket: Dealer;
  readonly outbox: Outbox;
}

/**
 * The one connection to a peer, on which all calls to it are made. It does not keep the process alive while no call is
 * under way. When the last call under way was given up, what it left behind is given up with it: the next call
 * begins anew, and nothing old reaches the peer should it come back.
 *
 * @internal
 */
export class PeerConnection {
  readonly #zeromq: ZeroMQ;
  readonly #endpoint: string;
  readonly #settings: ConnectionSettings;
  readonly #ids: MessageIds = new MessageIds();
  readonly #calls: Map<string, OutgoingCall> = new Map();
  #line: Line | undefined;
  #isReceiving = false;
  /** A message is being handled: the calls it ends were answered. */
  #isTaking = false;

  constructor(zeromq: ZeroMQ, endpoint: string, settings: ConnectionSettings) {
    this.#zeromq = zeromq;
    this.#endpoint = endpoint;
    this.#settings = settings;
  }

  /** @throws RPCError when the arguments cannot be sent. */
  call(method: string, args: readonly unknown[]): Promise<unknown> {
    const what = `${this.#endpoint} ${method}`;
    const id = this.#ids.next();
    const request = writeMessage({ id, name: method, args: sendable(args, `${what}: argument`) });
    const { outbox } = this.#open();
    const key = keyOfId(id);
    const call = new OutgoingCall(
      what,
      this.#settings,
      (name, more) => this.#send(id, name, more),
      () => this.#forget(key),
    );
    this.#calls.set(key, call);
    outbox.put(['', request]);
    void this.#receive();
    return call.answer;
  }

  /** Ends all calls under way, and the connection. */
  close(): void {
    const error = new RPCError(`The connection to ${this.#endpoint} was shut down`);
    for (const call of [...this.#calls.values()]) call.fail(error);
    this.#hangUp();
  }

  #open(): Line {
    if (this.#line !== undefined) return this.#line;
    const { maxMessageSize } = this.#settings;
    const socket = new this.#zeromq.Dealer({ linger: 0, maxMessageSize, ipv6: this.#endpoint.includes('[') });
    try {
      socket.connect(this.#endpoint);
    } catch (error) {
      socket.close();
      throw new RPCError(`${this.#endpoint} cannot be connected to: ${messageOf(error)}`, { cause: error });
    }
    this.#line = { socket, outbox: new Outbox((frames) => socket.send(frames as (Uint8Array | string)[])) };
    return this.#line;
  }

  #send(responseTo: MessageId, name: string, args: unknown): void {
    this.#line?.outbox.put(['', writeMessage({ id: this.#ids.next(), responseTo, name, args })]);
  }

  async #receive(): Promise<void> {
    if (this.#isReceiving) return;
    this.#isReceiving = true;
    try {
      while (this.#line !== undefined && this.#calls.size > 0) {
        const line = this.#line;
        try {
          this.#take((await line.socket.receive()).at(-1));
        } catch (error) {
          // hung up meanwhile; where a new line was opened, that is listened to next
          if (this.#line === line) throw error;
        }
      }
    } catch (error) {
      for (const call of [...this.#calls.values()]) call.fail(error as Error);
      this.#hangUp();
    } finally {
      this.#isReceiving = false;
    }
  }

  #take(body: Buffer | undefined): void {
    let message: Message;
    try {
      message = Message.read(body ?? Buffer.alloc(0));
    } catch (error) {
      libraryLogger().warn({ peer: this.#endpoint }, `${messageOf(error)}; it was ignored`);
      return;
    }
    const { responseTo } = message.header;
    // late answers and beats of calls that are over have nowhere to go
    if (responseTo === undefined) return;
    this.#isTaking = true;
    this.#calls.get(keyOfId(responseTo))?.take(message);
    this.#isTaking = false;
  }

  #forget(key: string): void {
    this.#calls.delete(key);
    // nothing came that ended it, so the connection may be dead; and its receiving would keep the process alive
    if (this.#calls.size === 0 && this.#isReceiving && !this.#isTaking) this.#hangUp();
  }

  #hangUp(): void {
    this.#line?.socket.close();
    this.#line = undefined;
  }
}

import { libraryLogger } from '../basics/index.js';
import { messageOf, RPCError } from '../errors/index.js';
import { IncomingCall, type Answer } from './incoming-call.js';
import { keyOfId, Message, sendable, VERSION, writeMessage, type MessageId } from './message.js';
import { MessageIds } from './message-ids.js';
import { Outbox, type Frames } from './outbox.js';
import type { RPCMethod } from './zero-rpc-server.js';

/** Frames of one message: who sent it, an empty one, and the message. Others in between come from nobody we know. */
const MOST_FRAMES = 8;

interface Limits {
  readonly heartbeat: number;
  readonly maxCalls: number;
}

interface Service {
  method(name: string): RPCMethod | undefined;
  failure(error: unknown): Answer;
}

/** The calls of all peers that are under way at a server. Whatever a message holds, taking it never throws. @internal */
export class CallTable {
  readonly #outbox: Outbox;
  readonly #limits: Limits;
  readonly #service: Service;
  readonly #ids: MessageIds = new MessageIds();
  readonly #calls: Map<string, IncomingCall> = new Map();
  /** How many calls of each peer are under way. */
  readonly #counts: Map<string, number> = new Map();

  constructor(send: (frames: Frames) => Promise<void>, limits: Limits, service: Service) {
    this.#outbox = new Outbox(send);
    this.#limits = limits;
    this.#service = service;
  }

  /** Takes a message: the frames of who sent it, and what was sent. */
  take(frames: readonly Buffer[]): void {
    try {
      const body = frames.at(-1);
      if (body === undefined || frames.length < 2 || frames.length > MOST_FRAMES)
        throw new RPCError(`This is no message of ZeroRPC: it has ${String(frames.length)} frames`);
      // as Python does: an empty frame stands before the message, where there is room for one
      const route = frames.slice(0, Math.max(1, frames.length - 2));
      this.#take(route, Message.read(body));
    } catch (error) {
      libraryLogger().warn(`${messageOf(error)}; it was ignored`);
    }
  }

  /** Forgets all calls. */
  close(): void {
    for (const call of [...this.#calls.values()]) call.close();
  }

  #take(route: readonly Buffer[], message: Message): void {
    const peer = route.map((frame) => frame.toString('latin1')).join('\n');
    const { id, responseTo } = message.header;
    if (responseTo !== undefined) this.#calls.get(peer + keyOfId(responseTo))?.take(message);
    else if (id === undefined) throw new RPCError(`A call of "${message.name}" has no id to answer to`);
    else if (!this.#calls.has(peer + keyOfId(id))) this.#begin(route, peer, id, message);
  }

  #begin(route: readonly Buffer[], peer: string, id: MessageId, message: Message): void {
    const send = (name: string, args: unknown): void => {
      this.#outbox.put([...route, '', this.#written(id, name, args)]);
    };
    const fault = this.#faultOf(peer, message);
    if (fault !== undefined) {
      send(...this.#service.failure(fault));
      return;
    }
    const key = peer + keyOfId(id);
    const call = new IncomingCall(this.#limits.heartbeat, {
      send,
      failure: (error) => this.#service.failure(error),
      closed: () => {
        this.#calls.delete(key);
        this.#count(peer, -1);
      },
    });
    this.#calls.set(key, call);
    this.#count(peer, 1);
    void call.answer(() => this.#perform(message));
  }

  #written(responseTo: MessageId, name: string, args: unknown): Uint8Array {
    const id = this.#ids.next();
    const [checked] = sendable([args], 'The answer');
    return writeMessage({ id, responseTo, name, args: checked });
  }

  #perform(message: Message): unknown {
    const { name } = message;
    const method = this.#service.method(name);
    if (method === undefined) throw new RPCError(`there is no method "${name.slice(0, 100)}" here`);
    const args = message.args();
    if (!Array.isArray(args)) throw new RPCError(`the arguments of "${name}" are no list`);
    return method(...(args as never[]));
  }

  #faultOf(peer: string, { header }: Message): RPCError | undefined {
    if (header.version !== VERSION) {
      return new RPCError(`this is version ${VERSION} of ZeroRPC, the message is not; use a newer zerorpc`);
    }
    const { maxCalls } = this.#limits;
    if ((this.#counts.get(peer) ?? 0) < maxCalls) return undefined;
    return new RPCError(
      `${String(maxCalls)} calls of this peer are under way already; wait for their answers`,
    );
  }

  #count(peer: string, change: 1 | -1): void {
    const count = (this.#counts.get(peer) ?? 0) + change;
    if (count === 0) this.#counts.delete(peer);
    else this.#counts.set(peer, count);
  }
}

import { z } from 'zod';
import { libraryLogger, strictOptions } from '../basics/index.js';
import type { AbstractDROP } from '../drops/index.js';
import { RPCTimeoutError, SessionError } from '../errors/index.js';
import { DropAccess, type DropMethod } from './drop-access.js';
import type { Answer } from './incoming-call.js';
import { count, milliseconds, serverOptions } from './limits.js';
import { RemoteReaders } from './remote-readers.js';
import { describe, ZeroRPCServer, type ZeroRPCServerOptions } from './zero-rpc-server.js';

/** A session whose drops are served: that of a run, or anything with drops by uid. @category RPC */
export interface ServedSession {
  readonly sessionId: string;
  /** @throws when there is no such drop. */
  drop(uid: string): AbstractDROP;
}

/** Options of {@link DropServer}; further ones are those of {@link ZeroRPCServer}. @category RPC */
export interface DropServerOptions extends ZeroRPCServerOptions {
  /** Names of properties and methods of your own classes that others may use too. */
  readonly expose?: readonly string[];
  /**
   * Milliseconds after which a call that is not done is answered as failed, though it goes on; default 25,000. A DALiuGE
   * peer waits for 30 seconds, and for ever after.
   */
  readonly answerWithin?: number;
  /** How many drops peers may have open together; beyond, the one not read for longest is closed. Default 256. */
  readonly maxReaders?: number;
}

const schema = z.object({
  expose: z.array(z.string('must be names'), 'must be a list of names').default([]),
  answerWithin: milliseconds.default(25_000),
  maxReaders: count.default(256),
  ...serverOptions,
});

/**
 * Lets other processes use the drops of sessions, as the node managers of DALiuGE do for each other: `has_method`,
 * `get_drop_property` and `call_drop`. They reach the public properties and methods of drops, and no others.
 *
 * A DALiuGE peer whose call is answered with an error of ZeroRPC waits for ever. So there are none here: what is not
 * there is answered with the name of the drop, as Python answers it; a method that fails with the event `FAIL`, which
 * zerorpc raises as a RuntimeError and a DropProxy of DALiuGE passes on. {@link DropProxy} makes a RemoteError of it.
 *
 * @category RPC
 * @example
 * ```ts
 * import { compile, delayed, runGraph } from 'dropgraph';
 * import { DropProxy, DropServer, ZeroRPCClient } from 'dropgraph/rpc';
 *
 * const session = await runGraph(compile(delayed(() => 'hello', { key: 'greeting' })()));
 * await session.finished;
 * const server = new DropServer('127.0.0.1', 0);
 * server.add(session);
 * await server.start();
 * const client = new ZeroRPCClient();
 * const drop = new DropProxy(client, '127.0.0.1', server.port, session.sessionId, 'greeting');
 * await drop.status; // => 2
 * const descriptor = await drop.open();
 * (await drop.read(descriptor)).toString(); // => 'hello'
 * await drop.close(descriptor);
 * await client.shutdown();
 * await server.shutdown();
 * ```
 */
export class DropServer extends ZeroRPCServer {
  readonly #sessions: Map<string, ServedSession> = new Map();
  readonly #readers: RemoteReaders;
  readonly #access: DropAccess;
  readonly #answerWithin: number;

  /**
   * @param host - where to listen; default this machine alone, `*` for all of its addresses.
   * @param port - default 6666, DALiuGE's; 0 for one the system chooses.
   * @throws TypeError for an unknown or wrong option; RangeError for a wrong port.
   */
  constructor(host = '127.0.0.1', port = 6666, options?: DropServerOptions) {
    const { expose, answerWithin, maxReaders, ...others } = strictOptions(schema, options, 'DropServer');
    for (const name of expose) expectExposable(name);
    const methods = {
      has_method: (...args: unknown[]) => this.#hasMethod(args),
      get_drop_property: (...args: unknown[]) => this.#property(args),
      call_drop: (...args: unknown[]) => this.#call(args),
    };
    super(host, port, methods, others);
    this.#answerWithin = answerWithin;
    this.#readers = new RemoteReaders(maxReaders);
    this.#access = new DropAccess(this.#readers, new Set(expose));
  }

  /** Serves the drops of a session too. @throws SessionError when one of that name is served already. */
  add(session: ServedSession): void {
    const { sessionId } = session;
    if (this.#sessions.has(sessionId)) throw new SessionError(`The session "${sessionId}" is served already`);
    this.#sessions.set(sessionId, session);
  }

  /** Serves a session no longer; false when it was not served. */
  remove(sessionId: string): boolean {
    return this.#sessions.delete(sessionId);
  }

  override async shutdown(): Promise<void> {
    await super.shutdown();
    await this.#readers.closeAll();
  }

  protected override failure(error: unknown): Answer {
    return ['FAIL', [...describe(error), '']];
  }

  #hasMethod([sessionId, uid, name]: readonly unknown[]): boolean {
    return this.#method(this.#find(sessionId, uid), name) !== undefined;
  }

  #property([sessionId, uid, name]: readonly unknown[]): unknown {
    const drop = this.#find(sessionId, uid);
    const isThere = drop !== undefined && typeof name === 'string';
    const value = isThere ? this.#access.property(drop, name) : undefined;
    return value === undefined ? nameOf(drop, uid) : value;
  }

  #call([sessionId, uid, name, ...args]: readonly unknown[]): unknown {
    const drop = this.#find(sessionId, uid);
    const method = this.#method(drop, name);
    if (method !== undefined) return this.#inTime(`${String(name)} of "${String(uid)}"`, method(...args));
    libraryLogger().debug({ session: sessionId, uid, method: name }, 'a peer called what is not there');
    return nameOf(drop, uid);
  }

  #method(drop: AbstractDROP | undefined, name: unknown): DropMethod | undefined {
    return drop === undefined || typeof name !== 'string' ? undefined : this.#access.method(drop, name);
  }

  #find(sessionId: unknown, uid: unknown): AbstractDROP | undefined {
    if (typeof sessionId !== 'string' || typeof uid !== 'string') return undefined;
    try {
      return this.#sessions.get(sessionId)?.drop(uid);
    } catch {
      return undefined;
    }
  }

  async #inTime(what: string, working: unknown): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `${what} is not done after ${String(this.#answerWithin)} ms; it goes on`;
      timer = setTimeout(() => reject(new RPCTimeoutError(message)), this.#answerWithin);
    });
    try {
      return await Promise.race([working, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What is answered in place of something that is not there: a text, whatever was asked for. */
function nameOf(drop: AbstractDROP | undefined, uid: unknown): string {
  if (drop === undefined) return typeof uid === 'string' ? uid : '';
  return drop.name === '' ? drop.uid : drop.name;
}

function expectExposable(name: string): void {
  if (/^[A-Za-z]\w*$/.test(name) && !(name in Object.prototype)) return;
  throw new TypeError(
    `Option "expose" of DropServer: "${name}" cannot be exposed; give names of your own classes`,
  );
}

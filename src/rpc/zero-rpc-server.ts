import type { Router } from 'zeromq';
import { z } from 'zod';
import { libraryLogger, strictOptions } from '../basics/index.js';
import { messageOf } from '../errors/index.js';
import { endpointToBind, portOf } from './address.js';
import { bindSocket } from './bind-socket.js';
import { builtinsOf } from './builtins.js';
import { CallTable } from './call-table.js';
import type { Answer } from './incoming-call.js';
import { serverOptions } from './limits.js';
import { RPCServerBase } from './rpc-object.js';
import { Starting } from './starting.js';
import { loadZeroMQ } from './zeromq.js';

/**
 * A method others may call. It gives a value, a promise of one, or a generator (sync or async), whose values are sent
 * as they are taken. @category RPC
 */
export type RPCMethod = (...args: never[]) => unknown;

/** Options of {@link ZeroRPCServer}. @category RPC */
export interface ZeroRPCServerOptions {
  /** What it calls itself when asked; default `dropgraph`. */
  readonly name?: string;
  /**
   * Milliseconds between the beats by which the two sides of a call show that they are alive; default 5,000, which is
   * what Python expects. The call of a side that was not heard for two beats is forgotten.
   */
  readonly heartbeat?: number;
  /** Bytes of the longest message that is taken; a peer that sends more is cut off. Default 128 MiB. */
  readonly maxMessageSize?: number;
  /** How many calls of one peer may be under way; further ones fail. Default 1,000. */
  readonly maxCalls?: number;
}

const schema = z.object(serverOptions);
/** Milliseconds that answers may take to leave after a shutdown. */
const LINGER = 1000;

/**
 * Answers calls by ZeroRPC, version 3 (`dlg.rpc.ZeroRPCServer`), from zerorpc in Python as well as from
 * {@link ZeroRPCClient}. Others can call the methods given, and nothing else. Needs the package `zeromq`.
 *
 * ZeroRPC knows no passwords: whoever reaches the port may call. It listens at this machine alone unless told otherwise.
 *
 * @category RPC
 * @example
 * ```ts
 * import { ZeroRPCClient, ZeroRPCServer } from 'dropgraph/rpc';
 *
 * const server = new ZeroRPCServer('127.0.0.1', 0, {
 *   *count(to: number) {
 *     for (let n = 1; n <= to; n++) yield n;
 *   },
 * });
 * await server.start();
 * const client = new ZeroRPCClient();
 * const numbers = await client.call('127.0.0.1', server.port, 'count', 3);
 * const all: unknown[] = [];
 * for await (const n of numbers as AsyncIterable<unknown>) all.push(n);
 * all; // => [1, 2, 3]
 * await client.shutdown();
 * await server.shutdown();
 * ```
 */
export class ZeroRPCServer extends RPCServerBase {
  readonly #methods: ReadonlyMap<string, RPCMethod>;
  readonly #settings: z.output<typeof schema>;
  #router: Router | undefined;
  #calls: CallTable | undefined;
  readonly #starting = new Starting();

  /**
   * @param host - where to listen; default this machine alone, `*` for all of its addresses.
   * @param port - default 6666, DALiuGE's; 0 for one the system chooses.
   * @param methods - what others may call, by name. Only functions of the object itself count.
   * @throws TypeError for a wrong method or option; RangeError for a wrong port.
   */
  constructor(
    host = '127.0.0.1',
    port = 6666,
    methods: Readonly<Record<string, RPCMethod>> = {},
    options?: ZeroRPCServerOptions,
  ) {
    super(host, port);
    this.#settings = strictOptions(schema, options, 'ZeroRPCServer');
    const own = new Map(Object.entries(methods));
    for (const [name, method] of own) expectMethod(name, method);
    this.#methods = new Map([...own, ...Object.entries(builtinsOf(own, this.#settings.name))]);
  }

  override get port(): number {
    const endpoint = this.#router?.lastEndpoint;
    return endpoint == null ? super.port : portOf(endpoint);
  }

  /**
   * Begins to listen.
   *
   * @throws RPCError when it cannot, as where another process has the port; MissingError without the package zeromq.
   */
  override start(): Promise<void> {
    return this.#starting.begin(() => this.#listen());
  }

  /** Ends listening. Answers on their way still leave; calls under way are not answered any more. */
  override async shutdown(): Promise<void> {
    await this.#starting.end();
    this.#calls?.close();
    this.#router?.close();
    this.#router = undefined;
    await super.shutdown();
  }

  /** What is answered to a call that failed: ERR with the class and the message of the error. */
  protected failure(error: unknown): Answer {
    const [name, message] = describe(error);
    // Python shows the last alone
    return ['ERR', [name, message, `${name}: ${message}`]];
  }

  async #listen(): Promise<void> {
    const { Router } = await loadZeroMQ();
    const endpoint = await endpointToBind(this.host, super.port);
    const { maxMessageSize } = this.#settings;
    const router = new Router({
      linger: LINGER,
      maxMessageSize,
      ipv6: endpoint.includes('['),
      tcpKeepalive: 1,
    });
    await bindSocket(router, endpoint);
    this.#router = router;
    this.#calls = new CallTable((frames) => router.send(frames as (Uint8Array | string)[]), this.#settings, {
      method: (name) => this.#methods.get(name),
      failure: (error) => this.failure(error),
    });
    void this.#receive(router, this.#calls);
    await super.start();
  }

  async #receive(router: Router, calls: CallTable): Promise<void> {
    while (!router.closed) {
      try {
        calls.take(await router.receive());
      } catch (error) {
        if (router.closed) return;
        libraryLogger().error({ err: error }, 'a message could not be received');
        await new Promise(setImmediate); // whatever is wrong with the socket, others of the process go on
      }
    }
  }
}

/** Class and message of an error, as they can be sent. */
export function describe(error: unknown): [name: string, message: string] {
  const name = error instanceof Error ? error.name : 'Error';
  return [whole(name), whole(messageOf(error))];
}

/** Half characters cannot be sent, and nobody reads a message without end. */
function whole(text: string): string {
  return text.slice(0, 10_000).replaceAll(/\p{Surrogate}/gu, '\ufffd');
}

function expectMethod(name: string, method: unknown): void {
  if (typeof method !== 'function')
    throw new TypeError(`The method "${name}" must be a function, got ${typeof method}`);
  if (name.startsWith('_'))
    throw new TypeError(`The method "${name}" begins with an underscore, which is kept for the protocol`);
}

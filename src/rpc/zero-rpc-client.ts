import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { endpointOf } from './address.js';
import { milliseconds, sharedOptions } from './limits.js';
import { PeerConnection } from './peer-connection.js';
import { RPCRequest, RPCResponse } from './requests.js';
import { RPCClientBase } from './rpc-object.js';
import { loadZeroMQ } from './zeromq.js';

/** Options of {@link ZeroRPCClient}. @category RPC */
export interface ZeroRPCClientOptions {
  /** Milliseconds to wait for the first answer to a call; default 30,000. */
  readonly timeout?: number;
  /**
   * Milliseconds between the beats by which the two sides of a call show that they are alive; default 5,000, which is
   * what Python expects. A side that was not heard for two beats is lost.
   */
  readonly heartbeat?: number;
  /** Bytes of the longest message that is taken; a peer that sends more is cut off. Default 128 MiB. */
  readonly maxMessageSize?: number;
}

const schema = z.object({ timeout: milliseconds.default(30_000), ...sharedOptions });

/**
 * Calls methods of other processes by ZeroRPC (`dlg.rpc.ZeroRPCClient`): of DALiuGE's node managers, of any zerorpc
 * server in Python, of {@link ZeroRPCServer}. There is one connection to each peer, made at the first call and used for
 * all further ones; it does not keep the process alive. Needs the package `zeromq`.
 *
 * Arguments and answers are null, booleans, numbers, texts, bytes, lists and dicts; integers beyond 2^53 are bigint.
 * Where the method is a generator there, the answer is an async iterator; leaving its loop ends the call.
 *
 * @category RPC
 * @example
 * ```ts
 * import { ZeroRPCClient, ZeroRPCServer } from 'dropgraph/rpc';
 *
 * const server = new ZeroRPCServer('127.0.0.1', 0, { add: (a: number, b: number) => a + b });
 * await server.start();
 * const client = new ZeroRPCClient();
 * await client.call('127.0.0.1', server.port, 'add', 1, 2); // => 3
 * await client.shutdown();
 * await server.shutdown();
 * ```
 */
export class ZeroRPCClient extends RPCClientBase {
  /** A call to be made by {@link ZeroRPCClient.put}. */
  static readonly request: typeof RPCRequest = RPCRequest;
  /** What {@link ZeroRPCClient.put} puts into the queue of a call. */
  static readonly response: typeof RPCResponse = RPCResponse;
  readonly #settings: z.output<typeof schema>;
  readonly #connections: Map<string, PeerConnection> = new Map();

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options?: ZeroRPCClientOptions) {
    super();
    this.#settings = strictOptions(schema, options, 'ZeroRPCClient');
  }

  /**
   * Calls a method of the process that listens there; starts the client, if need be.
   *
   * @throws RemoteError when the method failed there; RPCTimeoutError when it was not answered in time; LostRemoteError
   * when the other side fell silent; RPCError when the call could not be made; MissingError without the package zeromq.
   */
  override async call(hostname: string, port: number, method: string, ...args: unknown[]): Promise<unknown> {
    const endpoint = endpointOf(hostname, port);
    if (!this.rpcRunning) await this.start();
    const zeromq = await loadZeroMQ();
    let connection = this.#connections.get(endpoint);
    if (connection === undefined) {
      connection = new PeerConnection(zeromq, endpoint, this.#settings);
      this.#connections.set(endpoint, connection);
    }
    return connection.call(method, args);
  }

  /** Makes a call whose answer, or failure, is put into its queue. It never throws. */
  async put(hostname: string, port: number, { method, args, queue }: RPCRequest): Promise<void> {
    const response = await this.call(hostname, port, method, ...args).then(
      (value) => new RPCResponse(value, false),
      (error: unknown) => new RPCResponse(error, true),
    );
    queue.put(response);
  }

  /** Closes all connections; calls under way are rejected. */
  override async shutdown(): Promise<void> {
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
    await super.shutdown();
  }
}

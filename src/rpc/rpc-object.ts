import { checkedPort, hostOf } from './address.js';

/** Something that speaks with other processes while it runs (`dlg.rpc.RPCObject`). @category RPC */
export class RPCObject {
  #running = false;

  /** Whether it was started and not shut down. */
  get rpcRunning(): boolean {
    return this.#running;
  }

  /** Begins to speak with others. A second time does nothing. */
  start(): Promise<void> {
    this.#running = true;
    return Promise.resolve();
  }

  /** Ends what was begun; it can be started anew. */
  shutdown(): Promise<void> {
    this.#running = false;
    return Promise.resolve();
  }

  /** The same as `shutdown()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

/** A method of a remote drop: calls it there. @category RPC */
export type RemoteMethod = (...args: unknown[]) => Promise<unknown>;

/** Calls methods of other processes, whatever they are spoken to in (`dlg.rpc.RPCClientBase`). @category RPC */
export abstract class RPCClientBase extends RPCObject {
  /** Calls a method of the process that listens there. */
  abstract call(hostname: string, port: number, method: string, ...args: unknown[]): Promise<unknown>;

  /** Whether a remote drop has a method of this name. */
  async hasMethod(
    hostname: string,
    port: number,
    sessionId: string,
    uid: string,
    name: string,
  ): Promise<boolean> {
    return (await this.call(hostname, port, 'has_method', sessionId, uid, name)) === true;
  }

  /**
   * A property of a remote drop, or a function that calls its method of that name. A DALiuGE peer answers with the name
   * of the drop where it has neither.
   */
  async getDropAttribute(
    hostname: string,
    port: number,
    sessionId: string,
    uid: string,
    name: string,
  ): Promise<unknown> {
    if (!(await this.hasMethod(hostname, port, sessionId, uid, name))) {
      return this.call(hostname, port, 'get_drop_property', sessionId, uid, name);
    }
    const method: RemoteMethod = (...args) =>
      this.call(hostname, port, 'call_drop', sessionId, uid, name, ...args);
    return method;
  }
}

/** Answers calls of other processes (`dlg.rpc.RPCServerBase`). @category RPC */
export abstract class RPCServerBase extends RPCObject {
  /** Name or address it listens at; `*` for all of this machine's. */
  readonly host: string;
  readonly #port: number;

  /**
   * @param host - a port behind it, as in `host:8000`, is left out.
   * @param port - 0 for one the system chooses.
   * @throws TypeError or RangeError when they are none.
   */
  constructor(host: string, port: number) {
    super();
    this.host = hostOf(host);
    this.#port = checkedPort(port, 0);
  }

  /** Port it listens at; where the system chooses, known once it is started. */
  get port(): number {
    return this.#port;
  }
}

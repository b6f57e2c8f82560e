/** Where the answer to an {@link RPCRequest} is put. @category RPC */
export interface ResponseQueue {
  /** Takes the answer, once. */
  put(response: RPCResponse): void;
}

/** A call to be made, and where its answer goes (`ZeroRPCClient.request`); also by index: 0, 1, 2. @category RPC */
export class RPCRequest {
  readonly method: string;
  readonly args: readonly unknown[];
  readonly queue: ResponseQueue;
  readonly 0: string;
  readonly 1: readonly unknown[];
  readonly 2: ResponseQueue;

  constructor(method: string, args: readonly unknown[], queue: ResponseQueue) {
    this.method = this[0] = method;
    this.args = this[1] = args;
    this.queue = this[2] = queue;
  }
}

/** The answer to a call, or what it failed with (`ZeroRPCClient.response`); also by index: 0, 1. @category RPC */
export class RPCResponse {
  readonly value: unknown;
  readonly isException: boolean;
  readonly 0: unknown;
  readonly 1: boolean;

  constructor(value: unknown, isException: boolean) {
    this.value = this[0] = value;
    this.isException = this[1] = isException;
  }
}

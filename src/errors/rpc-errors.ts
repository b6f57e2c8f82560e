import type { ErrorCode } from './codes.js';
import { DropgraphError } from './dropgraph-error.js';

const CODE: ErrorCode = 'DLG_ERR_RPC';

/** A call to another process could not be made, or its answer could not be read. @category Errors */
export class RPCError extends DropgraphError {
  constructor(message: string, options?: ErrorOptions) {
    super(CODE, message, options);
  }
}

/** What another process said of an error of its own. */
export interface RemoteFailure {
  /** Class of the error there, as `ValueError`. */
  readonly name: string;
  readonly message: string;
  /** Empty where the other side gives none. */
  readonly traceback: string;
}

/** A method of another process failed; the message says how. @category Errors */
export class RemoteError extends RPCError {
  readonly #failure: RemoteFailure;

  constructor(call: string, failure: RemoteFailure) {
    super(`${call} failed there with ${failure.name}: ${failure.message}`);
    this.#failure = failure;
  }

  /** Class of the error in the other process, as `ValueError`. */
  get remoteName(): string {
    return this.#failure.name;
  }

  /** Message of the error in the other process. */
  get remoteMessage(): string {
    return this.#failure.message;
  }

  /** Stack or traceback of the error in the other process; empty where it gives none. */
  get remoteTraceback(): string {
    return this.#failure.traceback;
  }
}

/** Another process did not answer in time (`TimeoutExpired` of zerorpc). @category Errors */
export class RPCTimeoutError extends RPCError {}

/** Another process stopped to show that it is alive (`LostRemote` of zerorpc). @category Errors */
export class LostRemoteError extends RPCError {}

import type { ErrorCode } from './codes.js';

/**
 * Base class of the errors dropgraph makes itself. Wrong arguments and unknown options are plain `TypeError`s
 * and `RangeError`s, as everywhere in JavaScript.
 *
 * @category Errors
 */
export class DropgraphError extends Error {
  // Details are getters: as fields, every one of them would be printed below a message that says it already.
  readonly #code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true });
    this.#code = code;
  }

  /** Stable name of the fault, for programs to branch on. */
  get code(): ErrorCode {
    return this.#code;
  }
}

/** An event listener, or a renderer of progress, threw; its error is the `cause`. @category Errors */
export class ListenerError extends DropgraphError {
  constructor(watcher: string, cause: unknown) {
    super('DLG_ERR_LISTENER', `${watcher} threw: ${messageOf(cause)}`, { cause });
  }
}

/** A session was asked for something its state or its graph does not allow. @category Errors */
export class SessionError extends DropgraphError {
  constructor(message: string) {
    super('DLG_ERR_SESSION', message);
  }
}

/** The message of whatever was thrown: errors say theirs, anything else is shown as text. Never throws itself. */
export function messageOf(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message === '' ? thrown.name : thrown.message);
    return String(thrown);
  } catch {
    return 'a value that cannot be shown as text';
  }
}

import { LostRemoteError, RemoteError, RPCError, RPCTimeoutError } from '../errors/index.js';
import { AnswerStream } from './answer-stream.js';
import { BEAT, Heartbeat, MORE } from './heartbeat.js';
import type { Message } from './message.js';

/** How a call is made. */
export interface CallSettings {
  /** Milliseconds to wait for the first answer. */
  readonly timeout: number;
  /** Milliseconds between heartbeats. */
  readonly heartbeat: number;
}

/** One call under way, at the side that made it. */
export class OutgoingCall {
  /** The answer; the answers where there are several. */
  readonly answer: Promise<unknown>;
  readonly #what: string;
  readonly #send: (name: string, args: unknown) => void;
  readonly #closed: () => void;
  readonly #heartbeat: Heartbeat;
  readonly #timer: NodeJS.Timeout;
  #resolve: (value: unknown) => void = () => undefined;
  #reject: (reason: Error) => void = () => undefined;
  #stream: AnswerStream | undefined;
  #isClosed = false;

  /**
   * @param what - the call, for messages: `tcp://127.0.0.1:6666 call_drop`.
   * @param send - sends a message that belongs to this call.
   * @param closed - the call is over.
   */
  constructor(
    what: string,
    { timeout, heartbeat }: CallSettings,
    send: (name: string, args: unknown) => void,
    closed: () => void,
  ) {
    this.#what = what;
    this.#send = send;
    this.#closed = closed;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#timer = setTimeout(() => {
      this.fail(new RPCTimeoutError(`${what} was not answered within ${String(timeout)} ms`));
    }, timeout);
    const lost = `${what} was lost: the other side was silent for ${String(2 * heartbeat)} ms`;
    this.#heartbeat = new Heartbeat(
      heartbeat,
      () => send(BEAT, [0]),
      () => this.fail(new LostRemoteError(lost)),
    );
  }

  /** Takes a message that belongs to this call. */
  take(message: Message): void {
    if (message.name === BEAT) this.#heartbeat.hear();
    else if (message.name !== MORE) {
      try {
        this.#take(message.name, message.args());
      } catch (error) {
        this.fail(error as Error); // what is thrown here are errors of this library
      }
    }
  }

  /** Ends the call with an error. */
  fail(error: Error): void {
    if (this.#isClosed) return;
    this.#close();
    this.#reject(error);
    this.#stream?.end(error);
  }

  #take(name: string, args: unknown): void {
    clearTimeout(this.#timer);
    switch (name) {
      case 'OK':
        this.#close();
        this.#resolve((args as unknown[] | null)?.[0]);
        break;
      case 'STREAM':
        this.#streamed().push(args);
        break;
      case 'STREAM_DONE':
        this.#streamed().end();
        this.#close();
        break;
      default:
        throw this.#failure(name, args);
    }
  }

  #streamed(): AnswerStream {
    if (this.#stream === undefined) {
      this.#stream = new AnswerStream(
        (count) => this.#send(MORE, [count]),
        () => this.#close(),
      );
      this.#resolve(this.#stream);
    }
    return this.#stream;
  }

  /** ERR of zerorpc, and what servers of drops answer instead. */
  #failure(answer: string, args: unknown): RPCError {
    const [name, message, traceback] = Array.isArray(args) ? (args as unknown[]) : [];
    if (typeof name !== 'string' || typeof message !== 'string') {
      return new RPCError(`${this.#what} was answered with "${answer}", which is no answer of ZeroRPC`);
    }
    return new RemoteError(this.#what, {
      name,
      message,
      traceback: typeof traceback === 'string' ? traceback : '',
    });
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#heartbeat.stop();
    this.#closed();
  }
}

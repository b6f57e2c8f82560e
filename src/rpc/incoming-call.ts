import { Credit } from './credit.js';
import { BEAT, Heartbeat, MORE } from './heartbeat.js';
import type { Message } from './message.js';

/** Name and content of an answer. */
export type Answer = readonly [name: string, args: unknown];

/** How a call is answered. */
export interface Answering {
  /** Sends a message that belongs to this call. @throws RPCError when it cannot be sent. */
  readonly send: (name: string, args: unknown) => void;
  /** What is answered where the work fails. */
  readonly failure: (error: unknown) => Answer;
  /** The call is over. */
  readonly closed: () => void;
}

/** One call under way, at the side that answers it. */
export class IncomingCall {
  readonly #answering: Answering;
  readonly #heartbeat: Heartbeat;
  readonly #credit: Credit = new Credit();
  #isClosed = false;

  /** @param interval - milliseconds between heartbeats. */
  constructor(interval: number, answering: Answering) {
    this.#answering = answering;
    this.#heartbeat = new Heartbeat(
      interval,
      () => answering.send(BEAT, [0]),
      () => this.close(),
    );
  }

  /** Takes a further message that belongs to this call. */
  take(message: Message): void {
    if (message.name === BEAT) this.#heartbeat.hear();
    else if (message.name === MORE) {
      this.#heartbeat.hear();
      this.#credit.add((message.args() as unknown[] | null)?.[0]);
    }
  }

  /** Does what was asked for, and answers; whatever goes wrong is an answer as well. */
  async answer(work: () => unknown): Promise<void> {
    try {
      const result = await work();
      if (isStream(result)) await this.#stream(result);
      else this.#send('OK', [result]);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.close();
    }
  }

  /** The other side is gone, or all is said: no more is sent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#heartbeat.stop();
    this.#credit.end();
    this.#answering.closed();
  }

  async #stream(results: AsyncIterable<unknown> | Iterable<unknown>): Promise<void> {
    for await (const result of results) {
      if (!(await this.#credit.take())) return; // leaving the loop ends the generator
      this.#send('STREAM', result);
    }
    if (await this.#credit.take()) this.#send('STREAM_DONE', null);
  }

  #fail(error: unknown): void {
    this.#send(...this.#answering.failure(error));
  }

  #send(name: string, args: unknown): void {
    if (!this.#isClosed) this.#answering.send(name, args);
  }
}

/** Generators and what is read like them; lists are iterable too, but are values. */
function isStream(value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  if (Symbol.asyncIterator in value) return true;
  return Symbol.iterator in value && typeof (value as { next?: unknown }).next === 'function';
}

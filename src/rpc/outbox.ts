import { libraryLogger } from '../basics/index.js';

/** Frames of one message. @internal */
export type Frames = readonly (Uint8Array | string)[];

/** Sends one message after the other: a socket of ZeroMQ takes one at a time. @internal */
export class Outbox {
  readonly #send: (frames: Frames) => Promise<void>;
  #waiting: Frames[] = [];
  #sending: Promise<void> | undefined;

  constructor(send: (frames: Frames) => Promise<void>) {
    this.#send = send;
  }

  put(frames: Frames): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#run();
  }

  /** Waits until all was handed over. */
  async empty(): Promise<void> {
    await this.#sending;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const frames of batch) {
        try {
          await this.#send(frames);
        } catch (error) {
          // the socket was closed, or the one it was for has gone
          libraryLogger().debug({ err: error }, 'a message could not be sent');
        }
      }
    }
    this.#sending = undefined;
  }
}

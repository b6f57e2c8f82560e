import { packError, packValue } from '../closures/index.js';
import { buffersOf } from './transfer-rule.js';
import { ENDED, REPORT_HEAD, RESULT, type FromWorker } from './wire.js';

/** Sends a message to whoever sends the tasks. */
export type Tell = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/** What a worker has to tell: results are gathered, and sent together. */
export class Outbox {
  readonly #tell: Tell;
  readonly #home: string;
  #message: unknown[] = [0, 0];
  #transfer: Set<ArrayBuffer> = new Set();
  #batches = 0;
  #milliseconds = 0;
  #isScheduled = false;

  constructor(tell: Tell, home: string) {
    this.#tell = tell;
    this.#home = home;
  }

  /** So long it has been at work. */
  worked(milliseconds: number): void {
    this.#milliseconds += milliseconds;
  }

  /** It has been through one more batch. */
  wentThrough(): void {
    this.#batches++;
  }

  /**
   * @param isOwner - whether nobody else here has the buffers of the result: they are handed over instead of copied.
   * @throws NotShippableError where the result cannot be sent.
   */
  done(task: number, result: unknown, isOwner: boolean): void {
    const packed =
      typeof result === 'object' || typeof result === 'function' || typeof result === 'symbol'
        ? packValue(result, { name: 'the result', home: this.#home })
        : result;
    const buffers = isOwner && typeof result === 'object' ? buffersOf(result) : [];
    for (const buffer of buffers) this.#transfer.add(buffer);
    const isOwned = buffers.length > 0 && ArrayBuffer.isView(result);
    this.#add(task, isOwned ? ENDED.OWNED : ENDED.DONE, packed);
  }

  /** As {@link done}, without the result where it cannot be sent. */
  doneIfSendable(task: number, result: unknown): void {
    try {
      this.done(task, result, false);
    } catch {
      this.passedOn(task);
    }
  }

  passedOn(task: number): void {
    this.#add(task, ENDED.PASSED_ON, undefined);
  }

  fail(task: number, error: unknown): void {
    this.#add(task, ENDED.FAILED, this.#packed(error));
  }

  /** Sends what there is. */
  flush(): void {
    this.#isScheduled = false;
    const message = this.#message;
    const transfer = [...this.#transfer];
    if (message.length === REPORT_HEAD && this.#batches === 0) return;
    message[0] = this.#batches;
    message[1] = this.#milliseconds;
    this.#message = [0, 0];
    if (transfer.length > 0) this.#transfer = new Set();
    this.#batches = this.#milliseconds = 0;
    try {
      this.#tell(message, transfer);
    } catch {
      this.#tellOneByOne(message);
    }
  }

  #add(task: number, how: number, value: unknown): void {
    this.#message.push(task, how, value);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.flush());
  }

  /** Something among the results cannot be sent, or not be handed over: shared memory to another process, for one. */
  #tellOneByOne(message: FromWorker): void {
    this.#tell(message.slice(0, REPORT_HEAD), []);
    for (let at = REPORT_HEAD; at < message.length; at += RESULT) {
      const [task, how, value] = message.slice(at, at + RESULT);
      try {
        this.#tell([0, 0, task, how === ENDED.OWNED ? ENDED.DONE : how, value], []);
      } catch (error) {
        this.#tell([0, 0, task, ENDED.FAILED, this.#packed(error)], []);
      }
    }
  }

  #packed(error: unknown): unknown {
    try {
      return packError(error, { home: this.#home });
    } catch {
      return new Error('The task failed with something that throws when it is looked at');
    }
  }
}

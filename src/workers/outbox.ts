import { setImmediate, setTimeout } from 'node:timers';
import { packError, packValue } from '../closures/index.js';
import { now } from './now.js';
import { buffersOf } from './transfer-rule.js';
import { ENDED, NOTHING, REPORT_HEAD, RESULT, type FromWorker } from './wire.js';

/** Sends a message to whoever sends the tasks. */
export type Tell = (message: FromWorker, transfer: ArrayBuffer[]) => void;

/** Milliseconds that results wait for what was printed, at most: whoever reads it may have stopped. */
const LONGEST = 1000;

/** What a worker has to tell: results are gathered, and sent together. */
export class Outbox {
  readonly #tell: Tell;
  readonly #home: string;
  #message: unknown[] = [...NOTHING];
  #transfer: Set<ArrayBuffer> = new Set();
  #batches = 0;
  #milliseconds = 0;
  #awaited = 0;
  #packing = 0;
  #telling = 0;
  /** Whether what is added will be sent without more being done about it. */
  #isScheduled = false;
  readonly #isPrinting: () => boolean;
  /** Until when what there is to tell waits for what was printed. */
  #waitsUntil = 0;

  /** @param isPrinting - whether what tasks have printed is still on its way. */
  constructor(tell: Tell, home: string, isPrinting: () => boolean) {
    this.#tell = tell;
    this.#home = home;
    this.#isPrinting = isPrinting;
  }

  /** So long functions have run. */
  worked(milliseconds: number): void {
    this.#milliseconds += milliseconds;
  }

  /** A function gave a promise: the time it takes cannot be told. */
  awaits(): void {
    this.#awaited++;
  }

  /** Whoever is at work calls {@link flush} at its end. */
  flushFollows(): void {
    this.#isScheduled = true;
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
        ? this.#pack(result)
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

  /** Sends what there is, but after what tasks have printed: that would be lost where the program ends with a result. */
  flush(): void {
    if (this.#waitsUntil > 0) return;
    if (this.#isPrinting()) {
      this.#waitsUntil = now() + LONGEST;
      this.#flushOncePrinted();
    } else this.flushNow();
  }

  #flushOncePrinted(): void {
    if (this.#isPrinting() && now() < this.#waitsUntil) setTimeout(() => this.#flushOncePrinted(), 1);
    else this.flushNow();
  }

  /** Sends what there is. */
  flushNow(): void {
    this.#isScheduled = false;
    this.#waitsUntil = 0;
    const message = this.#message;
    const transfer = this.#transfer.size > 0 ? [...this.#transfer] : [];
    if (message.length === REPORT_HEAD && this.#batches === 0) return;
    message[0] = this.#batches;
    message[1] = Math.max(0, this.#milliseconds - this.#packing);
    message[2] = this.#awaited;
    message[3] = this.#telling;
    this.#message = [...NOTHING];
    if (transfer.length > 0) this.#transfer = new Set();
    this.#batches = this.#milliseconds = this.#awaited = 0;
    const begun = now();
    try {
      this.#tell(message, transfer);
    } catch {
      this.#tellOneByOne(message);
    }
    this.#telling = this.#packing + now() - begun;
    this.#packing = 0;
  }

  #pack(result: unknown): unknown {
    const begun = now();
    const packed = packValue(result, { name: 'the result', home: this.#home });
    this.#packing += now() - begun;
    return packed;
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
        this.#tell([...NOTHING, task, how === ENDED.OWNED ? ENDED.DONE : how, value], []);
      } catch (error) {
        this.#tell([...NOTHING, task, ENDED.FAILED, this.#packed(error)], []);
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

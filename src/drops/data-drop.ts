import type { Checksum } from '../codecs/index.js';
import { DropStateError, warnOfDrop } from '../errors/index.js';
import { DROPStates, type ChecksumTypes } from '../protocol/index.js';
import { ReproducibilityFlags, type MerkleData } from '../reproducibility/index.js';
import type { Writer } from '../storage/index.js';
import { isThenable } from '../basics/index.js';
import type { AppDROP } from './app-drop.js';
import { ContentDigest, digestOf, type DigestOptions } from './content-digest.js';
import { ReadableDROP } from './readable-drop.js';
import { Turns } from './turns.js';
import { stateName } from './drop-base.js';

const { COMPLETED, WRITING, ERROR, SKIPPED } = DROPStates;
const NO_WRITING = 'no more writing is expected';
/** States of consumers that take no more. */
const ENDED: ReadonlySet<number> = new Set([ERROR, DROPStates.CANCELLED, SKIPPED]);
/** Levels whose data hold a hash of the content. */
const HASHED: ReadonlySet<number> = new Set([
  ReproducibilityFlags.ALL,
  ReproducibilityFlags.REPRODUCE,
  ReproducibilityFlags.REPLICATE_SCI,
  ReproducibilityFlags.REPLICATE_COMP,
  ReproducibilityFlags.REPLICATE_TOTAL,
]);

/**
 * A drop that holds data (`dlg.drop.DataDROP`): written once, in pieces, by one or several applications; read
 * as often as wanted once it is COMPLETED. Where the bytes are is up to the subclass and its store.
 *
 * Writes are done one after the other in the order they were called, awaited or not. A write is done when the
 * store has the bytes and the streaming consumers have taken them, so a writer that awaits it never runs ahead.
 *
 * @category Drops
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 *
 * const drop = new InMemoryDROP('A', 'A');
 * await drop.write('hello');
 * drop.setCompleted();
 * const descriptor = await drop.open();
 * const bytes = await drop.read(descriptor);
 * await drop.close(descriptor);
 * bytes.toString(); // => 'hello'
 * drop.checksum; // => 2591144780
 * ```
 */
export abstract class DataDROP extends ReadableDROP {
  #writer: Writer | undefined;
  #digest: ContentDigest | undefined;
  readonly #turns: Turns = new Turns();
  /** A write has brought the last expected byte, and completes the drop itself. */
  #isFull = false;
  #committed = false;
  #checksum: number | null = null;
  #checksumType: ChecksumTypes | null = null;

  /**
   * CRC-32C of the data; null while there are none, and where the environment variable `DLG_DISABLE_CHECKSUM` is
   * set. Of data written from outside it is computed when asked for, where the store is on this machine. It can be
   * set once, after the drop is complete, if it is not known.
   */
  get checksum(): number | null {
    if (this.#checksum === null && this.status === COMPLETED) this.#sumContent();
    return this.#checksum;
  }

  set checksum(checksum: number | null) {
    if (this.#checksum !== null)
      throw new DropStateError(this.uid, 'its checksum is known already and cannot be set');
    this.expectFilled('checksum');
    this.#checksum = checksum;
  }

  /** How the checksum was computed; null when not known. It can be set once, after the drop is complete. */
  get checksumType(): ChecksumTypes | null {
    return this.#checksumType;
  }

  set checksumType(type: ChecksumTypes | null) {
    if (this.#checksumType !== null) {
      throw new DropStateError(this.uid, 'its checksumType is known already and cannot be set');
    }
    this.expectFilled('checksumType');
    this.#checksumType = type;
  }

  /**
   * Writes bytes, or text as UTF-8, and gives their number. With the last of the expected bytes the drop completes.
   *
   * @throws DropStateError when no more writing is expected; StorageError when the bytes cannot be stored: then the
   * drop is in ERROR.
   */
  write(data: Uint8Array | string): Promise<number> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    if (!(bytes instanceof Uint8Array)) {
      const message = `Only bytes or text can be written to drop "${this.uid}", got ${typeof data}`;
      return Promise.reject(new TypeError(message));
    }
    if (!this.isOpen) return Promise.reject(this.#refusal(NO_WRITING));
    const writing = this.#turns.take(() => this.#write(bytes));
    // Who does not await it learns of its failure from the state of the drop, or from finishWriting.
    writing.catch(() => {
      if (this.status === COMPLETED) warnOfDrop(this.uid, this.#refusal(NO_WRITING));
    });
    return writing;
  }

  /**
   * Waits for the writes under way, and lets stores that cannot do so within a call (those of other machines) make what
   * was written the content. Applications await it on their outputs before they report; who writes by hand
   * needs it before `setCompleted` only where writes were not awaited, or the store is elsewhere.
   *
   * @returns undefined when there is nothing to wait for.
   * @throws what a write threw that nobody awaited.
   */
  finishWriting(): Promise<void> | undefined {
    const isElsewhere = this.#writer !== undefined && this.#writer.commitSync === undefined;
    if (this.#turns.underWay === 0 && !isElsewhere) return undefined;
    return this.#finish();
  }

  /** Throws away what was written so far, to be written anew; streaming consumers have taken it, so not for them. */
  async discardWritten(): Promise<void> {
    await this.#turns.settled();
    if (!this.isOpen || this.isStreamed) return;
    const writer = this.#writer;
    this.#forgetWritten();
    await writer?.abort();
  }

  /** Called before the first write: what the drop held until now is replaced. */
  protected beforeWriting(): void {}

  /** Called when the drop completes without having been written: the store sees to it that there is content. */
  protected keepUnwritten(): void {
    const size = this.store.ensureSync?.();
    if (size !== undefined && this.size === null) this.learnSize(size);
  }

  /** The content in pieces, within the call; undefined where the store cannot give it like that. */
  protected contentSync(): Iterable<Uint8Array> | undefined {
    return this.store.contentSync?.();
  }

  /** `data_hash` of the content for the levels that compare data; of drops without content, that of no bytes. */
  protected hashOfContent(): MerkleData {
    const known = this.#digest?.hash;
    if (known !== undefined && this.status === COMPLETED) return { data_hash: known };
    const hash = this.#digestOfContent({ checksum: false, hash: true })?.hash;
    return hash === undefined ? {} : { data_hash: hash };
  }

  protected override keepContent(): void {
    if (this.#turns.underWay > 0 && !this.#isFull) {
      throw new DropStateError(
        this.uid,
        'cannot be completed while a write is under way: await write() first',
      );
    }
    const writer = this.#writer;
    if (writer !== undefined && writer.commitSync === undefined) {
      throw new DropStateError(this.uid, 'cannot be completed yet: await finishWriting() first');
    }
    try {
      if (writer !== undefined) this.learnSize(writer.commitSync?.() ?? this.size);
      else if (!this.#committed) this.keepUnwritten();
    } catch (error) {
      this.setError(error);
      throw error;
    }
    this.#writer = undefined;
  }

  protected override dropContent(): void {
    const writer = this.#writer;
    this.#writer = undefined;
    // a write under way still needs its writer; abort waits for it and never throws
    if (writer !== undefined) void writer.abort();
  }

  /** Where writes are still under way the drop completes after them. */
  protected override producersFinished(): void {
    const finishing = this.finishWriting();
    if (finishing === undefined) this.#completeOrFail();
    else {
      finishing
        .catch((error: unknown) => {
          this.setError(error);
        })
        .then(() => {
          // consumers of one that was skipped meanwhile are told so
          if (this.isOpen || this.status === SKIPPED) this.#completeOrFail();
        })
        .catch((error: unknown) => {
          warnOfDrop(this.uid, error);
        });
    }
  }

  /** Content that cannot be kept has put the drop into ERROR, which says enough to those who wait for it. */
  #completeOrFail(): void {
    try {
      this.setCompleted();
    } catch (error) {
      if (this.status !== ERROR || this.error !== error) throw error;
    }
  }

  async #write(bytes: Uint8Array): Promise<number> {
    await this.#put(bytes);
    await this.#feed(bytes);
    this.#expectWritable();
    this.#digest?.update(bytes);
    this.#noteChecksum(this.#digest?.checksum);
    if (this.expectedSize <= 0 || (this.size ?? 0) < this.expectedSize) this.status = WRITING;
    else await this.#complete();
    return bytes.byteLength;
  }

  async #put(bytes: Uint8Array): Promise<void> {
    this.#expectWritable();
    try {
      if (this.#writer === undefined) {
        const writer = await this.store.openWriter();
        if (!this.isOpen) await writer.abort();
        this.#expectWritable();
        this.beforeWriting();
        this.#writer = writer;
        this.#digest = new ContentDigest({
          checksum: process.env['DLG_DISABLE_CHECKSUM'] === undefined,
          hash: HASHED.has(this.reproducibilityLevel),
        });
      }
      await this.#writer.write(bytes);
    } catch (error) {
      this.setError(error);
      throw error;
    }
    this.#expectWritable();
    this.learnSize((this.size ?? 0) + bytes.byteLength);
  }

  /**
   * Hands the bytes to the streaming consumers, in order, and waits until all have taken them. One that throws is in
   * ERROR and gets no more; neither the writer nor the others are to suffer from it.
   */
  async #feed(bytes: Uint8Array): Promise<void> {
    const taking: Promise<void>[] = [];
    for (const consumer of this.streamedTo) {
      if (ENDED.has(consumer.status)) continue;
      try {
        const taken: unknown = consumer.dataWritten(this.uid, bytes);
        if (isThenable(taken)) taking.push(takenBy(consumer, taken));
      } catch (error) {
        consumer.setError(error);
      }
    }
    if (taking.length > 0) await Promise.all(taking);
  }

  /** The last expected byte is there. */
  async #complete(): Promise<void> {
    await this.#commitElsewhere();
    this.#isFull = true;
    this.setCompleted();
  }

  async #commitElsewhere(): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined || writer.commitSync !== undefined) return;
    this.#writer = undefined;
    try {
      this.learnSize(await writer.commit());
      this.#committed = true;
    } catch (error) {
      this.setError(error);
      throw error;
    }
  }

  async #finish(): Promise<void> {
    await this.#turns.settled();
    if (this.status === ERROR) throw this.#failure();
    // one of several producers must not close what the others still write
    if (this.isOpen && this.producersLeft <= 1) await this.#commitElsewhere();
  }

  #failure(): unknown {
    return this.error ?? this.#refusal(NO_WRITING);
  }

  #forgetWritten(): void {
    this.#writer = undefined;
    this.#digest = undefined;
    this.#noteChecksum(undefined);
    this.learnSize(null);
  }

  #noteChecksum(checksum: Checksum | undefined): void {
    this.#checksum = checksum?.value ?? null;
    this.#checksumType = checksum?.type ?? null;
  }

  #sumContent(): void {
    if (process.env['DLG_DISABLE_CHECKSUM'] !== undefined) return;
    this.#noteChecksum(this.#digestOfContent({ checksum: true, hash: false })?.checksum);
  }

  /** Of a drop that ended without content this is the digest of no bytes; undefined where they cannot be had. */
  #digestOfContent(wanted: DigestOptions): ContentDigest | undefined {
    return digestOf(() => (this.status === COMPLETED ? this.contentSync() : []), wanted);
  }

  #expectWritable(): void {
    if (!this.isOpen) throw this.#refusal(NO_WRITING);
  }

  #refusal(what: string): DropStateError {
    return new DropStateError(this.uid, `${what}: it is ${stateName(this.status)}`);
  }
}

async function takenBy(consumer: AppDROP, taken: PromiseLike<unknown>): Promise<void> {
  try {
    await taken;
  } catch (error) {
    consumer.setError(error);
  }
}

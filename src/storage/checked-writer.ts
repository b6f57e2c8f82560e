import { messageOf, StorageError } from '../errors/index.js';
import type { Writer } from './store.js';

/**
 * What every writer promises, whatever it writes to: calls one after the other, nothing after the end, no commit
 * of content with a hole in it. A kind of storage adds only how bytes are put away, published and dropped.
 */
export abstract class CheckedWriter implements Writer {
  readonly #place: string;
  #state: 'open' | 'failed' | 'committed' | 'aborted' = 'open';
  #pending: Promise<unknown> | undefined;
  #size = 0;

  /** @param place - the url of the store, for messages. */
  constructor(place: string) {
    this.#place = place;
  }

  /** Puts the bytes away; keeps no reference to them once it is done. */
  protected abstract append(data: Uint8Array): Promise<void> | void;

  /** Makes what was appended the content. */
  protected abstract publish(): Promise<void> | void;

  /** Drops what was appended, or what is left of it. */
  protected abstract discard(): Promise<void> | void;

  /** Bytes written so far. */
  protected get size(): number {
    return this.#size;
  }

  async write(data: Uint8Array): Promise<void> {
    this.#mustBeOpen('written');
    if (!(data instanceof Uint8Array)) {
      throw new TypeError(`Only bytes (a Uint8Array) can be written to ${this.#place}, got ${typeof data}`);
    }
    const length = data.byteLength;
    await this.#run(
      'write to',
      () => this.append(data),
      () => (this.#size += length),
    );
  }

  async commit(): Promise<number> {
    this.#mustBeOpen('committed');
    await this.#run(
      'commit',
      () => this.publish(),
      () => (this.#state = 'committed'),
    );
    return this.#size;
  }

  async abort(): Promise<void> {
    // what is under way may still use what is to be dropped; a commit under way may still succeed
    while (this.#pending !== undefined) await this.#pending.catch(() => undefined);
    if (this.#state === 'committed' || this.#state === 'aborted') return;
    this.#state = 'aborted';
    try {
      await this.discard();
    } catch {
      // it never was content, so nobody misses it and nobody takes it for content
    }
  }

  /** `commitSync` of the stores that have it. */
  protected commitWith(publish: () => void): number {
    this.#mustBeOpen('committed');
    try {
      publish();
    } catch (error) {
      throw this.#failed('commit', error);
    }
    this.#state = 'committed';
    return this.#size;
  }

  // `done` belongs to the work: an abort that waited for it must find it done
  async #run(verb: string, work: () => Promise<void> | void, done: () => unknown): Promise<void> {
    try {
      const underWay = work();
      if (underWay !== undefined) {
        this.#pending = underWay;
        await underWay;
      }
      done();
    } catch (error) {
      throw this.#failed(verb, error);
    } finally {
      this.#pending = undefined;
    }
  }

  #failed(verb: string, error: unknown): StorageError {
    this.#state = 'failed';
    if (error instanceof StorageError) return error;
    return new StorageError(`Cannot ${verb} ${this.#place}: ${messageOf(error)}`, { cause: error });
  }

  #mustBeOpen(verb: string): void {
    if (this.#pending !== undefined) {
      throw new StorageError(`${this.#place} cannot be ${verb} while a call before is under way: await it`);
    }
    if (this.#state === 'failed') {
      throw new StorageError(
        `${this.#place} cannot be ${verb} after a call that failed: abort, and start anew`,
      );
    }
    if (this.#state !== 'open') {
      throw new StorageError(`${this.#place} cannot be ${verb}: its writer was ${this.#state} already`);
    }
  }
}

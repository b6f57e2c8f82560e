import { DropStateError, InvalidDropError, messageOf } from '../errors/index.js';
import type { MerkleData } from '../reproducibility/index.js';
import { MemoryStore, SharedMemoryStore, type Reader, type Store } from '../storage/index.js';
import { DataDROP } from './data-drop.js';
import type { DropOptions } from './drop-options.js';
import { pydataValue } from './pydata.js';
import { valueBytes } from './value-bytes.js';

/**
 * Data in the memory of this process: bytes that are written, or one JavaScript value that is set. A value is handed
 * to readers of the same process as it is; who reads it as bytes gets those of a `Uint8Array`, text as UTF-8, and
 * anything else pickled.
 *
 * Options: `pydata`, first content; `persist`, default false; `expireAfterUse`, default true without `persist` and
 * `lifespan`.
 *
 * @category Drops
 * @example
 * ```ts
 * import { InMemoryDROP } from 'dropgraph/drop';
 *
 * const drop = new InMemoryDROP('A', 'A', { pydata: { type: 'json', value: [1, 2] } });
 * drop.value; // => [1, 2]
 * ```
 */
export class InMemoryDROP extends DataDROP {
  #value: unknown;
  #hasValue = false;

  /** @throws InvalidDropError when an option is wrong. */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, 'lifespan' in options ? options : { expireAfterUse: true, ...options });
    const pydata = this.#pydata();
    if (pydata === undefined || pydata === null) return;
    try {
      this.#hold(pydataValue(pydata));
    } catch (error) {
      throw new InvalidDropError(this.uid, `option "pydata" ${messageOf(error)}`, { cause: error });
    }
  }

  /** Whether it holds a value, not bytes that were written. */
  get hasValue(): boolean {
    return this.#hasValue;
  }

  /**
   * The value that was set, or else the bytes that were written.
   *
   * @throws DropStateError when there is neither (yet).
   */
  get value(): unknown {
    if (this.#hasValue) return this.#value;
    const pieces = this.isCompleted() ? this.contentSync() : undefined;
    if (pieces === undefined)
      throw new DropStateError(this.uid, 'holds no value; read its bytes once it is complete');
    return Buffer.concat([...pieces]);
  }

  /**
   * Sets the value: no copy is made, so neither side may change it. Setting it again replaces it.
   *
   * @throws DropStateError when the drop has come to its end, or bytes were written into it.
   */
  setValue(value: unknown): void {
    if (!this.isOpen) throw new DropStateError(this.uid, 'has come to its end, so no value can be set');
    if (this.size !== null && !this.#hasValue) {
      throw new DropStateError(this.uid, 'holds bytes that were written, so no value can be set');
    }
    this.#hold(value);
  }

  override async exists(): Promise<boolean> {
    return this.#hasValue || super.exists();
  }

  override async delete(): Promise<void> {
    this.#forget();
    await super.delete();
  }

  /** The hash of the bytes of its value. */
  override generateReproduceData(): MerkleData {
    return this.hashOfContent();
  }

  protected makeStore(): Store {
    return new MemoryStore();
  }

  protected override openReader(): Promise<Reader> {
    return this.#hasValue
      ? new MemoryStore({ content: valueBytes(this.#value) }).openReader()
      : super.openReader();
  }

  protected override contentSync(): Iterable<Uint8Array> | undefined {
    return this.#hasValue ? [valueBytes(this.#value)] : super.contentSync();
  }

  protected override beforeWriting(): void {
    if (!this.#hasValue) return;
    this.#forget();
    this.learnSize(null);
  }

  protected override keepUnwritten(): void {
    if (!this.#hasValue) super.keepUnwritten();
  }

  protected override dropContent(): void {
    this.#forget();
    super.dropContent();
  }

  /** The option itself, or the field of that name. */
  #pydata(): unknown {
    const given = this.parameters['pydata'];
    if (given !== undefined) return given;
    const fields = this.parameters['fields'];
    return Array.isArray(fields)
      ? (fields as ({ name?: unknown } | null | undefined)[]).find((field) => field?.name === 'pydata')
      : undefined;
  }

  #hold(value: unknown): void {
    this.#value = value;
    this.#hasValue = true;
    // of anything else the bytes are made only when somebody reads them
    if (value instanceof Uint8Array) this.learnSize(value.byteLength);
    else this.learnSize(typeof value === 'string' ? Buffer.byteLength(value) : null);
  }

  #forget(): void {
    this.#value = undefined;
    this.#hasValue = false;
  }
}

/** The name of {@link InMemoryDROP} for data that are objects, as palettes have it. @category Drops */
export class PythonObjectDROP extends InMemoryDROP {}

/**
 * Data in memory that worker threads read without copying; otherwise as {@link InMemoryDROP}.
 *
 * @category Drops
 */
export class SharedMemoryDROP extends InMemoryDROP {
  protected override makeStore(): Store {
    return new SharedMemoryStore({ uid: this.uid, sessionId: this.sessionId });
  }
}

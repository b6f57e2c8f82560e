import { StorageError } from '../errors/index.js';
import { type Bytes, bytesOf } from './bytes.js';
import { BytesReader } from './checked-reader.js';
import { processUrl } from './place.js';
import type { Reader, Store, Writer } from './store.js';

/**
 * Content that is given and cannot be changed, as the text of a parameter set: it can be read, and nothing else.
 *
 * @example
 * ```ts
 * import { FixedStore } from 'dropgraph/storage';
 * const store = new FixedStore('settings', Buffer.from('iterations=10'));
 * await store.size(); // => 13
 * ```
 * @category Storage
 */
export class FixedStore implements Store {
  /** `config://host/pid/id` */
  readonly url: string;
  readonly #content: Bytes;

  /**
   * @param id - its name in the url.
   * @param content - not copied, so it must not be changed any more.
   */
  constructor(id: string, content: Uint8Array) {
    this.url = processUrl('config', id);
    this.#content = bytesOf(content);
  }

  async exists(): Promise<boolean> {
    return true;
  }

  async size(): Promise<number | undefined> {
    return this.#content.size;
  }

  /** Does nothing: the content belongs to the graph. */
  async delete(): Promise<void> {
    // as the docstring says
  }

  async openReader(): Promise<Reader> {
    return new BytesReader(this.url, this.#content);
  }

  /** @throws StorageError always. */
  async openWriter(): Promise<Writer> {
    throw new StorageError(`${this.url} cannot be written: its content is fixed by the graph`);
  }

  ensureSync(): number {
    return this.#content.size;
  }

  contentSync(): Iterable<Uint8Array> {
    return this.#content.chunks;
  }
}

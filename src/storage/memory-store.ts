import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { type Bytes, bytesOf, GrowingBytes } from './bytes.js';
import { BytesReader } from './checked-reader.js';
import { CheckedWriter } from './checked-writer.js';
import { noContent, processUrl } from './place.js';
import type { Reader, Store, Writer } from './store.js';

/** What a MemoryStore can be given. @category Storage */
export interface MemoryStoreOptions {
  /** Its name in the url; default: a number that no other store of this process has. */
  readonly id?: string;
  /** First content. The bytes are not copied, so they must not be changed any more; default: none. */
  readonly content?: Uint8Array;
}

const schema = z.object({
  id: z.string('must be a string').optional(),
  content: z.instanceof(Uint8Array, { error: 'must be a Uint8Array' }).optional(),
});

let made = 0;

/**
 * Content in the memory of this process.
 *
 * @example
 * ```ts
 * import { MemoryStore } from 'dropgraph/storage';
 * const store = new MemoryStore();
 * const writer = await store.openWriter();
 * await writer.write(Buffer.from('hello'));
 * await writer.commit();
 * const reader = await store.openReader();
 * String(await reader.read(1024)); // => 'hello'
 * ```
 * @category Storage
 */
export class MemoryStore implements Store {
  readonly url: string;
  #content: Bytes | undefined;

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options?: MemoryStoreOptions) {
    const { id, content } = strictOptions(schema, options, 'MemoryStore');
    made += 1;
    this.url = processUrl('mem', id ?? String(made));
    this.#content = content === undefined ? undefined : bytesOf(content);
  }

  async exists(): Promise<boolean> {
    return this.#content !== undefined;
  }

  async size(): Promise<number | undefined> {
    return this.#content?.size;
  }

  async delete(): Promise<void> {
    this.#content = undefined;
  }

  async openReader(): Promise<Reader> {
    if (this.#content === undefined) throw noContent(this.url);
    return new BytesReader(this.url, this.#content);
  }

  async openWriter(): Promise<Writer> {
    return new MemoryWriter(this.url, (content) => {
      this.#content = content;
    });
  }

  ensureSync(): number {
    this.#content ??= { chunks: [], size: 0 };
    return this.#content.size;
  }

  contentSync(): Iterable<Uint8Array> {
    if (this.#content === undefined) throw noContent(this.url);
    return this.#content.chunks;
  }
}

/** Gathers content in memory, and hands it over whole. */
export class MemoryWriter extends CheckedWriter {
  readonly #publish: (content: Bytes) => void;
  #bytes = new GrowingBytes();

  constructor(place: string, publish: (content: Bytes) => void) {
    super(place);
    this.#publish = publish;
  }

  commitSync(): number {
    return this.commitWith(() => {
      this.publish();
    });
  }

  protected append(data: Uint8Array): void {
    this.#bytes.append(data);
  }

  protected publish(): void {
    this.#publish(this.#bytes.finish());
    this.discard(); // the writer may be kept longer than the content
  }

  protected discard(): void {
    this.#bytes = new GrowingBytes();
  }
}

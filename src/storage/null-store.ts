import { BytesReader } from './checked-reader.js';
import { CheckedWriter } from './checked-writer.js';
import type { Reader, Store, Writer } from './store.js';

/**
 * Takes everything and keeps nothing: it is always there, always empty, and always fit to be written.
 *
 * @example
 * ```ts
 * import { NullStore } from 'dropgraph/storage';
 * const writer = await new NullStore().openWriter();
 * await writer.write(Buffer.from('gone'));
 * await writer.commit(); // => 4
 * await new NullStore().size(); // => 0
 * ```
 * @category Storage
 */
export class NullStore implements Store {
  readonly url: string = 'null://';

  async exists(): Promise<boolean> {
    return true;
  }

  async size(): Promise<number | undefined> {
    return 0;
  }

  async delete(): Promise<void> {
    // there is nothing to remove
  }

  async openReader(): Promise<Reader> {
    return new BytesReader(this.url, { chunks: [], size: 0 });
  }

  async openWriter(): Promise<Writer> {
    return new NullWriter(this.url);
  }

  ensureSync(): number {
    return 0;
  }

  contentSync(): Iterable<Uint8Array> {
    return [];
  }
}

class NullWriter extends CheckedWriter {
  commitSync(): number {
    return this.commitWith(() => undefined);
  }

  protected append(): void {
    // only the count is kept
  }

  protected publish(): void {
    // nothing becomes content
  }

  protected discard(): void {
    // nothing was kept
  }
}

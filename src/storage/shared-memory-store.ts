import { z } from 'zod';
import { strictOptions } from '../basics/index.js';
import { type Bytes, bytesOf } from './bytes.js';
import { BytesReader } from './checked-reader.js';
import { MemoryWriter } from './memory-store.js';
import { noContent, processUrl } from './place.js';
import type { Reader, Store, Writer } from './store.js';

/** Which shared content is meant. @category Storage */
export interface SharedMemoryStoreOptions {
  /** The drop the content belongs to. */
  readonly uid: string;
  /** The session of the drop; default: none, which is a name of its own. */
  readonly sessionId?: string;
}

const schema = z.object({
  uid: z.string('must be a string'),
  sessionId: z.string('must be a string').default(''),
});

/** Content by session and uid: not one text made of both, which two pairs could share. */
const sessions = new Map<string, Map<string, SharedArrayBuffer>>();

/**
 * Content in memory that worker threads read without copying: hand them `buffer`. Stores of one session and uid
 * are one place within a thread. The content stays until it is deleted, or its session is released.
 *
 * @example
 * ```ts
 * import { SharedMemoryStore } from 'dropgraph/storage';
 * const store = new SharedMemoryStore({ sessionId: 'night-1', uid: 'image' });
 * const writer = await store.openWriter();
 * await writer.write(Uint8Array.of(1, 2, 3));
 * await writer.commit();
 * new SharedMemoryStore({ sessionId: 'night-1', uid: 'image' }).buffer === store.buffer; // => true
 * store.buffer?.byteLength; // => 3
 * ```
 * @category Storage
 */
export class SharedMemoryStore implements Store {
  readonly url: string;
  readonly #sessionId: string;
  readonly #uid: string;

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options: SharedMemoryStoreOptions) {
    const { uid, sessionId } = strictOptions(schema, options, 'SharedMemoryStore');
    this.url = processUrl('shmem', sessionId, uid);
    this.#sessionId = sessionId;
    this.#uid = uid;
  }

  /** Drops all content of a session, as when the session ends; readers that are open go on. */
  static release(sessionId: string): void {
    sessions.delete(sessionId);
  }

  /** The content itself, exactly as long as it is; undefined when there is none. */
  get buffer(): SharedArrayBuffer | undefined {
    return sessions.get(this.#sessionId)?.get(this.#uid);
  }

  async exists(): Promise<boolean> {
    return this.buffer !== undefined;
  }

  async size(): Promise<number | undefined> {
    return this.buffer?.byteLength;
  }

  async delete(): Promise<void> {
    const session = sessions.get(this.#sessionId);
    session?.delete(this.#uid);
    if (session?.size === 0) sessions.delete(this.#sessionId);
  }

  async openReader(): Promise<Reader> {
    const { buffer } = this;
    if (buffer === undefined) throw noContent(this.url);
    return new BytesReader(this.url, bytesOf(new Uint8Array(buffer)));
  }

  async openWriter(): Promise<Writer> {
    return new MemoryWriter(this.url, (content) => {
      this.#publish(content);
    });
  }

  ensureSync(): number {
    return (this.buffer ?? this.#publish({ chunks: [], size: 0 })).byteLength;
  }

  contentSync(): Iterable<Uint8Array> {
    const { buffer } = this;
    if (buffer === undefined) throw noContent(this.url);
    return bytesOf(new Uint8Array(buffer)).chunks;
  }

  // Gathered in plain memory and copied once: a shared buffer that grows must reserve its greatest size when it
  // is made, and a few thousand of those exhaust the address space.
  #publish(content: Bytes): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(content.size);
    const shared = new Uint8Array(buffer);
    let at = 0;
    for (const chunk of content.chunks) {
      shared.set(chunk, at);
      at += chunk.length;
    }
    const session = sessions.get(this.#sessionId) ?? new Map<string, SharedArrayBuffer>();
    sessions.set(this.#sessionId, session.set(this.#uid, buffer));
    return buffer;
  }
}

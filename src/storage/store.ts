/**
 * Where the content of one drop lies: the one interface behind every kind of storage.
 *
 * Content appears all at once, when a writer commits, and a reader goes on with the content it was opened on,
 * whatever is committed or deleted meanwhile. What goes wrong is a StorageError that names the place.
 *
 * @category Storage
 */
export interface Store {
  /** The dataURL, as DALiuGE writes it: `file://host/path`, `mem://host/pid/id`, `null://`. */
  readonly url: string;
  /** Whether complete content is there. */
  exists(): Promise<boolean>;
  /** Bytes of the content; undefined when there is none. */
  size(): Promise<number | undefined>;
  /** Removes the content; does nothing when there is none. */
  delete(): Promise<void>;
  /** @throws StorageError when there is no content. */
  openReader(): Promise<Reader>;
  /**
   * Starts new content. Nobody sees it before it is committed, and a crash before that leaves what was there.
   * Several writers at once do not mix: the last to commit decides.
   */
  openWriter(): Promise<Writer>;
  /**
   * Within the call: sees to it that there is content, empty where there was none, and gives its size in bytes.
   * For drops completed without having been written; only stores on this machine have it.
   */
  ensureSync?(): number;
  /**
   * The content in pieces, within the call, for checksums that a synchronous change of state needs; only stores on
   * this machine have it. The pieces may be the content itself: they must not be written to.
   *
   * @throws StorageError when there is no content, at the latest with the first piece.
   */
  contentSync?(): Iterable<Uint8Array>;
}

/** Reads content from its beginning; each reader has a place of its own. @category Storage */
export interface Reader {
  /**
   * At most `count` bytes, perhaps fewer before the end; an empty buffer at the end. The buffer may be the
   * content itself, not a copy: it must not be written to.
   *
   * @throws RangeError when `count` is not a whole number above 0; StorageError when closed or unreadable.
   */
  read(count: number): Promise<Buffer>;
  /** Closing twice does nothing. */
  close(): Promise<void>;
}

/**
 * Writes new content. Calls are awaited one after the other: one made while another is under way is a
 * StorageError, and so is any after a commit or an abort. After a write that failed, only `abort` is left.
 *
 * @category Storage
 */
export interface Writer {
  /** Appends bytes; they may be changed again once the call is done. @throws TypeError for anything but bytes. */
  write(data: Uint8Array): Promise<void>;
  /** Makes what was written the content, all at once, and gives its size in bytes. */
  commit(): Promise<number>;
  /**
   * The same within the call, for state changes that are synchronous; only stores on this machine have it.
   *
   * @throws StorageError while a write is still under way.
   */
  commitSync?(): number;
  /**
   * Drops what was written; never throws, and does nothing after a commit or another abort. Within the call
   * where the store is on this machine and no write is under way.
   */
  abort(): Promise<void>;
}

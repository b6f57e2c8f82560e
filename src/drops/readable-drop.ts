import { DropStateError } from '../errors/index.js';
import { DROPStates } from '../protocol/index.js';
import type { Reader, Store } from '../storage/index.js';
import { AbstractDROP } from './abstract-drop.js';
import { stateName } from './drop-base.js';
import { OpenReaders } from './open-readers.js';

/** Bytes that are read at once where nobody says how many. */
const BLOCK = 65536;

/** The half of a data drop that is about its place, and about reading what is there. */
export abstract class ReadableDROP extends AbstractDROP {
  #store: Store | undefined;
  readonly #readers: OpenReaders = new OpenReaders();
  #references = 0;

  /** Makes the store of this drop; called once, when it is first needed. */
  protected abstract makeStore(): Store;

  /** Where the bytes are. */
  get store(): Store {
    this.#store ??= this.makeStore();
    return this.#store;
  }

  /** Names the place of the data, as `file://host/path`. */
  get dataURL(): string {
    return this.store.url;
  }

  /** Whether somebody is reading. */
  isBeingRead(): boolean {
    return this.#references > 0;
  }

  /** One reader more, for those who read the data beside the drop. */
  incrRefCount(): void {
    this.#references++;
  }

  /** One reader less. */
  decrRefCount(): void {
    if (this.#references === 0)
      throw new DropStateError(this.uid, 'nobody is reading it, so no reader can leave');
    this.#references--;
  }

  /**
   * Opens the data and gives the descriptor to read it with. Each reader has a place of its own.
   *
   * @throws DropStateError unless the drop is COMPLETED; StorageError when the data is not there.
   */
  async open(): Promise<number> {
    this.#expectReadable();
    // counted from here, so that nobody removes the data while it is being opened
    this.#references++;
    try {
      const reader = await this.openReader();
      const descriptor = this.#readers.add(reader);
      this.fireEvent('open');
      return descriptor;
    } catch (error) {
      this.#references--;
      throw error;
    }
  }

  /** At most `count` bytes from where the reader stands; an empty buffer at the end. */
  async read(descriptor: number, count: number = BLOCK): Promise<Buffer> {
    this.#expectReadable();
    return this.#reader(descriptor).read(count);
  }

  /** Ends reading. @throws DropStateError when the descriptor is not open. */
  async close(descriptor: number): Promise<void> {
    const reader = this.#reader(descriptor);
    this.#readers.remove(descriptor);
    this.#references--;
    await reader.close();
  }

  /** Whether the data is there. */
  async exists(): Promise<boolean> {
    return this.store.exists();
  }

  /** Removes the data; the state stays as it is. */
  async delete(): Promise<void> {
    await this.store.delete();
  }

  /** Opens the content; for subclasses that hold it in another form as well. */
  protected async openReader(): Promise<Reader> {
    return this.store.openReader();
  }

  #reader(descriptor: number): Reader {
    const reader = this.#readers.get(descriptor);
    if (reader !== undefined) return reader;
    throw new DropStateError(
      this.uid,
      `${String(descriptor)} is no open descriptor: never opened, or closed already`,
    );
  }

  #expectReadable(): void {
    if (this.status === DROPStates.COMPLETED) return;
    throw new DropStateError(this.uid, `cannot be read: it is ${stateName(this.status)}`);
  }
}

import type { DataDROP } from '../drops/index.js';
import { DropStateError } from '../errors/index.js';
import { libraryLogger } from '../basics/index.js';

/** Bytes read at once where nobody says how many. */
const BLOCK = 65_536;
/** Bytes read at once at most; a reader asks again until nothing is left. */
const LARGEST_BLOCK = 2 ** 20;

interface OpenDrop {
  readonly drop: DataDROP;
  readonly descriptor: number;
}

/**
 * The drops that peers have open. They have descriptors of their own, so that nobody reads or closes what belongs to
 * another; and as peers can go without a word, the one not used for longest is closed when there are too many.
 */
export class RemoteReaders {
  readonly #most: number;
  /** By descriptor, the one used last at the end. */
  readonly #open: Map<number, OpenDrop> = new Map();
  #last = 0;

  /** @param most - how many may be open. */
  constructor(most: number) {
    this.#most = most;
  }

  async open(drop: DataDROP): Promise<number> {
    const descriptor = await drop.open();
    const given = ++this.#last;
    this.#open.set(given, { drop, descriptor });
    if (this.#open.size > this.#most) {
      const [idle] = this.#open.keys();
      await this.#close(idle!);
    }
    return given;
  }

  async read(drop: DataDROP, given: unknown, count: unknown = BLOCK): Promise<Buffer> {
    if (typeof count !== 'number' || !Number.isInteger(count))
      throw new TypeError(`The count of bytes must be an integer, got ${typeof count}`);
    const open = this.#find(drop, given);
    this.#open.delete(given as number);
    this.#open.set(given as number, open);
    return drop.read(open.descriptor, count > 0 ? Math.min(count, LARGEST_BLOCK) : LARGEST_BLOCK);
  }

  async close(drop: DataDROP, given: unknown): Promise<void> {
    this.#find(drop, given);
    await this.#close(given as number);
  }

  /** Closes all. */
  async closeAll(): Promise<void> {
    for (const given of [...this.#open.keys()]) {
      await this.#close(given).catch((error: unknown) => {
        libraryLogger().warn({ err: error }, 'a drop could not be closed');
      });
    }
  }

  #find(drop: DataDROP, given: unknown): OpenDrop {
    const open = typeof given === 'number' ? this.#open.get(given) : undefined;
    if (open?.drop === drop) return open;
    throw new DropStateError(drop.uid, 'that is no open descriptor: never opened, or closed meanwhile');
  }

  async #close(given: number): Promise<void> {
    const open = this.#open.get(given);
    this.#open.delete(given);
    await open?.drop.close(open.descriptor);
  }
}

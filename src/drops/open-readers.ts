import { randomInt } from 'node:crypto';
import type { Reader } from '../storage/index.js';

const HIGHEST = 2 ** 31;

/** The readers that are open, by the descriptors they are known by. */
export class OpenReaders {
  readonly #readers: Map<number, Reader> = new Map();

  /** Adds a reader and gives its descriptor: a random one, so that a stale descriptor is hardly ever another's. */
  add(reader: Reader): number {
    let descriptor = randomInt(1, HIGHEST);
    while (this.#readers.has(descriptor)) descriptor = randomInt(1, HIGHEST);
    this.#readers.set(descriptor, reader);
    return descriptor;
  }

  get(descriptor: number): Reader | undefined {
    return this.#readers.get(descriptor);
  }

  remove(descriptor: number): void {
    this.#readers.delete(descriptor);
  }
}

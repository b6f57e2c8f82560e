import { StorageError } from '../errors/index.js';
import type { Reader, Store, Writer } from './store.js';

/**
 * For drops that have no content of their own (containers, applications, tables): every operation is refused
 * with a StorageError that says why.
 *
 * @example
 * ```ts
 * import { ErrorStore } from 'dropgraph/storage';
 * const store = new ErrorStore('The container "c" has no content of its own; read its children');
 * await store.size().catch((error) => error.message);
 * // => 'The container "c" has no content of its own; read its children'
 * ```
 * @category Storage
 */
export class ErrorStore implements Store {
  readonly #reason: string;

  /** @param reason - the message of every error: what the drop is, and what to do instead. */
  constructor(reason: string) {
    this.#reason = reason;
  }

  /** @throws StorageError always. */
  get url(): string {
    throw this.#refusal();
  }

  async exists(): Promise<boolean> {
    throw this.#refusal();
  }

  async size(): Promise<number | undefined> {
    throw this.#refusal();
  }

  async delete(): Promise<void> {
    throw this.#refusal();
  }

  async openReader(): Promise<Reader> {
    throw this.#refusal();
  }

  async openWriter(): Promise<Writer> {
    throw this.#refusal();
  }

  #refusal(): StorageError {
    return new StorageError(this.#reason);
  }
}

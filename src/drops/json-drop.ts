import { readFileSync } from 'node:fs';
import { messageOf, StorageError } from '../errors/index.js';
import { FileDROP } from './file-drop.js';

/**
 * A file that holds a JSON object, whose values are got by name.
 *
 * @category Drops
 */
export class JsonDROP extends FileDROP {
  #values: Readonly<Record<string, unknown>> | undefined;

  /**
   * The value of a name; undefined when there is none. The file is read at the first call, and not again.
   *
   * @throws StorageError when the file cannot be read, or holds no JSON object.
   */
  get(key: string): unknown {
    this.#values ??= this.#parsed();
    return Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
  }

  #parsed(): Readonly<Record<string, unknown>> {
    try {
      const values: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      if (typeof values === 'object' && values !== null) return values as Readonly<Record<string, unknown>>;
      throw new TypeError('it holds no JSON object');
    } catch (error) {
      throw new StorageError(`Cannot take values from ${this.path}: ${messageOf(error)}`, { cause: error });
    }
  }
}

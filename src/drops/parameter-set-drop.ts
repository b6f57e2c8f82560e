import { writeParameterSet } from '../codecs/index.js';
import { DropStateError } from '../errors/index.js';
import type { MerkleData } from '../reproducibility/index.js';
import { FixedStore, type Store } from '../storage/index.js';
import { DataDROP } from './data-drop.js';
import { stringParam, type DropParam } from './drop-params.js';
import type { ArgumentField } from './drop-options.js';

/**
 * The application arguments of a graph as a file other programs read. It is there from the start and cannot be written.
 *
 * Options: `mode`, the format (`YANDA`, `ini`, `yaml`, `json`, `toml`, `pickle`; default yaml), and `applicationArgs`.
 *
 * @category Drops
 */
export class ParameterSetDROP extends DataDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = { mode: stringParam('') };

  declare readonly mode: string;
  #content: Uint8Array | undefined;

  /** @throws DropStateError always: the content is made of the arguments. */
  override write(_data: Uint8Array | string): Promise<number> {
    return Promise.reject(new DropStateError(this.uid, 'is a parameter set, which cannot be written'));
  }

  /** The hash of the text. */
  override generateReproduceData(): MerkleData {
    return this.hashOfContent();
  }

  protected makeStore(): Store {
    return new FixedStore(this.uid, this.#bytes());
  }

  protected override contentSync(): Iterable<Uint8Array> {
    return [this.#bytes()];
  }

  #bytes(): Uint8Array {
    const fields = this.parameters['applicationArgs'] as Readonly<Record<string, ArgumentField>> | undefined;
    this.#content ??= Buffer.from(writeParameterSet(this.mode, fields ?? {}));
    return this.#content;
  }
}

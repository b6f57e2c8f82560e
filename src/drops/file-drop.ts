import { resolve } from 'node:path';
import type { MerkleData } from '../reproducibility/index.js';
import { filePathOf, FileStore, type FilePath, type Store } from '../storage/index.js';
import { DataDROP } from './data-drop.js';
import { boolParam, stringParam, type DropParam } from './drop-params.js';
import type { DropOptions } from './drop-options.js';
import { inheritedValue, inherits } from './inherited-value.js';

/**
 * Data in a file. What is written appears under its name all at once, when the drop completes. A drop that completes
 * without having been written takes the file that others wrote there, and makes an empty one where there is none.
 *
 * Options: `filepath` (a file, or a directory ending in `/` for a generated name; default a generated name),
 * `check_filepath_exists`, `delete_parent_directory` (with the file, if it is empty then and not that of the session),
 * `persist` (default true, unless the file is to expire after use); `port_map`, whose `filepath` names the port of a
 * producer that has the path, where `filepath` is empty.
 *
 * @category Drops
 */
export class FileDROP extends DataDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    filepath: stringParam(''),
    check_filepath_exists: boolParam(false),
    delete_parent_directory: boolParam(false),
  };

  declare readonly filepath: string;
  declare readonly check_filepath_exists: boolean;
  declare readonly delete_parent_directory: boolean;
  readonly #hasHumanKey: boolean;
  /** Where the file lies; while that depends on producers that are not linked yet, undefined. */
  #place: FilePath | undefined;

  /**
   * @throws InvalidDropError when the path cannot be, or nothing is there and something has to be. Of a path that
   * comes from a producer that is told when it is first asked for.
   */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, options);
    this.#hasHumanKey = 'humanReadableKey' in options;
    if (!this.#isInherited) this.#place = this.#placeOf(this.filepath);
  }

  /** Absolute path of the file. */
  get path(): string {
    return this.#known().path;
  }

  /** Absolute path of the directory it is in. */
  get dirname(): string {
    return this.#known().dirname;
  }

  get filename(): string {
    return this.#known().filename;
  }

  /** Whether the option named a directory, and the name of the file was generated. */
  get isDir(): boolean {
    return this.#known().isDir;
  }

  protected override get persistsByDefault(): boolean {
    return true;
  }

  /** The hash of the content. */
  override generateReproduceData(): MerkleData {
    return this.hashOfContent();
  }

  protected makeStore(): Store {
    const { directory } = this.session ?? {};
    // the directory of the session is that of others too
    const isOwn = directory === undefined || resolve(directory) !== this.dirname;
    return new FileStore(this.path, { deleteParentDirectory: this.delete_parent_directory && isOwn });
  }

  get #isInherited(): boolean {
    return this.filepath === '' && inherits(this, 'filepath');
  }

  #known(): FilePath {
    if (this.#place !== undefined) return this.#place;
    const place = this.#placeOf(inheritedValue(this, 'filepath') ?? '');
    if (this.producers.length > 0) this.#place = place;
    return place;
  }

  #placeOf(filepath: string): FilePath {
    return filePathOf({
      uid: this.uid,
      humanKey: this.#hasHumanKey ? this.humanKey : undefined,
      filepath,
      checkExists: this.check_filepath_exists,
      sessionDir: this.session?.directory,
      allowOutside: this.session?.allowOutside,
    });
  }
}

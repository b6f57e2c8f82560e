import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidDropError, InvalidRelationshipError } from '../errors/index.js';
import { DROPLinkType, DROPRel } from '../protocol/index.js';
import { directoryPathOf, DirectoryStore, type Store } from '../storage/index.js';
import type { AbstractDROP } from './abstract-drop.js';
import { ContainerDROP } from './container-drop.js';
import type { DropOptions } from './drop-options.js';
import { boolParam, stringParam, type DropParam } from './drop-params.js';
import { FileDROP } from './file-drop.js';
import { inheritedValue, inherits } from './inherited-value.js';

/**
 * A directory, for applications that read or write files by their paths; its children are files and directories that
 * lie directly in it.
 *
 * Options: `dirname` (must be given; empty for a generated name), `check_exists` (it must be there already),
 * `create_if_missing`; `port_map`, whose `dirname` names the port of a producer that has the path, where `dirname` is
 * empty or not given.
 *
 * @category Drops
 */
export class DirectoryDROP extends ContainerDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    dirname: stringParam(''),
    check_exists: boolParam(false),
    create_if_missing: boolParam(false),
  };

  declare readonly dirname: string;
  declare readonly check_exists: boolean;
  declare readonly create_if_missing: boolean;
  readonly #hasHumanKey: boolean;
  /** Where the directory lies; while that depends on producers that are not linked yet, undefined. */
  #path: string | undefined;

  /**
   * @throws InvalidDropError without `dirname`, and when nothing is there and something has to be. Of a path that comes
   * from a producer that is told when it is first asked for.
   */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, options);
    this.#hasHumanKey = 'humanReadableKey' in options;
    const given = this.param('dirname') as string;
    if (given === '' && inherits(this, 'dirname')) return;
    if (!this.isGiven('dirname'))
      throw new InvalidDropError(this.uid, 'lacks dirname, the path of its directory');
    this.#path = this.#pathOf(given);
  }

  /** Absolute path of the directory. */
  get path(): string {
    if (this.#path !== undefined) return this.#path;
    const path = this.#pathOf(inheritedValue(this, 'dirname') ?? '');
    if (this.producers.length > 0) this.#path = path;
    return path;
  }

  override exists(): Promise<boolean> {
    return this.store.exists();
  }

  /** Removes the directory with all that is in it. */
  override delete(): Promise<void> {
    return this.store.delete();
  }

  protected override makeStore(): Store {
    return new DirectoryStore(this.path);
  }

  /** @throws TypeError for a child that is neither file nor directory; InvalidRelationshipError for one that lies elsewhere. */
  protected override checkChild(child: AbstractDROP): void {
    if (!(child instanceof FileDROP || child instanceof DirectoryDROP)) {
      throw new TypeError(
        `Drop "${child.uid}" is neither a file nor a directory, so it cannot be in directory drop "${this.uid}"`,
      );
    }
    if (dirname(child.path) === this.path) return;
    const rel = new DROPRel(child.uid, DROPLinkType.CHILD, this.uid);
    throw new InvalidRelationshipError(rel, `${child.path} does not lie directly in ${this.path}`);
  }

  #pathOf(dirname: string): string {
    const path = directoryPathOf({
      uid: this.uid,
      humanKey: this.#hasHumanKey ? this.humanKey : undefined,
      dirname,
      checkExists: this.check_exists,
      createDirectory: this.create_if_missing,
      sessionDir: this.session?.directory,
      allowOutside: this.session?.allowOutside,
    });
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new InvalidDropError(this.uid, `${path} is a file, not a directory`);
    }
    return path;
  }
}

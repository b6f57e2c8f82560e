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

/**
 * A directory, for applications that read or write files by their paths; its children are files and directories that
 * lie directly in it.
 *
 * Options: `dirname` (must be given; empty for a generated name), `check_exists` (it must be there already),
 * `create_if_missing`.
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
  /** Absolute path of the directory. */
  readonly path: string;

  /** @throws InvalidDropError without `dirname`, and when nothing is there and something has to be. */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, options);
    if (!this.isGiven('dirname'))
      throw new InvalidDropError(this.uid, 'lacks dirname, the path of its directory');
    this.path = directoryPathOf({
      uid: this.uid,
      humanKey: 'humanReadableKey' in options ? this.humanKey : undefined,
      dirname: this.param('dirname') as string,
      checkExists: this.check_exists,
      createDirectory: this.create_if_missing,
      sessionDir: this.session?.directory,
      allowOutside: this.session?.allowOutside,
    });
    if (statSync(this.path, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new InvalidDropError(this.uid, `${this.path} is a file, not a directory`);
    }
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
}

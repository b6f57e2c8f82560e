import { DropStateError, InvalidRelationshipError } from '../errors/index.js';
import { DROPLinkType, DROPRel } from '../protocol/index.js';
import { ErrorStore, type Store } from '../storage/index.js';
import type { AbstractDROP } from './abstract-drop.js';
import { DataDROP } from './data-drop.js';

/**
 * A drop made of other drops, its children. It has no bytes of its own.
 *
 * @category Drops
 * @example
 * ```ts
 * import { ContainerDROP, InMemoryDROP } from 'dropgraph/drop';
 *
 * const box = new ContainerDROP('box', 'box');
 * const part = new InMemoryDROP('part', 'part');
 * box.addChild(part);
 * part.parent === box; // => true
 * ```
 */
export class ContainerDROP extends DataDROP {
  readonly #children: Set<AbstractDROP> = new Set();

  get children(): AbstractDROP[] {
    return [...this.#children];
  }

  /** Whether a drop is directly in it. */
  hasChild(drop: AbstractDROP): boolean {
    return this.#children.has(drop);
  }

  /**
   * Puts a drop into this container. A second time does nothing.
   *
   * @throws InvalidRelationshipError when this container is in that drop, however deep.
   */
  addChild(child: AbstractDROP): void {
    if (this.#children.has(child)) return;
    if (this.#isWithin(child)) {
      const rel = new DROPRel(child.uid, DROPLinkType.CHILD, this.uid);
      throw new InvalidRelationshipError(rel, 'a container cannot be in itself');
    }
    this.checkChild(child);
    this.#children.add(child);
    child.parent = this;
  }

  /** When the last child expires, -1 if one of them never does; its own date where there are none. */
  override get expirationDate(): number {
    if (this.#children.size === 0) return super.expirationDate;
    let last = 0;
    for (const { expirationDate } of this.#children) {
      if (expirationDate === -1) return -1;
      last = Math.max(last, expirationDate);
    }
    return last;
  }

  /** @throws DropStateError always: a container has no bytes of its own. */
  override open(): Promise<number> {
    return Promise.reject(this.#refusal());
  }

  /** @throws DropStateError always: a container has no bytes of its own. */
  override write(_data: Uint8Array | string): Promise<number> {
    return Promise.reject(this.#refusal());
  }

  /** Whether one of the children's data is there; true without children. */
  override async exists(): Promise<boolean> {
    const children = this.#dataChildren();
    if (children.length === 0) return true;
    const there = await Promise.all(children.map((child) => child.exists()));
    return there.includes(true);
  }

  /** Removes the data of all children. */
  override async delete(): Promise<void> {
    await Promise.all(this.#dataChildren().map((child) => child.delete()));
  }

  protected makeStore(): Store {
    return new ErrorStore(this.#refusal().message);
  }

  protected override keepUnwritten(): void {
    // there is nothing to keep
  }

  /** @throws InvalidRelationshipError when the drop does not belong into this container. */
  protected checkChild(_child: AbstractDROP): void {}

  #dataChildren(): DataDROP[] {
    return this.children.filter((child) => child instanceof DataDROP);
  }

  #isWithin(drop: AbstractDROP): boolean {
    let { parent } = this;
    while (parent !== null && parent !== drop) parent = parent.parent;
    return parent === drop || drop === this;
  }

  #refusal(): DropStateError {
    return new DropStateError(this.uid, 'is a container without bytes of its own; ask its children');
  }
}

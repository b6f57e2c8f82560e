import type { TaskNames } from '../graph/index.js';
import { Int32List } from '../basics/index.js';

/** Stands for a drop that a task does not have. */
const NONE = -1;

/** Names of the tasks of a loaded graph: the oids its dropspecs gave. */
export class LoadedNames implements TaskNames {
  readonly #specs: readonly { readonly oid: string }[];
  readonly #apps: Int32List;
  readonly #data: Int32List;

  constructor(specs: readonly { readonly oid: string }[]) {
    this.#specs = specs;
    this.#apps = new Int32List(specs.length);
    this.#data = new Int32List(specs.length);
  }

  /** Names the next task: after an application, a data drop or both, by their places in the list. */
  add(app: number = NONE, data: number = NONE): void {
    this.#apps.push(app);
    this.#data.push(data);
  }

  key(task: number): string {
    return this.dataOid(task) ?? this.appOid(task) ?? `#${String(task)}`; // a function has no drop
  }

  appOid(task: number): string | undefined {
    return this.#specs[this.#apps.get(task)]?.oid;
  }

  dataOid(task: number): string | undefined {
    return this.#specs[this.#data.get(task)]?.oid;
  }

  /** A loaded graph does not know the lines that made it. */
  callSite(): undefined {
    return undefined;
  }
}

import type { TaskNames } from '../graph/index.js';

/** Names of the tasks of a loaded graph: the oids its dropspecs gave. */
export class LoadedNames implements TaskNames {
  readonly #apps: (string | undefined)[] = [];
  readonly #data: (string | undefined)[] = [];

  /** Names the next task. */
  add(app: string | undefined, data: string | undefined): void {
    this.#apps.push(app);
    this.#data.push(data);
  }

  key(task: number): string {
    return this.#data[task] ?? this.#apps[task] ?? `#${String(task)}`; // a function has no drop
  }

  appOid(task: number): string | undefined {
    return this.#apps[task];
  }

  dataOid(task: number): string | undefined {
    return this.#data[task];
  }

  /** A loaded graph does not know the lines that made it. */
  callSite(): undefined {
    return undefined;
  }
}

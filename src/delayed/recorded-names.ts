import { APP_SUFFIX } from '../dropspec/index.js';
import { argumentsOf, type TaskColumns, type TaskNames } from '../graph/index.js';
import { digest, Input, Signatures } from './signature.js';

/** Stands for the call of a task that was loaded. */
export const LOADED = -1;

/**
 * Names of recorded tasks. A call has the key it was given; a pure one a key made of what it does, so that equal
 * calls have equal keys; any other the name of its function and its number.
 */
export class RecordedNames implements TaskNames {
  readonly #columns: TaskColumns;
  readonly #calls: readonly number[];
  readonly #loaded: TaskNames | undefined;
  /** Keys of pure tasks, and how many tasks were looked at: a graph may grow. */
  readonly #pureKeys: Map<number, string> = new Map();
  #named = 0;

  /**
   * @param calls - the call of each task; LOADED for those that were loaded.
   * @param loaded - names of the tasks that were loaded.
   */
  constructor(columns: TaskColumns, calls: readonly number[], loaded?: TaskNames) {
    this.#columns = columns;
    this.#calls = calls;
    this.#loaded = loaded;
  }

  /** The call of each task; LOADED for those that were loaded. */
  get calls(): readonly number[] {
    return this.#calls;
  }

  key(task: number): string {
    if (this.#calls[task] === LOADED) return this.#loaded!.key(task);
    const { name, key, pure } = this.#columns.functions[task]!;
    if (key !== undefined) return key;
    if (!pure)
      return this.#loaded === undefined ? callKey(name, this.#calls[task]!) : this.#newKey(task, name);
    if (task >= this.#named) this.#makePureKeys();
    return this.#pureKeys.get(task)!;
  }

  appOid(task: number): string | undefined {
    if (this.#calls[task] === LOADED) return this.#loaded!.appOid(task);
    return this.#columns.functions[task]!.fn === undefined ? undefined : this.key(task) + APP_SUFFIX;
  }

  dataOid(task: number): string | undefined {
    return this.#calls[task] === LOADED ? this.#loaded!.dataOid(task) : this.key(task);
  }

  /** The keys of a loaded graph look like ours, and its numbers are those of another process. */
  #newKey(task: number, name: string): string {
    return `lazy/${callKey(name, this.#calls[task]!)}`;
  }

  /** An operation on a value that remembers no place of its own was recorded somewhere after that value. */
  callSite(task: number): string | undefined {
    const { functions, refs, offsets } = this.#columns;
    for (let at = task; ; at = refs[offsets[at]!]!) {
      if (this.#calls[at] === LOADED) return undefined;
      const place = functions[at]!.sites?.at(this.#calls[at]!);
      const onResult = offsets[at]! < offsets[at + 1]! && refs[offsets[at]!]! >= 0;
      if (place !== undefined || !onResult) return place;
    }
  }

  /** All at once, inputs first: the key of a pure task holds the keys of its inputs. */
  #makePureKeys(): void {
    const { functions, size } = this.#columns;
    const signatures = new Signatures();
    while (this.#named < size) {
      const task = this.#named++;
      const fn = functions[task]!;
      if (!fn.pure || fn.key !== undefined || this.#calls[task] === LOADED) continue;
      const args = argumentsOf(this.#columns, task, (input) => new Input(this.key(input)), false);
      const signature = signatures.of(fn, args, () => this.callSite(task));
      this.#pureKeys.set(task, `${fn.name}-${digest(signature)}`);
    }
  }
}

/** Key of a call that is neither pure nor named by the user. */
export function callKey(name: string, call: number): string {
  return `${name}-${String(call)}`;
}

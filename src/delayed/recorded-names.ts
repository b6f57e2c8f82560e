import { APP_SUFFIX } from '../dropspec/index.js';
import { argumentsOf, type TaskColumns, type TaskNames } from '../graph/index.js';
import { digest, Input, signatureOf } from './signature.js';

/**
 * Names of recorded tasks. A call has the key it was given; a pure one a key made of what it does, so that equal
 * calls have equal keys; any other the name of its function and its number.
 */
export class RecordedNames implements TaskNames {
  readonly #columns: TaskColumns;
  readonly #calls: readonly number[];
  #pureKeys: ReadonlyMap<number, string> | undefined;

  constructor(columns: TaskColumns, calls: readonly number[]) {
    this.#columns = columns;
    this.#calls = calls;
  }

  key(task: number): string {
    const { name, key, pure } = this.#columns.functions[task]!;
    if (key !== undefined) return key;
    if (!pure) return callKey(name, this.#calls[task]!);
    this.#pureKeys ??= this.#makePureKeys();
    return this.#pureKeys.get(task)!;
  }

  appOid(task: number): string | undefined {
    return this.#columns.functions[task]!.fn === undefined ? undefined : this.key(task) + APP_SUFFIX;
  }

  dataOid(task: number): string {
    return this.key(task);
  }

  /** An operation on a value that remembers no place of its own was recorded somewhere after that value. */
  callSite(task: number): string | undefined {
    const { functions, refs, offsets } = this.#columns;
    for (let at = task; ; at = refs[offsets[at]!]!) {
      const place = functions[at]!.sites?.at(this.#calls[at]!);
      const onResult = offsets[at]! < offsets[at + 1]! && refs[offsets[at]!]! >= 0;
      if (place !== undefined || !onResult) return place;
    }
  }

  /** All at once, inputs first: the key of a pure task holds the keys of its inputs. */
  #makePureKeys(): Map<number, string> {
    const keys = (this.#pureKeys = new Map<number, string>());
    this.#columns.functions.forEach((fn, task) => {
      if (!fn.pure || fn.key !== undefined) return;
      const args = argumentsOf(this.#columns, task, (input) => new Input(this.key(input)), false);
      keys.set(task, `${fn.name}-${digest(signatureOf(fn, args))}`);
    });
    return keys;
  }
}

/** Key of a call that is neither pure nor named by the user. */
export function callKey(name: string, call: number): string {
  return `${name}-${String(call)}`;
}

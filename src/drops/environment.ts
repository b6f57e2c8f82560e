const STORED = /^\$[A-Za-z_\d]+\..+$/;
const DLG = /^\$DLG_.+$/;

/** Whether a whole value stands for a variable: `$store.name` or `$DLG_NAME`. */
export function isVariable(value: unknown): value is string {
  return typeof value === 'string' && (STORED.test(value) || DLG.test(value));
}

/** Whether a whole value names a variable of DALiuGE's own, `$DLG_NAME`. */
export function isDlgVariable(value: unknown): value is string {
  return typeof value === 'string' && DLG.test(value);
}

/** A drop that holds named values others may ask for as `$store.name`. @category Drops */
export interface KeyValueStore {
  readonly name: string;
  /** The value of a name; null or undefined when there is none. */
  get(name: string): unknown;
  /** The values of several names; null for those it has not. */
  getMultiple(names: readonly string[]): unknown[];
}

/** Whether a drop holds named values. Such a drop produces nothing, so nobody waits for it to finish. */
export function isKeyValueStore(drop: object): drop is KeyValueStore {
  return 'getMultiple' in drop;
}

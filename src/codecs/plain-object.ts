/** Whether a value is an object literal, of this realm or another, or has no prototype at all. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A dict as JavaScript has it: a plain object where every key is a text, else a Map. A key `__proto__` is a key
 * like any other.
 */
export function dictOf(
  entries: readonly (readonly [unknown, unknown])[],
): Record<string, unknown> | Map<unknown, unknown> {
  return entries.every((entry): entry is readonly [string, unknown] => typeof entry[0] === 'string')
    ? Object.fromEntries(entries)
    : new Map(entries);
}

/**
 * A value as a list: an array as it is, anything else as the only item of a new one. Texts and sets are one value.
 *
 * @category Droputils
 */
export function listify<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

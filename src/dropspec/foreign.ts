import { FUNCTION_APP, MEMORY_DROP } from './format.js';
import type { KnownClasses } from './known-classes.js';
import { upgrade, type RawSpec } from './upgrade.js';

/**
 * Whether a drop shows that its graph is one of DALiuGE's, not one of functions alone: it has another class, or is a
 * container or socket. What says nothing of the kind may be a faulty drop of either.
 */
export function isForeign(candidate: unknown, classes: KnownClasses): boolean {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) return false;
  const { categoryType, dropclass } = upgrade(candidate as RawSpec, classes);
  if (categoryType === 'Container' || categoryType === 'Socket') return true;
  return (
    typeof dropclass === 'string' &&
    dropclass !== '' &&
    dropclass !== FUNCTION_APP &&
    dropclass !== MEMORY_DROP
  );
}

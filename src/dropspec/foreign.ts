import { FUNCTION_APP, MEMORY_DROP } from './format.js';
import type { KnownClasses } from './known-classes.js';
import { upgrade, type RawSpec } from './upgrade.js';

/**
 * Whether a drop shows that its graph is one of DALiuGE's, not one of functions alone: it has another class, or is a
 * container or socket. What says nothing of the kind may be a faulty drop of either.
 */
export function isForeign(candidate: unknown, classes: KnownClasses): boolean {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) return false;
  const raw = candidate as RawSpec;
  if (hasOldForm(raw)) return true;
  if (isOfFunctions(raw)) return false;
  const { categoryType, dropclass } = upgrade(raw, classes);
  if (categoryType === 'Container' || categoryType === 'Socket') return true;
  return (
    typeof dropclass === 'string' &&
    dropclass !== '' &&
    dropclass !== FUNCTION_APP &&
    dropclass !== MEMORY_DROP
  );
}

/** Whether a drop is spelled, or its data given, in a way that graphs of functions never had. */
function hasOldForm({ categoryType, type, pydata }: RawSpec): boolean {
  if (categoryType === undefined && typeof type === 'string') return true;
  if (typeof pydata === 'string') return true;
  const { type: form } = Object(pydata) as { readonly type?: unknown };
  return typeof form === 'string' && FORMS.has(form.toLowerCase().split('.')[0] ?? '');
}

/** Forms of `pydata` that DALiuGE has beside `json`. */
const FORMS = new Set([
  'eval',
  'int',
  'integer',
  'float',
  'bool',
  'boolean',
  'object',
  'raw',
  'str',
  'string',
]);

/** Whether it plainly is a drop of a graph of functions: of these there may be many. */
function isOfFunctions({ categoryType, dropclass }: RawSpec): boolean {
  return (
    (categoryType === 'Data' && dropclass === MEMORY_DROP) ||
    (categoryType === 'Application' && dropclass === FUNCTION_APP)
  );
}

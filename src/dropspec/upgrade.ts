import { DROPPhases, ExecutionMode } from '../protocol/index.js';
import type { KnownClasses } from './known-classes.js';

/** A dropspec as it comes: any object. */
export type RawSpec = Readonly<Record<string, unknown>>;

/** Categories in lower case; their names are not case-sensitive. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['application', 'Application'],
  ['app', 'Application'],
  ['data', 'Data'],
  ['container', 'Container'],
  ['socket', 'Socket'],
]);

/** What said the category before there was `categoryType`, in the field `type`. */
const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['plain', 'Data'],
  ['app', 'Application'],
  ['serviceapp', 'Application'],
  ['container', 'Container'],
  ['socket', 'Socket'],
]);

/** The fields that may name the class of a drop, the present one first. */
const CLASS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Application: ['dropclass', 'app', 'Application', 'appclass'],
  Data: ['dropclass', 'dataclass'],
  Container: ['dropclass', 'container'],
  Socket: ['dropclass'],
};

/** Fields that are true or false, and in forms a text. */
const FLAGS = [
  'block_skip',
  'check_filepath_exists',
  'delete_parent_directory',
  'expireAfterUse',
  'group_end',
  'group_start',
  'persist',
  'streaming',
];
const FLAG_TEXTS: ReadonlyMap<unknown, boolean> = new Map([
  ['0', false],
  ['1', true],
  ['false', false],
  ['true', true],
  ['False', false],
  ['True', true],
]);

/** Fields that are a number of an enumeration, and may be its name. */
const ENUMERATIONS: readonly (readonly [field: string, numbers: Readonly<Record<string, number>>])[] = [
  ['executionMode', ExecutionMode],
  ['targetPhase', DROPPhases],
];

/**
 * Brings a dropspec of any version of DALiuGE to the present form: its category and class in `categoryType` and
 * `dropclass`, `precious` as `persist`, flags and enumerations as what they are. What is in that form comes back as it
 * is; the argument is never changed. What cannot be upgraded is left, to be told by the check.
 */
export function upgrade(spec: RawSpec, classes: KnownClasses): RawSpec {
  const changes: Record<string, unknown> = {};
  const change = (field: string, value: unknown): void => {
    if (value !== undefined && value !== spec[field]) changes[field] = value;
  };
  const category = categoryOfAny(spec);
  change('categoryType', category);
  if (category !== undefined) change('dropclass', classOf(spec, category, classes));
  const isPrecious = Object.hasOwn(spec, 'precious');
  // who says both means the present one
  if (isPrecious && !Object.hasOwn(spec, 'persist')) {
    changes['persist'] = FLAG_TEXTS.get(spec['precious']) ?? spec['precious'];
  }
  for (const flag of FLAGS) change(flag, FLAG_TEXTS.get(spec[flag]));
  for (const [field, numbers] of ENUMERATIONS) {
    const name = spec[field];
    if (typeof name === 'string' && Object.hasOwn(numbers, name)) change(field, numbers[name]);
  }
  if (!isPrecious && Object.keys(changes).length === 0) return spec;
  const upgraded: Record<string, unknown> = { ...spec, ...changes };
  delete upgraded['precious'];
  return upgraded;
}

/** The category as it is written here; undefined for one that is unknown. */
function categoryOfAny({ categoryType, type }: RawSpec): string | undefined {
  if (typeof categoryType === 'string') return CATEGORIES.get(categoryType.toLowerCase());
  return categoryType === undefined || categoryType === null ? TYPES.get(type) : undefined;
}

function classOf(spec: RawSpec, category: string, classes: KnownClasses): string | undefined {
  for (const field of CLASS_FIELDS[category] ?? []) {
    const name = spec[field];
    if (typeof name === 'string' && name !== '') return name.replace(/^dfms\./, 'dlg.');
  }
  // a class that is there but is no text is a fault, not a reason to choose another
  if (typeof (spec['dropclass'] ?? '') !== 'string') return undefined;
  if (category === 'Socket') return classes.socket;
  if (category === 'Container') return classes.container;
  return category === 'Data' ? classOfStorage(spec, classes) : undefined;
}

function classOfStorage({ storage, categoryType }: RawSpec, classes: KnownClasses): string | undefined {
  if (typeof storage === 'string') return classes.storage.get(storage.toLowerCase());
  // only the older spelling has a default
  return storage === undefined && categoryType === 'data' ? classes.storage.get('file') : undefined;
}

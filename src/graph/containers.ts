/** The kinds of containers that are searched for lazy values and rebuilt. Subclasses are not: they may hold more. */
export type ContainerKind = 'array' | 'object' | 'null-object' | 'map' | 'set' | 'iterator';

/** Fields or items of an object that is no container that are looked at: enough for records, bounded for tables. */
const LOOKED_AT = 1000;

/** Prototypes of the iterators that are searched. */
const ITERATORS = new Set<unknown>(
  [[].values(), new Set().values(), new Map().values()].map((made) => Object.getPrototypeOf(made) as unknown),
);
const ITERATOR_TAGS = new Set<unknown>(['Array Iterator', 'Set Iterator', 'Map Iterator']);

/** Which kind of container a value is; undefined for everything that is passed on as it is. */
export function containerOf(value: unknown): ContainerKind | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return 'object';
  if (prototype === Array.prototype) return 'array';
  if (prototype === null) return 'null-object';
  if (prototype === Map.prototype) return 'map';
  if (prototype === Set.prototype) return 'set';
  if (Array.isArray(value) || isForeignPlain(prototype))
    return Array.isArray(value) ? foreignArray(prototype) : 'object';
  return ITERATORS.has(prototype) || isForeignIterator(prototype as object) ? 'iterator' : undefined;
}

/** Any class may call itself an iterator, so its method is looked at as well; by descriptor, nothing of it is run. */
function isForeignIterator(prototype: object): boolean {
  const own = (key: PropertyKey): unknown => Object.getOwnPropertyDescriptor(prototype, key)?.value;
  if (!ITERATOR_TAGS.has(own(Symbol.toStringTag))) return false;
  const next = own('next');
  return typeof next === 'function' && Function.prototype.toString.call(next).endsWith('{ [native code] }');
}

/** Plain objects of another realm (a vm context) have that realm's Object.prototype. */
function isForeignPlain(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf');
}

function foreignArray(prototype: unknown): 'array' | undefined {
  return isForeignPlain(Object.getPrototypeOf(prototype)) && Object.hasOwn(prototype as object, 'flatMap')
    ? 'array'
    : undefined;
}

/** The items of a container in order, in a list of their own; of a map its keys and values in turn. Walks an iterator to its end. */
export function entriesOf(
  value: unknown,
  kind: ContainerKind,
): { readonly keys: readonly PropertyKey[] | undefined; readonly items: unknown[] } {
  switch (kind) {
    case 'array':
      return { keys: undefined, items: (value as unknown[]).slice() };
    case 'map':
      return { keys: undefined, items: [...(value as Map<unknown, unknown>)].flat(1) };
    case 'set':
    case 'iterator':
      return { keys: undefined, items: [...(value as Iterable<unknown>)] };
    case 'object':
    case 'null-object': {
      const keys = keysOf(value as object);
      return { keys, items: keys.map((key) => (value as Record<PropertyKey, unknown>)[key]) };
    }
  }
}

/** Shows the items of a container one by one, without making a list of them. */
export function forEachItem(
  value: unknown,
  kind: Exclude<ContainerKind, 'iterator'>,
  visit: (item: unknown) => void,
): void {
  if (kind === 'array') {
    for (const item of value as unknown[]) visit(item);
  } else if (kind === 'map') {
    for (const [key, item] of value as Map<unknown, unknown>) {
      visit(key);
      visit(item);
    }
  } else if (kind === 'set') {
    for (const item of value as Set<unknown>) visit(item);
  } else {
    for (const key in value as object) visit((value as Record<string, unknown>)[key]);
    for (const key of symbolsOf(value as object)) visit((value as Record<symbol, unknown>)[key]);
  }
}

/** Own enumerable properties, symbols included. */
export function keysOf(value: object): PropertyKey[] {
  return [...Object.keys(value), ...symbolsOf(value)];
}

function symbolsOf(value: object): symbol[] {
  const symbols = Object.getOwnPropertySymbols(value);
  if (symbols.length === 0) return symbols;
  return symbols.filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
}

/** A value found in something that is not a container, and where, in words. */
export interface Hidden {
  readonly value: unknown;
  readonly place: string;
}

/**
 * What an object that is no container holds, as far as can be seen without running code of the user's: its fields,
 * or the items of an instance of a subclass of a container. At most the first thousand.
 */
export function hiddenIn(value: object): Hidden[] {
  if (ArrayBuffer.isView(value)) return [];
  const type = typeName(value);
  if (value instanceof Map || value instanceof Set || Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      if (items.length >= LOOKED_AT) break;
      if (value instanceof Map) items.push(...(item as [unknown, unknown]));
      else items.push(item);
    }
    return items.map((item) => ({ value: item, place: `an instance of ${type}` }));
  }
  return keysOf(value)
    .slice(0, LOOKED_AT)
    .map((key) => ({
      // by descriptor: a getter of the user's must not run because of us
      value: Object.getOwnPropertyDescriptor(value, key)?.value as unknown,
      place: `field "${String(key)}" of an instance of ${type}`,
    }));
}

function typeName(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  return prototype?.constructor?.name ?? 'an unknown class';
}

import { containerOf } from './containers.js';

/** Containers looked through for the way to one of them. */
const LOOKED_THROUGH = 10_000;

/**
 * The error for something that threw while it was searched: it says whose value that is, and the way to what threw.
 *
 * @param owner - such as "argument 0 of load".
 * @param at - the part of `root` that was being read.
 */
export function unreadable(owner: string, root: unknown, at: unknown, error: unknown): TypeError {
  const way = wayTo(root, at) + soleAccessor(at);
  const place = way === '' ? 'it' : way;
  return new TypeError(
    `${owner} cannot be searched for lazy values: reading ${place} threw ${textOf(error)}; give a plain copy instead`,
    { cause: error },
  );
}

/** The way from a container to a part of it, such as `.rows[2]`; empty where it is not found. */
function wayTo(root: unknown, part: unknown): string {
  const ways = new Map<unknown, string>([[root, '']]);
  for (const [value, way] of ways) {
    if (value === part || ways.size > LOOKED_THROUGH) return ways.get(part) ?? '';
    for (const [step, item] of partsOf(value)) {
      if (typeof item === 'object' && item !== null && !ways.has(item)) ways.set(item, way + step);
    }
  }
  return '';
}

/** The items of a container by the steps to them. Getters are not called: one of them may be what threw. */
function* partsOf(value: unknown): Generator<[string, unknown]> {
  try {
    const kind = containerOf(value);
    if (kind === 'map') {
      for (const [key, item] of value as Map<unknown, unknown>) {
        yield ['(a key)', key];
        yield [typeof key === 'string' ? `.get(${JSON.stringify(key)})` : '(a value)', item];
      }
    } else if (kind === 'set') {
      for (const item of value as Set<unknown>) yield ['(an item)', item];
    } else if (kind === 'array' || kind === 'object' || kind === 'null-object') {
      for (const key of Reflect.ownKeys(value as object)) {
        yield [stepTo(key), Object.getOwnPropertyDescriptor(value, key)?.value];
      }
    }
  } catch {
    // it cannot be looked through
  }
}

/** Where an object has one property with a getter, that is what threw. */
function soleAccessor(value: unknown): string {
  try {
    const descriptors = Object.entries(Object.getOwnPropertyDescriptors(value as object));
    const accessors = descriptors.filter(([, { get }]) => get !== undefined);
    return accessors.length === 1 ? stepTo(accessors[0]![0]) : '';
  } catch {
    return '';
  }
}

function stepTo(key: PropertyKey): string {
  if (typeof key === 'symbol') return `[${String(key)}]`;
  if (/^\d+$/.test(String(key))) return `[${String(key)}]`;
  return /^[\w$]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
}

function textOf(error: unknown): string {
  try {
    return error instanceof Error ? JSON.stringify(error.message) : String(error);
  } catch {
    return 'something that cannot be read either';
  }
}

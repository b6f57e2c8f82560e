import { parseBoolean, readPythonLiteral } from '../codecs/index.js';

/**
 * A typed parameter of a drop class: what it is when not given, and how a given value is read. Dropspecs come
 * from JSON, forms and Python, so numbers and flags may be text.
 *
 * @category Drops
 */
export interface DropParam<T> {
  readonly fallback: T;
  /** @throws Error saying what is wrong with the value, as in "must be a number, got ..." */
  parse(value: unknown): T;
}

/** Limits of a number. @category Drops */
export interface NumberLimits {
  readonly min?: number;
  readonly max?: number;
}

/** A flag; of text, `"true"`, `"1"`, `"yes"` are true and `"false"`, `"0"`, `"no"` false. @category Drops */
export function boolParam(fallback: boolean): DropParam<boolean> {
  return { fallback, parse: (value) => (isMissing(value) ? fallback : parseBoolean(value)) };
}

/** A whole number, within the limits where there are any. @category Drops */
export function intParam(fallback: number, limits: NumberLimits = {}): DropParam<number> {
  return {
    fallback,
    parse: (value): number => {
      if (isMissing(value)) return fallback;
      const number = numberOf(value);
      if (!Number.isFinite(number)) throw wrong('a whole number', value);
      return within(Math.trunc(number), limits);
    },
  };
}

/** A number. @category Drops */
export function floatParam(fallback: number, limits: NumberLimits = {}): DropParam<number> {
  return {
    fallback,
    parse: (value): number => {
      if (isMissing(value)) return fallback;
      const number = numberOf(value);
      if (Number.isNaN(number)) throw wrong('a number', value);
      return within(number, limits);
    },
  };
}

/** Text; numbers and flags are written out. @category Drops */
export function stringParam(fallback: string): DropParam<string>;
export function stringParam<T>(fallback: T): DropParam<string | T>;
export function stringParam(fallback: unknown): DropParam<unknown> {
  return {
    fallback,
    parse: (value): unknown => {
      if (value === undefined || value === null) return fallback;
      if (typeof value === 'string') return value;
      if (['number', 'bigint', 'boolean'].includes(typeof value))
        return `${value as number | bigint | boolean}`;
      throw wrong('text', value);
    },
  };
}

/** One of a few words. @category Drops */
export function enumParam<const T extends string>(words: readonly T[], fallback: T): DropParam<T> {
  return {
    fallback,
    parse: (value): T => {
      if (isMissing(value)) return fallback;
      const word = words.find((known) => known === value);
      if (word === undefined) throw wrong(`one of ${words.join(', ')}`, value);
      return word;
    },
  };
}

/** One of the numbers of an enumeration. */
export function memberParam<N extends number>(
  members: Readonly<Record<string, N>>,
  fallback: N,
): DropParam<N> {
  return {
    fallback,
    parse: (value): N => {
      if (isMissing(value)) return fallback;
      const number = numberOf(value);
      const member = Object.values(members).find((known) => known === number);
      if (member !== undefined) return member;
      const names = Object.entries(members).map(([name, known]) => `${String(known)} (${name})`);
      throw wrong(`one of ${names.join(', ')}`, value);
    },
  };
}

/** A list, or text that is one in Python or JSON. @category Drops */
export function listParam(fallback: readonly unknown[] = []): DropParam<readonly unknown[]> {
  return {
    fallback,
    parse: (value): readonly unknown[] => {
      const list = literal(value, fallback);
      if (!Array.isArray(list)) throw wrong('a list', value);
      return list as readonly unknown[];
    },
  };
}

/** A dict as a plain object, or text that is one in Python or JSON. @category Drops */
export function dictParam(
  fallback: Readonly<Record<string, unknown>> = {},
): DropParam<Readonly<Record<string, unknown>>> {
  return {
    fallback,
    parse: (value): Readonly<Record<string, unknown>> => {
      const dict = literal(value, fallback);
      if (typeof dict !== 'object' || dict === null || Array.isArray(dict)) throw wrong('a dict', value);
      return dict as Readonly<Record<string, unknown>>;
    },
  };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function literal(value: unknown, fallback: unknown): unknown {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'string') return value;
  return value.trim() === '' ? fallback : parseLiteral(value);
}

/** JSON and Python write lists and dicts alike but for a few words (`true`, `null`): either is taken. */
function parseLiteral(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return readPythonLiteral(text);
  }
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

function within(number: number, { min = -Infinity, max = Infinity }: NumberLimits): number {
  if (number >= min && number <= max) return number;
  const limit = max === Infinity ? `at least ${String(min)}` : `from ${String(min)} to ${String(max)}`;
  throw new RangeError(`must be ${limit}, got ${String(number)}`);
}

function wrong(wanted: string, value: unknown): TypeError {
  const shown = typeof value === 'string' ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
  return new TypeError(`must be ${wanted}, got ${shown}`);
}

import { isNative } from './builtin-functions.js';
import { digestOfText } from './digest.js';

/** Where a function or class comes from. */
export interface Origin {
  readonly name: string;
  /** Hash of its source; of what does not tell its source, the same for all. */
  readonly source: string;
  /** How many others of this source, and of the same place, were met before in this process. */
  readonly ordinal: number;
}

/**
 * The origins of functions and classes. Two of one source differ in what they captured, which their source does not
 * tell: so they are numbered in the order in which they are met, and no two have the same origin.
 */
export class Origins {
  readonly #known: WeakMap<object, Origin> = new WeakMap();
  readonly #counts: Map<string, number> = new Map();

  /** @param place - what is known of it besides its source. */
  of(fn: object, place = ''): Origin {
    const known = this.#known.get(fn);
    if (known !== undefined) return known;
    const given = (fn as { name?: unknown }).name;
    const name = typeof given === 'string' ? given : ''; // a class may have a static method `name`
    const source = isNative(fn) ? 'native' : sourceDigest(fn);
    const id = `${place} ${source === 'native' ? name : ''} ${source}`;
    const ordinal = this.#counts.get(id) ?? 0;
    this.#counts.set(id, ordinal + 1);
    const origin: Origin = { name, source, ordinal };
    this.#known.set(fn, origin);
    return origin;
  }
}

/** A checkout may have other line ends, which change nothing, not even in templates. */
export function sourceDigest(fn: object): string {
  return digestOfText(Function.prototype.toString.call(fn).replaceAll('\r\n', '\n'));
}

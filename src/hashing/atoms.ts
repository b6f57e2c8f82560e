import { digestOfText } from './digest.js';
import { identityOf } from './identities.js';
import { Named } from './named.js';

/** Characters of a text up to which it stands there itself. */
const LONGEST_TEXT = 200;
/** Characters of a text beyond which its hash is remembered while others are made. */
const LONG_TEXT = 1 << 16;

const wellKnown = new Map<unknown, string>(
  Object.getOwnPropertyNames(Symbol).map((name) => [Symbol[name as keyof typeof Symbol], name]),
);

/**
 * What has no parts, as text; undefined for functions and for objects but `Named`.
 *
 * @param digests - remembers the hashes of long texts.
 */
export function atomText(value: unknown, digests?: Map<unknown, string>): string | undefined {
  switch (typeof value) {
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return value.length > LONG_TEXT ? rememberedText(value, digests) : stringText(value);
    case 'bigint':
      return `${String(value)}n`;
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'symbol':
      return symbolText(value);
    case 'function':
      return undefined;
    case 'object':
      if (value === null) return 'null';
      return value instanceof Named ? namedText(value) : undefined;
  }
}

/** A text in quotes, with all that could be mistaken for something else escaped; of a long one its hash. */
export function stringText(text: string): string {
  return text.length > LONGEST_TEXT ? `$${String(text.length)}:${digestOfText(text)}` : JSON.stringify(text);
}

function rememberedText(text: string, digests: Map<unknown, string> | undefined): string {
  const made = digests?.get(text) ?? stringText(text);
  digests?.set(text, made);
  return made;
}

/** Whether a symbol is the same in every process: those of the language and the registered ones. */
export function isStableSymbol(symbol: symbol): boolean {
  return wellKnown.has(symbol) || Symbol.keyFor(symbol) !== undefined;
}

function symbolText(symbol: symbol): string {
  const known = wellKnown.get(symbol);
  if (known !== undefined) return `symbol(${known})`;
  const registered = Symbol.keyFor(symbol);
  return registered === undefined ? identityOf(symbol) : `symbol(${stringText(registered)})`;
}

function namedText({ name }: Named): string {
  return typeof name === 'number' ? `#${String(name)}` : `#${stringText(name)}`;
}

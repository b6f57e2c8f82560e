import { dictOf } from '../plain-object.js';
import { readTupleOptions, Tuple, type TupleOptions } from '../tuple.js';
import { LiteralScanner } from './literal-scanner.js';
import { readStrings } from './string-literal.js';
import { MAX_DEPTH } from './write-literal.js';

/** Longest integer read: longer ones take time out of proportion, and Python refuses them as well. */
export const MAX_DIGITS = 4300;

const NAMES: Readonly<Record<string, unknown>> = {
  None: null,
  True: true,
  False: false,
  inf: Infinity,
  nan: NaN,
};

/**
 * Reads the text of a Python literal: None, True, False, numbers, strings, bytes, lists, tuples, dicts and sets, and
 * nothing else. Never runs code: names, calls and operators are errors.
 *
 * Integers beyond 2^53 come as bigint, bytes as Buffer, tuples as arrays, dicts with string keys as plain objects,
 * other dicts as Map. `inf` and `nan`, which `repr()` writes, are read though Python itself would not.
 *
 * @category Codecs
 * @throws CodecError for any other text, and for nesting deeper than 200 levels, which is Python's limit.
 * @example
 * ```ts
 * readPythonLiteral("{'shape': (3, 5), 'name': 'ones', 'none': None}"); // => { shape: [3, 5], name: 'ones', none: null }
 * ```
 */
export function readPythonLiteral(text: string, options?: TupleOptions): unknown {
  return new LiteralReader(text, readTupleOptions(options, 'readPythonLiteral').tuples).read();
}

class LiteralReader {
  readonly #scanner: LiteralScanner;
  readonly #tuples: boolean;
  #depth = 0;

  constructor(text: string, tuples: boolean) {
    this.#scanner = new LiteralScanner(text);
    this.#tuples = tuples;
  }

  read(): unknown {
    this.#scanner.skipSpace();
    const first = this.#value();
    const value = this.#scanner.accept(',') ? this.#tuple([first, ...this.#items('')]) : first;
    if (!this.#scanner.atEnd) throw this.#scanner.fault('it does not end');
    return value;
  }

  #value(): unknown {
    const strings = readStrings(this.#scanner);
    if (strings !== undefined) return strings;
    switch (this.#scanner.peek()) {
      case '[':
        return this.#nested('[', () => this.#items(']'));
      case '(':
        return this.#nested('(', () => this.#parenthesised());
      case '{':
        return this.#nested('{', () => this.#dictOrSet());
      default:
        return this.#numberOrName();
    }
  }

  #nested(mark: string, read: () => unknown): unknown {
    if (this.#depth === MAX_DEPTH)
      throw this.#scanner.fault(`it is nested deeper than ${String(MAX_DEPTH)} levels`);
    this.#depth += 1;
    this.#scanner.expect(mark);
    const value = read();
    this.#depth -= 1;
    return value;
  }

  /** Values up to a closing mark, which is passed. */
  #items(end: string): unknown[] {
    const items: unknown[] = [];
    while (!this.#ends(end)) {
      items.push(this.#value());
      if (!this.#scanner.accept(',')) {
        if (end !== '') this.#scanner.expect(end);
        break;
      }
    }
    return items;
  }

  #ends(end: string): boolean {
    return end === '' ? this.#scanner.atEnd : this.#scanner.accept(end);
  }

  #parenthesised(): unknown {
    if (this.#scanner.accept(')')) return this.#tuple([]);
    const first = this.#value();
    if (this.#scanner.accept(')')) return first;
    this.#scanner.expect(',');
    const items = this.#items(')');
    items.unshift(first);
    return this.#tuple(items);
  }

  #tuple(items: unknown[]): unknown[] {
    return this.#tuples ? Tuple.from(items) : items;
  }

  #dictOrSet(): unknown {
    if (this.#scanner.accept('}')) return {};
    const first = this.#value();
    if (!this.#scanner.accept(':')) {
      if (this.#scanner.accept('}')) return new Set([first]);
      this.#scanner.expect(',');
      return new Set([first, ...this.#items('}')]);
    }
    const entries: [unknown, unknown][] = [[first, this.#value()]];
    while (!this.#scanner.accept('}')) {
      this.#scanner.expect(',');
      if (this.#scanner.accept('}')) break;
      const key = this.#value();
      this.#scanner.expect(':');
      entries.push([key, this.#value()]);
    }
    return dictOf(entries);
  }

  #numberOrName(): unknown {
    const scanner = this.#scanner;
    const sign = scanner.match(/([+-])\s*/y)?.[1] ?? '';
    const negative = sign === '-';
    const number = scanner.match(NUMBER);
    if (number !== undefined) {
      scanner.skipSpace();
      const value = this.#number(number);
      // Python has no integer -0, JavaScript has
      return negative && !(value === 0 && number[1] === undefined) ? -value : value;
    }
    const name = scanner.match(/[A-Za-z_]\w*/y)?.[0];
    if (name === undefined) throw scanner.fault('a value is missing');
    scanner.skipSpace();
    if (name === 'set' && sign === '' && scanner.accept('(')) {
      scanner.expect(')');
      return new Set();
    }
    const value = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
    if (value === undefined || (sign !== '' && typeof value !== 'number')) {
      throw scanner.fault(`"${name.slice(0, 40)}" is no literal: only data is read, never code;`);
    }
    return negative ? -(value as number) : value;
  }

  #number([text, float, integer]: RegExpExecArray): number | bigint {
    if (/^[\w.]/.test(this.#scanner.peek()))
      throw this.#scanner.fault(`the number ${text.slice(0, 40)} goes on`);
    const digits = text.replaceAll('_', '');
    if (float !== undefined) return Number(digits);
    if (integer !== undefined && /^0\d*[1-9]/.test(digits))
      throw this.#scanner.fault(`${digits.slice(0, 40)} begins with 0`);
    if (digits.length > MAX_DIGITS)
      throw this.#scanner.fault(`an integer of ${String(digits.length)} digits`);
    return asInteger(BigInt(digits));
  }
}

const NUMBER =
  /((?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*(?:[eE][+-]?\d+(?:_\d+)*)?|\d+(?:_\d+)*(?:\.(?:[eE][+-]?\d+(?:_\d+)*)?|[eE][+-]?\d+(?:_\d+)*))|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(\d+(?:_\d+)*)/y;

/** An integer as a number where a number holds it exactly, else as bigint. */
export function asInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

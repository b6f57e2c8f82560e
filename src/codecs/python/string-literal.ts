import type { LiteralScanner } from './literal-scanner.js';

const PREFIX = /([rRuU]|[bB][rR]?|[rR][bB])?("""|'''|"|')/y;

/** Text of a string up to its closing quote; a backslash always takes the next character along. */
const BODIES: Readonly<Record<string, RegExp>> = {
  '"': /((?:[^"\\\n]|\\[^])*)"/y,
  "'": /((?:[^'\\\n]|\\[^])*)'/y,
  '"""': /((?:[^"\\]|\\[^]|"(?!""))*)"""/y,
  "'''": /((?:[^'\\]|\\[^]|'(?!''))*)'''/y,
};

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The strings that stand here, one after the other as Python joins them; undefined when there is none. */
export function readStrings(scanner: LiteralScanner): string | Buffer | undefined {
  const parts: (string | Buffer)[] = [];
  for (let next = readString(scanner); next !== undefined; next = readString(scanner)) parts.push(next);
  if (parts.length <= 1) return parts[0];
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  if (parts.every((part) => typeof part !== 'string')) return Buffer.concat(parts);
  throw scanner.fault('strings and bytes are mixed');
}

function readString(scanner: LiteralScanner): string | Buffer | undefined {
  const start = scanner.match(PREFIX);
  if (start === undefined) return undefined;
  const prefix = (start[1] ?? '').toLowerCase();
  const body = scanner.match(BODIES[start[2]!]!)?.[1];
  if (body === undefined) throw scanner.fault('a string does not end');
  scanner.skipSpace();
  const bytes = prefix.includes('b');
  const text = prefix.includes('r') ? body : unescape(body, bytes, scanner);
  if (!bytes) return text;
  if (/[^\0-\x7f]/.test(body)) throw scanner.fault('bytes hold a character beyond ASCII');
  return Buffer.from(text, 'latin1');
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g;

function unescape(body: string, bytes: boolean, scanner: LiteralScanner): string {
  return body.replaceAll(ESCAPE, (all: string, ...groups: (string | undefined)[]) => {
    const [octal, byte, short, long, other] = groups;
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8) & (bytes ? 0xff : 0x1ff));
    if (byte !== undefined) return String.fromCodePoint(parseInt(byte, 16));
    if (other !== undefined) {
      if (other === 'x' || (!bytes && 'uUN'.includes(other)))
        throw scanner.fault(`the escape ${all} is not known`);
      return SIMPLE[other] ?? all;
    }
    if (bytes) return all;
    const point = parseInt((short ?? long)!, 16);
    if (point > 0x10ffff) throw scanner.fault(`${all} is no character`);
    return String.fromCodePoint(point);
  });
}

import { CodecError } from '../../errors/index.js';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text from UTF-8 in which, as Python writes it, half a surrogate pair may stand alone.
 *
 * @throws CodecError for bytes that are no such text.
 */
export function textOfBytes(bytes: Buffer): string {
  try {
    return strict.decode(bytes);
  } catch {
    return withSurrogates(bytes);
  }
}

/** The text in UTF-8; half a surrogate pair as three bytes of its own, as Python writes it. */
export function bytesOfText(text: string): Buffer {
  if (!/\p{Surrogate}/u.test(text)) return Buffer.from(text);
  return Buffer.concat(
    text.split(/(\p{Surrogate})/u).map((part, at) => {
      if (at % 2 === 0) return Buffer.from(part);
      const unit = part.charCodeAt(0);
      return Buffer.from([0xed, 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)]);
    }),
  );
}

/** 0xED followed by 0xA0 or more is a surrogate; in UTF-8, 0xED is always the first byte of a character. */
function withSurrogates(bytes: Buffer): string {
  const parts: string[] = [];
  let start = 0;
  try {
    for (let at = bytes.indexOf(0xed); at !== -1; at = bytes.indexOf(0xed, at + 1)) {
      const [, second = 0, third = 0] = bytes.subarray(at, at + 3);
      if (second < 0xa0 || second > 0xbf || third >> 6 !== 2) continue;
      parts.push(strict.decode(bytes.subarray(start, at)));
      parts.push(String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)));
      start = at + 3;
    }
    parts.push(strict.decode(bytes.subarray(start)));
  } catch (cause) {
    throw new CodecError('The pickle holds a text that is no UTF-8', { cause });
  }
  return parts.join('');
}

/**
 * Text of protocol 0: one character for each byte, others as escapes.
 *
 * @throws CodecError for an escape that is none.
 */
export function textOfRawEscapes(line: string): string {
  return line.replaceAll(
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|[^])/g,
    (all: string, short?: string, long?: string) => {
      const digits = short ?? long;
      if (digits === undefined) {
        if (/[uU]/.test(all)) throw new CodecError(`The pickle holds a text with the broken escape ${all}`);
        return all;
      }
      const point = parseInt(digits, 16);
      if (point > 0x10ffff)
        throw new CodecError(`The pickle holds a text with ${all}, which is no character`);
      return String.fromCodePoint(point);
    },
  );
}

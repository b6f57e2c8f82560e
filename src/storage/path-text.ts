import { createHash } from 'node:crypto';
import { InvalidDropError } from '../errors/index.js';

/** Longest name most file systems take is 255 bytes; a name for content leaves room for endings. */
const LONGEST_NAME = 200;

/** What stands for something else in the name of a file. */
export interface NameParts {
  readonly uid: string;
  readonly humanKey: string | undefined;
  readonly now: Date;
}

/**
 * Puts the values of environment variables where `$NAME` and `${NAME}` stand.
 *
 * @throws InvalidDropError for a variable that is not set: the path would lead somewhere else.
 */
export function expandVariables(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
  uid: string,
): string {
  return text.replace(
    /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g,
    (_, braced: string | undefined, bare: string | undefined) => {
      const name = braced ?? bare ?? '';
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      if (value !== undefined) return value;
      throw new InvalidDropError(
        uid,
        `the path "${text}" needs the environment variable ${name}, which is not set`,
      );
    },
  );
}

/** The name of a file that was given none: of the uid, and of the human key where there is one. */
export function generatedName({ uid, humanKey }: NameParts): string {
  const start = uid.split('_', 1)[0] ?? uid;
  return asName(humanKey === undefined ? uid : `${start}_${humanKey}`);
}

/**
 * Fills in `{uid}`, `{humanKey}`, `{auto}` (the generated name), `{datetime}` (year-month-day) and `{dlg}`;
 * `{{` and `}}` are braces.
 *
 * @throws InvalidDropError for any other name in braces.
 */
export function fillTemplate(name: string, parts: NameParts): string {
  const values = new Map<string, string>([
    ['uid', parts.uid],
    ['humanKey', parts.humanKey ?? parts.uid],
    ['auto', generatedName(parts)],
    ['datetime', parts.now.toISOString().slice(0, 'YYYY-MM-DD'.length)],
    ['dlg', 'DALIGUE'], // spelled so by DALiuGE
  ]);
  return name.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole: string, key: string | undefined) => {
    if (key === undefined) return whole.charAt(0);
    const value = values.get(key);
    if (value !== undefined) return asName(value);
    const known = [...values.keys()].map((one) => `{${one}}`).join(', ');
    throw new InvalidDropError(parts.uid, `the file name "${name}" has {${key}}; known are ${known}`);
  });
}

/** Text as the name of one file: no separators, nothing a path gives a meaning to, not too long. */
function asName(text: string): string {
  const plain = text.replace(/[:/\\\u0000-\u001f\u007f]/g, '_').replace(/^\.{0,2}$/, '_$&');
  if (Buffer.byteLength(plain) <= LONGEST_NAME) return plain;
  // cut names must not meet: the whole text stays in them as a hash
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
  const cut = Buffer.from(plain)
    .subarray(0, LONGEST_NAME - hash.length - 4)
    .toString()
    .replaceAll('\ufffd', '');
  return `${cut}_${hash}`;
}

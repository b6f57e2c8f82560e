import { inspect } from 'node:util';
import { StorageError } from '../errors/index.js';

/** What a column holds. @category Storage */
export type SqliteValue = number | bigint | string | boolean | Uint8Array | null;

/** What no database looks into: texts, quoted names and comments. */
export const OPAQUE_EVERYWHERE: RegExp =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[^]*?\*\//;

/** The same for SQLite, where brackets are quotes too: elsewhere they hold the items of lists. */
const OPAQUE = new RegExp(`${OPAQUE_EVERYWHERE.source}|\\[[^\\]]*\\]`, 'g');

/**
 * A name as SQL takes it. In backticks: a double-quoted name that no column has would be taken for a text.
 *
 * @throws StorageError for what no table or column can be called.
 */
export function quoted(name: string): string {
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    throw new StorageError(`${JSON.stringify(name)} cannot name a table or a column`);
  }
  return `\`${name.replaceAll('`', '``')}\``;
}

/**
 * How many values a condition asks for.
 *
 * @throws StorageError for what reaches out of a condition, and for marks that are not a plain `?`.
 */
export function marksIn(condition: string): number {
  const bare = condition.replace(OPAQUE, ' ');
  if (/[;'"`]|\/\*/.test(bare) || !isBalanced(bare)) {
    throw new StorageError(`"${condition}" is not one whole condition`);
  }
  if (/\?\w|[:@$#]\w/.test(bare)) {
    throw new StorageError(`"${condition}" names its values; write a plain "?" for each`);
  }
  return bare.split('?').length - 1;
}

/** @throws StorageError for a value that SQLite would not give back as it is. */
export function mustBeStorable(value: unknown): void {
  if (value === null || value instanceof Uint8Array) return;
  if (typeof value === 'string' && isWhole(value)) return;
  if (typeof value === 'boolean') return;
  if (typeof value === 'number' && !Number.isNaN(value)) return;
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return;
  throw new StorageError(
    `A database cannot hold ${inspect(value, { depth: 0, maxStringLength: 40 })}; ` +
      'give numbers, strings without \\0, booleans, bytes, null, or bigints of 64 bits',
  );
}

/** Whether the text survives: what follows a zero is cut off when it is read, and half characters are replaced. */
function isWhole(text: string): boolean {
  return !text.includes('\0') && Buffer.from(text).toString() === text;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

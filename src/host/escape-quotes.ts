/**
 * Escapes the quotes of a text that is to stand in quotes in a shell command: in single ones by ending them, `'\''`, in
 * double ones by a backslash. Nothing else a shell gives a meaning to is escaped.
 *
 * @param singleQuotes - whether single quotes are escaped; default true.
 * @param doubleQuotes - whether double quotes are escaped; default true.
 * @category Host
 * @example
 * ```ts
 * import { escapeQuotes } from 'dropgraph/utils';
 *
 * escapeQuotes('say "it"', true, false); // => 'say "it"'
 * escapeQuotes('say "it"'); // => 'say \\"it\\"'
 * ```
 */
export function escapeQuotes(s: string, singleQuotes: boolean = true, doubleQuotes: boolean = true): string {
  const single = singleQuotes ? s.replaceAll("'", `'\\''`) : s;
  return doubleQuotes ? single.replaceAll('"', '\\"') : single;
}

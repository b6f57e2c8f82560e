import { OPAQUE_EVERYWHERE } from './sql-text.js';

/** How a database driver marks values in SQL: the five styles of Python's DB-API. @category Storage */
export type ParamStyle = 'qmark' | 'numeric' | 'named' | 'format' | 'pyformat';

/** A statement, and the values for it: in order, or by name for `named` and `pyformat`. @category Storage */
export type PreparedSql<T = unknown> = [sql: string, data: T[] | Record<string, T>];

interface Style {
  /** What marks the value `index` of the data, the `place`th one in the statement (from 1). */
  mark(index: number, place: number): string;
  /** Whether values are given by name. */
  readonly isNamed?: true;
  /** Whether `%` has a meaning in the statement, and must be doubled to stand for itself. */
  readonly isFormat?: true;
}

const STYLES: Readonly<Record<ParamStyle, Style>> = {
  qmark: { mark: () => '?' },
  // every mark has a number of its own: some drivers count the marks, others read them
  numeric: { mark: (_, place) => `:${String(place)}` },
  named: { mark: (index) => `:n${String(index)}`, isNamed: true },
  format: { mark: () => '%s', isFormat: true },
  pyformat: { mark: (index) => `%(n${String(index)})s`, isNamed: true, isFormat: true },
};

/** A piece of a statement: text, or a place for a value, `''` for the next one or its number. */
type Part = { readonly text: string } | { readonly marker: string };

/**
 * A statement as a database driver takes it, and the values it takes with it. In the statement, `{}` stands for the
 * next value of `data` and `{0}`, `{1}` for one of them, as often as wanted; `{{` and `}}` are braces. Texts, quoted
 * names and comments stay as they are. Without data the statement is not looked at.
 *
 * @param paramstyle - what the driver calls its style (`module.paramstyle` in Python).
 * @throws TypeError for an unknown style, and when marks and values do not match.
 * @category Storage
 * @example
 * ```ts
 * import { prepareSql } from 'dropgraph/utils';
 *
 * const sql = 'SELECT name FROM stars WHERE magnitude < {} AND name <> {}';
 * prepareSql(sql, 'qmark', [1, 'Vega'])[0]; // => 'SELECT name FROM stars WHERE magnitude < ? AND name <> ?'
 * prepareSql('{1} - {0}', 'numeric', [1, 2]); // => [ ':1 - :2', [ 2, 1 ] ]
 * prepareSql('{1} - {0}', 'pyformat', [1, 2]); // => [ '%(n1)s - %(n0)s', { n0: 1, n1: 2 } ]
 * ```
 */
export function prepareSql<T>(sql: string, paramstyle: ParamStyle, data: readonly T[] = []): PreparedSql<T> {
  const style = Object.hasOwn(STYLES, paramstyle) ? STYLES[paramstyle] : undefined;
  if (style === undefined) {
    const known = Object.keys(STYLES).join(', ');
    throw new TypeError(`${JSON.stringify(paramstyle)} is no paramstyle; valid ones: ${known}`);
  }
  const values: unknown = data;
  if (!Array.isArray(values)) {
    throw new TypeError('the data of a statement must be an array, one value for each {}');
  }
  if (data.length === 0) return [sql, {}];
  const parts = partsOf(sql);
  const indexes = indexesOf(parts, data.length);
  let place = 0;
  const prepared = parts.map((part) => {
    if ('marker' in part) return style.mark(indexes[place]!, ++place);
    return style.isFormat ? part.text.replaceAll('%', '%%') : part.text;
  });
  const named = Object.fromEntries(data.map((value, index) => [`n${String(index)}`, value]));
  return [prepared.join(''), style.isNamed ? named : indexes.map((index) => data[index]!)];
}

function partsOf(sql: string): Part[] {
  const pieces = new RegExp(
    `(?<opaque>${OPAQUE_EVERYWHERE.source})|\\{\\{|\\}\\}|\\{(?<marker>\\d*)\\}|[{}]`,
    'g',
  );
  const parts: Part[] = [];
  let from = 0;
  for (const { 0: piece, index, groups: { opaque, marker } = {} } of sql.matchAll(pieces)) {
    parts.push({ text: sql.slice(from, index) });
    from = index + piece.length;
    if (marker !== undefined) parts.push({ marker });
    else if (opaque !== undefined) parts.push({ text: opaque });
    else if (piece.length === 2) parts.push({ text: piece.charAt(0) });
    else {
      const rest = JSON.stringify(sql.slice(index, index + 20));
      throw new TypeError(
        `the statement has a brace at ${rest}; write {} or {0} for a value, {{ and }} for braces`,
      );
    }
  }
  parts.push({ text: sql.slice(from) });
  return parts;
}

/** Which value each marker stands for, in order. @throws TypeError when they do not match the values. */
function indexesOf(parts: readonly Part[], count: number): number[] {
  const markers = parts.flatMap((part) => ('marker' in part ? [part.marker] : []));
  const isCounted = markers.every((marker) => marker === '');
  if (!isCounted && markers.includes('')) {
    throw new TypeError('the statement has both {} and {0}; write all of them one way');
  }
  const indexes = markers.map((marker, at) => (isCounted ? at : Number(marker)));
  const values = `the statement does not match its ${String(count)} ${count === 1 ? 'value' : 'values'}`;
  const absent = indexes.find((index) => index >= count);
  if (absent !== undefined) throw new TypeError(`${values}: there is none for {${String(absent)}}`);
  const used = new Set(indexes);
  for (let index = 0; index < count; index++) {
    if (!used.has(index)) throw new TypeError(`${values}: value ${String(index)} stands nowhere in it`);
  }
  return indexes;
}

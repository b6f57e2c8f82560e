import sqlite from 'node-sqlite3-wasm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareSql, type ParamStyle } from '../../src/storage/index.js';

const STYLES = ['qmark', 'numeric', 'named', 'format', 'pyformat'] as const;

let database: sqlite.Database;

beforeEach(() => {
  database = new sqlite.Database();
  database.exec('CREATE TABLE stars (name TEXT, magnitude REAL, place INTEGER)');
});
afterEach(() => {
  database.close();
});

/** What a driver of a style does: SQLite itself knows the first three, Python's drivers fill in the others. */
function run(sql: string, style: ParamStyle, data: readonly sqlite.SQLiteValue[]): unknown[] {
  const [statement, values] = prepareSql(sql, style, data);
  const isNamed = style === 'named' || style === 'pyformat';
  expect(Array.isArray(values)).toBe(!isNamed && data.length > 0);
  if (Array.isArray(values))
    return database.all(style === 'format' ? formatted(statement, 's', () => '?') : statement, values);
  const bound = Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
  if (style !== 'pyformat' || data.length === 0) return database.all(statement, bound);
  return database.all(
    formatted(statement, String.raw`\((\w+)\)s`, (name) => `:${name}`),
    bound,
  );
}

/** Python's `%`: any percent sign that is neither doubled nor a mark is an error. */
function formatted(statement: string, mark: string, put: (name: string) => string): string {
  return statement.replaceAll(new RegExp(`%(?:%|${mark})|%`, 'g'), (whole: string, name: unknown) => {
    if (whole === '%%') return '%';
    if (whole === '%') throw new Error('ValueError: unsupported format character');
    return put(String(name));
  });
}

describe.each(STYLES)('a statement of the style %s', (style) => {
  it('stores and finds values on a database', () => {
    run('INSERT INTO stars VALUES ({}, {}, {})', style, ['Vega', 0.03, 1]);
    run('INSERT INTO stars VALUES ({}, {}, {})', style, ["Barnard's", 9.5, 2]);
    run('INSERT INTO stars VALUES ({0}, {1}, {2})', style, ['Sirius', -1.46, 3]);
    const rows = run('SELECT name FROM stars WHERE magnitude < {} AND name <> {}', style, [1, 'Vega']);
    expect(rows).toEqual([{ name: 'Sirius' }]);
  });

  it('gives each marker its value, in whatever order and how often they stand', () => {
    const rows = run('SELECT {1} AS a, {0} AS b, {1} AS c, {2} AS d, {0} AS e', style, [
      'zero',
      'one',
      'two',
    ]);
    expect(rows).toEqual([{ a: 'one', b: 'zero', c: 'one', d: 'two', e: 'zero' }]);
  });

  it('keeps more than ten values apart', () => {
    const values = Array.from({ length: 12 }, (_, index) => index);
    const columns = values.map((index) => `{${String(index)}} AS c${String(index)}`).join(', ');
    expect(run(`SELECT ${columns}`, style, values)).toEqual([
      Object.fromEntries(values.map((index) => [`c${String(index)}`, index])),
    ]);
  });

  it('leaves texts, quoted names and comments as they are, percent signs too', () => {
    const sql = `SELECT '{} it''s 100% {1} ? :n0' AS "{} %", 7 % 4 AS \`{2}\`, {} AS c -- {} %s
      /* {0} */`;
    expect(run(sql, style, [5])).toEqual([{ '{} %': "{} it's 100% {1} ? :n0", '{2}': 3, c: 5 }]);
  });

  it('never lets a value be part of the statement', () => {
    const evil = "'); DROP TABLE stars; -- {} %s ? :n0";
    expect(run('SELECT {} AS value', style, [evil])).toEqual([{ value: evil }]);
  });

  it('is the same statement where there is no data', () => {
    expect(prepareSql("SELECT '{' AS a -- 100%", style)).toEqual(["SELECT '{' AS a -- 100%", {}]);
    expect(run("SELECT '{}' AS a", style, [])).toEqual([{ a: '{}' }]);
  });
});

describe('prepareSql', () => {
  it('writes the marks of each style', () => {
    expect(STYLES.map((style) => prepareSql('{} {}', style, ['a', 'b']))).toEqual([
      ['? ?', ['a', 'b']],
      [':1 :2', ['a', 'b']],
      [':n0 :n1', { n0: 'a', n1: 'b' }],
      ['%s %s', ['a', 'b']],
      ['%(n0)s %(n1)s', { n0: 'a', n1: 'b' }],
    ]);
  });

  it('fills in lists in brackets, which are no quotes outside of SQLite', () => {
    expect(prepareSql('SELECT ARRAY[{}, {}]', 'qmark', [1, 2])[0]).toBe('SELECT ARRAY[?, ?]');
  });

  it('makes doubled braces single ones', () => {
    expect(prepareSql('{{fn NOW()}} {}', 'qmark', [1])[0]).toBe('{fn NOW()} ?');
  });

  it('leaves the data as it is', () => {
    const data = Object.freeze([1, 2]);
    expect(prepareSql('{1} {0}', 'qmark', data)[1]).toEqual([2, 1]);
    expect(data).toEqual([1, 2]);
  });

  it.each([
    ['a value too many', '{}', [1, 2], /2 values: value 1 stands nowhere in it/],
    ['a value too few', '{} {}', [1], /1 value: there is none for \{1\}/],
    ['a number without a value', '{0} {7}', [1], /there is none for \{7\}/],
    ['a value no number names', '{0} {2}', [1, 2, 3], /value 1 stands nowhere/],
    ['both ways at once', '{} {0}', [1], /both \{\} and \{0\}/],
    ['a name', '{name}', [1], /a brace at "\{name\}"; write \{\} or \{0\}/],
    ['an open brace', 'a { b {}', [1], /a brace at "\{ b \{\}"/],
    ['a closed brace', '{} } c', [1], /a brace at "\} c"/],
    ['a marker in a text only', "'{}'", [1], /value 0 stands nowhere/],
  ])('refuses %s', (_, sql, data, message) => {
    expect(() => prepareSql(sql, 'qmark', data)).toThrow(TypeError);
    expect(() => prepareSql(sql, 'qmark', data)).toThrow(message);
  });

  it('refuses other styles, and data that is not a list', () => {
    expect(() => prepareSql('{}', 'dollar' as ParamStyle, [1])).toThrow(
      /"dollar" is no paramstyle; valid ones: qmark, /,
    );
    expect(() => prepareSql('{}', 'toString' as ParamStyle, [1])).toThrow(TypeError);
    expect(() => prepareSql('{}', 'named', { n0: 1 } as unknown as number[])).toThrow(/must be an array/);
  });
});

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors/index.js';
import { SqliteTable } from '../../src/storage/index.js';

let directory: string;
let file: string;
let stars: SqliteTable;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-sqlite-'));
  file = join(directory, 'stars.db');
  stars = new SqliteTable({ file, table: 'stars' });
  await stars.create({ name: 'TEXT', magnitude: 'REAL' });
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function fill(): Promise<void> {
  await stars.insert({ name: 'Vega', magnitude: 0.03 });
  await stars.insert({ name: 'Sirius', magnitude: -1.46 });
  await stars.insert({ name: "Barnard's", magnitude: 9.5 });
}

describe('SqliteTable', () => {
  it('gives rows by columns and condition', async () => {
    await fill();
    expect(await stars.select()).toHaveLength(3);
    expect(await stars.select(['name'], 'magnitude < ? AND name <> ?', [1, 'Vega'])).toEqual([
      { name: 'Sirius' },
    ]);
    expect(await stars.select(undefined, "name = 'Barnard''s' -- a ? in a comment")).toEqual([
      { name: "Barnard's", magnitude: 9.5 },
    ]);
    expect(await stars.select([], 'magnitude > ?', [100])).toEqual([]);
  });

  it('logs every query that was answered', async () => {
    await stars.select(['name'], 'magnitude < ?', [1]);
    await expect(stars.select(['nope'])).rejects.toThrow(StorageError);
    await stars.select();
    expect(stars.queries).toEqual([
      { sql: 'SELECT `name` FROM `stars` WHERE (magnitude < ?\n)', values: [1] },
      { sql: 'SELECT * FROM `stars`', values: [] },
    ]);
  });

  it('keeps the rows for the next who opens the database, and nothing open', async () => {
    await fill();
    expect(await new SqliteTable({ file, table: 'stars' }).select()).toHaveLength(3);
    expect(readdirSync(directory)).toEqual(['stars.db']);
  });

  it('gives back every kind of value', async () => {
    const values = new SqliteTable({ file, table: 'values' });
    await values.create({ value: 'BLOB' });
    const given = [1, -2.5, 'é', null, Buffer.from([0, 255]), 2n ** 62n, true, Infinity];
    for (const value of given) await values.insert({ value });
    const got = (await values.select()).map(({ value }) => value);
    expect(got).toEqual([1, -2.5, 'é', null, new Uint8Array([0, 255]), 2n ** 62n, 1, Infinity]);
  });

  it.each([[Number.NaN], [undefined], [new Date()], [2n ** 64n], ['a\0b'], ['\ud800'], [{}], [[1]]])(
    'refuses %s as a value',
    async (value) => {
      await expect(stars.insert({ name: value as never })).rejects.toThrow('cannot hold');
      await expect(stars.select([], 'name = ?', [value as never])).rejects.toThrow('cannot hold');
    },
  );

  it('binds values: what they say is never SQL', async () => {
    const name = "x'); DROP TABLE stars; --";
    await stars.insert({ name });
    expect(await stars.select(['name'], 'name = ?', [name])).toEqual([{ name }]);
  });

  it('quotes names: what they say is never SQL', async () => {
    const table = 'odd `name"; DROP TABLE stars; --';
    const odd = new SqliteTable({ file, table });
    await odd.create({ 'a `b" c': 'TEXT', select: 'INTEGER' });
    await odd.insert({ 'a `b" c': 'x', select: 1 });
    expect(await odd.select(['a `b" c', 'select'])).toEqual([{ 'a `b" c': 'x', select: 1 }]);
    expect(await stars.select()).toEqual([]);
  });

  it('does not take the name of a missing column for a text', async () => {
    await fill();
    await expect(stars.select(['nope'])).rejects.toThrow(/no such column.*nope/);
    await expect(stars.insert({ nope: 1 })).rejects.toThrow(StorageError);
  });

  it.each([
    ['1; DROP TABLE stars'],
    ['1) UNION SELECT * FROM sqlite_master WHERE (1'],
    ['1) --'],
    ["name = 'open"],
    ['(1'],
    ['1 /* open'],
  ])('refuses the condition %s', async (condition) => {
    await fill();
    await expect(stars.select([], condition)).rejects.toThrow('not one whole condition');
    expect(await stars.select()).toHaveLength(3);
  });

  it.each(['name = ?1', 'name = :name', 'name = @name', 'name = $name'])(
    'refuses values by name: %s',
    async (condition) => {
      await expect(stars.select([], condition, ['x'])).rejects.toThrow('plain "?"');
    },
  );

  it('refuses too few and too many values', async () => {
    await expect(stars.select([], 'name = ?')).rejects.toThrow('1 "?" for 0 values');
    await expect(stars.select([], "name = '?'", ['x'])).rejects.toThrow('0 "?" for 1 values');
  });

  it.each(['', 'a\0b'])('refuses %j as a name', async (name) => {
    expect(() => new SqliteTable({ file, table: name })).toThrow();
    await expect(stars.insert({ [name]: 1 })).rejects.toThrow('cannot name');
  });

  it('refuses a type that is none, and unknown options', async () => {
    await expect(stars.create({ a: 'TEXT); DROP TABLE stars; --' as never })).rejects.toThrow(
      'no type of a column',
    );
    expect(() => new SqliteTable({ file, table: 'a', database: 'b' } as never)).toThrow(
      /"database".*file, table/,
    );
  });

  it('says so when the database cannot be opened, or is none', async () => {
    await expect(new SqliteTable({ file: directory, table: 'a' }).select()).rejects.toThrow(StorageError);
    const missing = join(directory, 'no', 'a.db');
    await expect(new SqliteTable({ file: missing, table: 'a' }).select()).rejects.toThrow(missing);
    expect(existsSync(missing)).toBe(false);
  });

  it('waits for another process that is writing', async () => {
    mkdirSync(`${file}.lock`);
    const inserting = stars.insert({ name: 'Vega' });
    await Promise.race([inserting, new Promise(setImmediate)]);
    rmdirSync(`${file}.lock`);
    await inserting;
    expect(await stars.select()).toHaveLength(1);
  });
});

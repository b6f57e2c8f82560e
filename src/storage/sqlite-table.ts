import { setTimeout } from 'node:timers/promises';
import type * as sqlite from 'node-sqlite3-wasm';
import { z } from 'zod';
import { MissingError, messageOf, StorageError } from '../errors/index.js';
import { strictOptions } from '../basics/index.js';
import { marksIn, mustBeStorable, quoted, type SqliteValue } from './sql-text.js';

/** Which table is meant. @category Storage */
export interface SqliteTableOptions {
  /** Path of the database; made when missing. */
  readonly file: string;
  readonly table: string;
}

/** A query that was made. @category Storage */
export interface SqliteQuery {
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

/** What kind of values a new column is for. @category Storage */
export type SqliteColumnType = 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB' | 'NUMERIC';

const schema = z.object({
  file: z.string('must be a string').min(1, 'must not be empty'),
  table: z.string('must be a string').min(1, 'must not be empty'),
});
/** Milliseconds until a database in use is tried again, and in all, as other SQLite programs wait. */
const RETRY = 20;
const PATIENCE = 5000;

const TYPES = ['INTEGER', 'REAL', 'TEXT', 'BLOB', 'NUMERIC'];

/**
 * A table of an SQLite database, for drops whose content is rows. Values are bound, never written into the SQL; names
 * are quoted. Needs the package `node-sqlite3-wasm`, which is loaded at the first use. The database is open only
 * during a call, and a call waits up to 5 seconds for another process to be done with it. That works between programs
 * that use this package; its locks are not those of other SQLite programs, which must not write at the same time.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { SqliteTable } from 'dropgraph/storage';
 * const file = join(mkdtempSync(join(tmpdir(), 'example-')), 'stars.db');
 * const stars = new SqliteTable({ file, table: 'stars' });
 * await stars.create({ name: 'TEXT', magnitude: 'REAL' });
 * await stars.insert({ name: 'Vega', magnitude: 0.03 });
 * await stars.select(['name'], 'magnitude < ?', [1]); // => [ { name: 'Vega' } ]
 * ```
 * @category Storage
 */
export class SqliteTable {
  readonly #file: string;
  readonly #table: string;
  readonly #queries: SqliteQuery[] = [];

  /** @throws TypeError for an unknown or wrong option; StorageError for a name no table can have. */
  constructor(options: SqliteTableOptions) {
    const { file, table } = strictOptions(schema, options, 'SqliteTable');
    this.#file = file;
    this.#table = quoted(table);
  }

  /** Every `select` made so far, in order. */
  get queries(): readonly SqliteQuery[] {
    return [...this.#queries];
  }

  /** Makes the table, where it is missing. @throws StorageError when it cannot be made. */
  async create(columns: Readonly<Record<string, SqliteColumnType>>): Promise<void> {
    const parts = Object.entries(columns).map(([name, type]) => {
      if (!TYPES.includes(type)) {
        throw new StorageError(`"${String(type)}" is no type of a column; valid types: ${TYPES.join(', ')}`);
      }
      return `${quoted(name)} ${type}`;
    });
    await this.#run(`CREATE TABLE IF NOT EXISTS ${this.#table} (${parts.join(', ')})`, []);
  }

  /** Adds a row. @throws StorageError when it does not fit the table. */
  async insert(row: Readonly<Record<string, SqliteValue>>): Promise<void> {
    const names = Object.keys(row);
    const values = Object.values(row);
    const what =
      names.length === 0
        ? 'DEFAULT VALUES'
        : `(${names.map(quoted).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    await this.#run(`INSERT INTO ${this.#table} ${what}`, values);
  }

  /**
   * The rows that meet a condition, and adds the query to `queries`.
   *
   * @param columns - names of the columns wanted; default all.
   * @param condition - what stands behind WHERE, with `?` for each of `values`; default all rows. It is part of the
   *   program: text from elsewhere belongs into `values`.
   * @param values - what the `?` stand for, in order.
   * @throws StorageError when the database cannot answer.
   */
  async select(
    columns?: readonly string[],
    condition?: string,
    values: readonly SqliteValue[] = [],
  ): Promise<Record<string, SqliteValue>[]> {
    const what = columns === undefined || columns.length === 0 ? '*' : columns.map(quoted).join(', ');
    const hasCondition = condition !== undefined && condition !== '';
    const marks = hasCondition ? marksIn(condition) : 0;
    if (marks !== values.length) {
      const counts = `${String(marks)} "?" for ${String(values.length)} values`;
      throw new StorageError(`The condition of a query of ${this.#table} has ${counts}; write one for each`);
    }
    const sql = `SELECT ${what} FROM ${this.#table}${hasCondition ? ` WHERE (${condition}\n)` : ''}`;
    const rows = await this.#run(sql, values);
    this.#queries.push({ sql, values: [...values] });
    return rows;
  }

  async #run(sql: string, values: readonly SqliteValue[]): Promise<Record<string, SqliteValue>[]> {
    values.forEach(mustBeStorable);
    const { Database } = await loaded();
    for (let waited = 0; ; waited += RETRY) {
      let database: sqlite.Database | undefined;
      try {
        database = new Database(this.#file);
        return database.all(sql, [...values] as sqlite.BindValues) as Record<string, SqliteValue>[];
      } catch (error) {
        if (messageOf(error) !== 'database is locked') {
          throw new StorageError(`${this.#file}: ${messageOf(error)} (in ${sql})`, { cause: error });
        }
        if (waited >= PATIENCE) {
          const fix = `if nobody uses it, a crash left ${this.#file}.lock behind: remove that`;
          throw new StorageError(`${this.#file} is in use by another process; ${fix}`, { cause: error });
        }
      } finally {
        database?.close();
      }
      await setTimeout(RETRY);
    }
  }
}

async function loaded(): Promise<typeof sqlite> {
  try {
    const { default: module } = await import('node-sqlite3-wasm');
    return module;
  } catch (error) {
    throw new MissingError('SQLite needs the package node-sqlite3-wasm: npm install node-sqlite3-wasm', {
      cause: error,
    });
  }
}

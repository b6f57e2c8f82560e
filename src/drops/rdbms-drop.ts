import { InvalidDropError } from '../errors/index.js';
import type { MerkleData } from '../reproducibility/index.js';
import { ErrorStore, filePathOf, SqliteTable, type SqliteValue, type Store } from '../storage/index.js';
import { DataDROP } from './data-drop.js';
import type { DropOptions } from './drop-options.js';
import { dictParam, stringParam, type DropParam } from './drop-params.js';

/**
 * Rows of a table of a database, instead of bytes. The table must exist.
 *
 * Options: `dbmodule` (must be `sqlite3`), `dbtable`, and `dbparams` with the path of the file as `database`.
 *
 * @category Drops
 */
export class RDBMSDrop extends DataDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    dbmodule: stringParam(''),
    dbtable: stringParam(''),
    dbparams: dictParam(),
  };

  declare readonly dbmodule: string;
  declare readonly dbtable: string;
  declare readonly dbparams: Readonly<Record<string, unknown>>;
  readonly #file: string;
  readonly #table: SqliteTable;

  /** @throws InvalidDropError when the options name no table that can be reached. */
  constructor(oid: string, uid: string, options: DropOptions = {}) {
    super(oid, uid, options);
    const module: unknown = this.param('dbmodule');
    const table = this.param('dbtable') as string;
    const { database } = this.param('dbparams') as Readonly<Record<string, unknown>>;
    if (module !== 'sqlite3') {
      throw new InvalidDropError(
        this.uid,
        `has dbmodule "${String(module)}", but only files of SQLite are supported: set dbmodule to "sqlite3" and ` +
          'dbparams to { "database": path }',
      );
    }
    if (table === '') throw new InvalidDropError(this.uid, 'lacks dbtable, the name of its table');
    if (typeof database !== 'string' || database === '') {
      throw new InvalidDropError(this.uid, 'lacks dbparams.database, the path of its database');
    }
    this.#file = filePathOf({
      uid: this.uid,
      filepath: database,
      sessionDir: this.session?.directory,
      allowOutside: this.session?.allowOutside,
    }).path;
    this.#table = new SqliteTable({ file: this.#file, table });
  }

  /** `rdbms://sqlite3/path/of/database#table` */
  override get dataURL(): string {
    return `rdbms://${this.dbmodule}${this.#file}#${encodeURIComponent(this.dbtable)}`;
  }

  /** Adds a row. */
  async insert(row: Readonly<Record<string, SqliteValue>>): Promise<void> {
    await this.#table.insert(row);
  }

  /**
   * The rows that meet a condition, all without one.
   *
   * @param columns - names of the columns wanted; default all.
   * @param condition - what stands behind WHERE, with `?` for each of `values`.
   */
  select(
    columns?: readonly string[] | null,
    condition?: string | null,
    values: readonly SqliteValue[] = [],
  ): Promise<Record<string, SqliteValue>[]> {
    return this.#table.select(columns ?? undefined, condition ?? undefined, values);
  }

  /** The queries that were made: what others saw of the table. */
  override generateReproduceData(): MerkleData {
    return { query_log: this.#table.queries.map(({ sql, values }) => [sql, [...values]]) };
  }

  protected makeStore(): Store {
    return new ErrorStore(`Drop "${this.uid}" holds rows of a table, not bytes; use insert and select`);
  }

  protected override keepUnwritten(): void {
    // the rows are in the table already
  }
}

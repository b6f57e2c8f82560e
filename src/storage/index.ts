export type { Reader, Store, Writer } from './store.js';
export { MemoryStore, type MemoryStoreOptions } from './memory-store.js';
export { SharedMemoryStore, type SharedMemoryStoreOptions } from './shared-memory-store.js';
export { FileStore, type FileStoreOptions } from './file-store.js';
export { isTemporary } from './file-writer.js';
export { DirectoryStore } from './directory-store.js';
export { NullStore } from './null-store.js';
export { ErrorStore } from './error-store.js';
export { FixedStore } from './fixed-store.js';
export { S3Connection, type S3ConnectionOptions, type S3Credentials } from './s3-connection.js';
export { S3Store, type S3StoreOptions } from './s3-store.js';
export {
  SqliteTable,
  type SqliteColumnType,
  type SqliteQuery,
  type SqliteTableOptions,
} from './sqlite-table.js';
export { prepareSql, type ParamStyle, type PreparedSql } from './prepare-sql.js';
export type { SqliteValue } from './sql-text.js';
export { storeForUrl, type StoreForUrlOptions } from './store-for-url.js';
export {
  directoryPathOf,
  filePathOf,
  type DirectoryPathOptions,
  type FilePath,
  type FilePathOptions,
  type PathOptions,
} from './file-path.js';

import type { StatsFs } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { FileDROP, type DropOptions } from '../drops/index.js';
import { messageOf, StorageError } from '../errors/index.js';
import { DirectoryStore } from '../storage/index.js';
import { strictOptions } from '../basics/index.js';
import type { StorageTier } from './storage-tier.js';

/** Where a FileSystemTier puts its files. @category Lifecycle */
export interface FileSystemTierOptions {
  /** Made when missing; default `daliuge_tfiles` in the directory for temporary files, which a restart may empty. */
  readonly directory?: string;
  /** Bytes that all files in it may have together; default as many as the file system has room for. */
  readonly capacity?: number;
}

const schema = z.object({
  directory: z.string('must be a string').min(1, 'must not be empty').optional(),
  capacity: z.number('must be a number').min(0, 'must not be negative').default(Infinity),
});

/**
 * A directory as a place for drops; each is a file in it.
 *
 * @category Lifecycle
 * @example
 * ```ts
 * import { FileSystemTier } from 'dropgraph/lifecycle';
 *
 * const tier = new FileSystemTier({ capacity: 0 });
 * await tier.getAvailableSpace(); // => 0
 * ```
 */
export class FileSystemTier implements StorageTier {
  /** Absolute path. */
  readonly directory: string;
  readonly #capacity: number;

  /** @throws TypeError for an unknown or wrong option. */
  constructor(options?: FileSystemTierOptions) {
    const { directory, capacity } = strictOptions(schema, options, 'FileSystemTier');
    this.directory = resolve(directory ?? join(tmpdir(), 'daliuge_tfiles'));
    this.#capacity = capacity;
  }

  get name(): string {
    return this.directory;
  }

  /** @throws StorageError when the directory cannot be made or looked at. */
  async getAvailableSpace(): Promise<number> {
    const { bavail, bsize } = await this.#space();
    if (this.#capacity === Infinity) return bavail * bsize;
    const used = (await new DirectoryStore(this.directory).size()) ?? 0;
    return Math.min(bavail * bsize, Math.max(this.#capacity - used, 0));
  }

  /** @throws StorageError when the directory cannot be made or looked at. */
  async getTotalSpace(): Promise<number> {
    const { blocks, bsize } = await this.#space();
    return Math.min(blocks * bsize, this.#capacity);
  }

  /** @throws StorageError when the directory cannot be made or looked at. */
  async createDrop(oid: string, uid: string, options: DropOptions = {}): Promise<FileDROP> {
    await this.#space();
    // as the directory of a session its path is taken as it is, not as a pattern
    const sessionId = options.dlg_session?.sessionId ?? options.dlg_session_id ?? '';
    return new FileDROP(oid, uid, { ...options, dlg_session: { sessionId, directory: this.directory } });
  }

  async #space(): Promise<StatsFs> {
    try {
      await mkdir(this.directory, { recursive: true, mode: 0o700 });
      return await statfs(this.directory);
    } catch (error) {
      throw new StorageError(`Cannot use the directory ${this.directory}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

import type { DataDROP, DropOptions } from '../drops/index.js';

/**
 * One kind of storage among several, faster or slower, that new drops can be put into.
 *
 * @category Lifecycle
 */
export interface StorageTier {
  /** For messages. */
  readonly name: string;
  /** Bytes that can still be stored. */
  getAvailableSpace(): Promise<number>;
  /** Bytes that could be stored if it were empty. */
  getTotalSpace(): Promise<number>;
  /** Makes a drop whose data will lie here; the uid names the data, so it must be new. */
  createDrop(oid: string, uid: string, options?: DropOptions): Promise<DataDROP>;
}

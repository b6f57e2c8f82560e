import { freemem, totalmem } from 'node:os';
import { InMemoryDROP, type DropOptions } from '../drops/index.js';
import type { StorageTier } from './storage-tier.js';

/** The memory of this machine as a place for drops. @category Lifecycle */
export class MemoryTier implements StorageTier {
  readonly name: string = 'memory';

  async getAvailableSpace(): Promise<number> {
    return freemem();
  }

  async getTotalSpace(): Promise<number> {
    return totalmem();
  }

  async createDrop(oid: string, uid: string, options?: DropOptions): Promise<InMemoryDROP> {
    return new InMemoryDROP(oid, uid, options);
  }
}

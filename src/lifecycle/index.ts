/**
 * How long data stays, how safely it is kept, and what happens when it is gone (`dlg.lifecycle`).
 *
 * @module
 */
export { DataLifecycleManager } from './data-lifecycle-manager.js';
export type { LifecycleOptions } from './lifecycle-options.js';
export { isDue } from './expiry-rules.js';
export { FileSystemTier, type FileSystemTierOptions } from './file-system-tier.js';
export { HierarchicalStorageManager } from './hierarchical-storage-manager.js';
export { InMemoryRegistry } from './in-memory-registry.js';
export { MemoryTier } from './memory-tier.js';
export type { StorageTier } from './storage-tier.js';

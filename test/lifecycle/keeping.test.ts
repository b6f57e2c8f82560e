import { mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ContainerDROP, DirectoryDROP, type DataDROP } from '../../src/drops/index.js';
import {
  DataLifecycleManager,
  FileSystemTier,
  HierarchicalStorageManager,
  MemoryTier,
  type LifecycleOptions,
} from '../../src/lifecycle/index.js';
import { DROPPhases, DROPStates } from '../../src/protocol/index.js';
import { file, fill, memory } from './drops.js';

const { GAS, SOLID, LOST } = DROPPhases;
const persist = { persist: true };

let directory: string;
let copies: string;
let manager: DataLifecycleManager;
const problems: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  copies = join(directory, 'co$pies{a}'); // a path is taken as it is
  manager = managing();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await manager.cleanup();
  rmSync(directory, { recursive: true });
  expect(problems.splice(0)).toEqual([]);
});

function managing(options: LifecycleOptions = {}): DataLifecycleManager {
  return new DataLifecycleManager({
    replication: true,
    stores: [new MemoryTier(), new FileSystemTier({ directory: copies })],
    onProblem: (problem, { uid }) => problems.push(`${uid}: ${String(problem)}`),
    ...options,
  });
}

async function kept(drop: DataDROP, content = 'hello'): Promise<DataDROP[]> {
  manager.addDrop(drop);
  await fill(drop, content);
  await manager.settled();
  return manager.registry.getDropInstances(drop.oid);
}

async function contents(drop: DataDROP): Promise<string> {
  const descriptor = await drop.open();
  const bytes = await drop.read(descriptor);
  await drop.close(descriptor);
  return String(bytes);
}

describe('replication', () => {
  it('copies a drop that persists to the slowest store when it completes', async () => {
    const drop = file(directory, 'a', persist);
    const [, copy] = await kept(drop);
    expect(manager.getDropUids(drop)).toEqual(['a', expect.stringMatching(/^uid:[0-9A-Za-z]{10}$/)]);
    expect([drop.phase, copy?.phase, manager.registry.getDropPhase('a')]).toEqual([SOLID, SOLID, SOLID]);
    expect([copy?.oid, copy?.status, copy?.size]).toEqual(['a', DROPStates.COMPLETED, 5]);
    expect(copy && (await contents(copy))).toBe('hello');
    expect(readdirSync(copies)).toEqual([copy?.uid.replace(':', '_')]);
  });

  it('copies a drop that was complete before it came, and one without content', async () => {
    const drop = memory('a', persist);
    drop.setCompleted();
    manager.addDrop(drop);
    await manager.settled();
    expect([drop.size, manager.getDropUids(drop).length]).toEqual([0, 2]);
  });

  it('copies data longer than a block, byte for byte', async () => {
    const content = 'abcdefg'.repeat(30_000);
    const [drop, copy] = await kept(memory('a', persist), content);
    expect([copy?.size, copy?.checksum]).toEqual([content.length, drop?.checksum]);
  });

  it('leaves alone what does not persist, and containers', async () => {
    const drop = file(directory, 'a', { persist: false });
    const box = new ContainerDROP('box', 'box', persist);
    manager.addDrop(box);
    box.setCompleted();
    await kept(drop);
    expect([drop.phase, manager.getDropUids(drop), manager.getDropUids(box)]).toEqual([GAS, ['a'], ['box']]);
  });

  it('is off unless asked for', async () => {
    manager = managing({ replication: false });
    expect(await kept(file(directory, 'a', persist))).toHaveLength(1);
  });

  it('gives the copy the rest of the lifespan', async () => {
    const [drop, copy] = await kept(memory('a', { persist: true, lifespan: 100 }));
    expect(copy?.expirationDate).toBeCloseTo(drop?.expirationDate ?? 0, 1);
  });

  it('refuses what there is no room for, counting what was copied before', async () => {
    manager = managing({ stores: [new FileSystemTier({ directory: copies, capacity: 8 })] });
    const [a, b] = [memory('a', persist), memory('b', persist)];
    for (const drop of [a, b]) {
      manager.addDrop(drop);
      await fill(drop, 'hello');
    }
    await manager.settled();
    expect([a.phase, b.phase]).toEqual([SOLID, GAS]);
    expect(problems.splice(0)).toEqual([
      expect.stringMatching(/^b: StorageError: Drop "b" .* has 5 bytes, and .* has room for 3$/),
    ]);
  });

  it('refuses data whose size is not known', async () => {
    const drop = memory('a', persist);
    manager.addDrop(drop);
    drop.setValue({ not: 'bytes' });
    drop.setCompleted();
    await manager.settled();
    expect(problems.splice(0)).toEqual([expect.stringContaining('its size is not known')]);
  });

  it('leaves no half copy when reading or writing fails, or the data has changed', async () => {
    const drop = file(directory, 'a', persist);
    await fill(drop, 'hello');
    writeFileSync(drop.path, 'hell');
    manager.addDrop(drop);
    await manager.settled();
    const other = memory('b', persist);
    vi.spyOn(other, 'read').mockRejectedValue(new Error('cannot read'));
    await kept(other);
    expect([drop.phase, other.phase, readdirSync(copies)]).toEqual([GAS, GAS, []]);
    expect(problems.splice(0)).toEqual([
      expect.stringContaining('should have 5 bytes, but 4 were read'),
      'b: Error: cannot read',
    ]);
    expect([drop.isBeingRead(), other.isBeingRead()]).toEqual([false, false]);
  });

  it('throws the copy away when nobody wants it any more', async () => {
    const drop = memory('a', persist);
    manager.addDrop(drop);
    drop.subscribe(() => manager.removeDrops(['a']), 'open');
    await fill(drop);
    await manager.settled();
    expect([drop.phase, manager.registry.getDropIds(), readdirSync(copies)]).toEqual([GAS, [], []]);
  });

  it('is brought to its end by cleanup', async () => {
    const drop = memory('a', persist);
    manager.addDrop(drop);
    await fill(drop);
    await manager.cleanup();
    expect([drop.phase, readdirSync(copies).length, manager.registry.getDropIds()]).toEqual([SOLID, 1, []]);
  });
});

describe('lost data', () => {
  it('is found by a check: its phase is LOST, which stays known, and it is told', async () => {
    manager = managing({ replication: false });
    const drop = file(directory);
    await kept(drop);
    unlinkSync(drop.path);
    await manager.check();
    expect([drop.phase, drop.status, manager.getDropUids(drop)]).toEqual([LOST, DROPStates.COMPLETED, []]);
    expect(manager.registry.getDropPhase('a')).toBe(LOST);
    expect(problems.splice(0)).toEqual([
      'a: StorageError: The data of drop "a" is gone, and there is no copy',
    ]);
    await manager.check();
  });

  it('is found by itself every period', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    manager = managing({ replication: false, checkPeriod: 5 });
    manager.startup();
    const drop = file(directory);
    await kept(drop);
    unlinkSync(drop.path);
    vi.advanceTimersByTime(5000);
    await manager.settled();
    vi.useRealTimers();
    expect(drop.phase).toBe(LOST);
    expect(problems.splice(0)).toHaveLength(1);
  });

  it('is copied anew when one copy is left', async () => {
    const drop = file(directory, 'a', persist);
    const [, copy] = await kept(drop);
    unlinkSync(drop.path);
    await manager.check();
    await manager.settled();
    const instances = manager.registry.getDropInstances('a');
    expect(instances).toHaveLength(2);
    expect(instances[0]).toBe(copy);
    expect(instances.map(({ phase }) => phase)).toEqual([SOLID, SOLID]);
    expect([drop.phase, manager.registry.getDropPhase('a')]).toEqual([LOST, SOLID]);
    expect(problems.splice(0)).toEqual([expect.stringContaining('copies left: 1')]);
  });

  it('needs nothing when several copies are left', async () => {
    manager = managing({ replication: false });
    const drops = ['1', '2', '3'].map((uid) => file(directory, uid));
    for (const drop of drops) {
      Object.assign(drop, { oid: 'same' });
      await kept(drop);
      drop.phase = SOLID;
    }
    unlinkSync(drops[0]?.path ?? '');
    await manager.check();
    expect(manager.registry.getDropUids('same')).toEqual(['2', '3']);
    expect(drops.map(({ phase }) => phase)).toEqual([LOST, SOLID, SOLID]);
    expect(problems.splice(0)).toEqual([expect.stringContaining('copies left: 2')]);
  });

  it('is not seen in what is not complete yet, has failed, has expired, or has no data of its own', async () => {
    const [waiting, failed, used] = [file(directory, 'w'), file(directory, 'f'), memory('u')];
    const box = new ContainerDROP('box', 'box');
    box.addChild(used);
    for (const drop of [waiting, failed, used, box]) manager.addDrop(drop);
    failed.setError();
    box.setCompleted();
    await fill(used);
    await manager.check();
    await manager.deleteExpired();
    await manager.check();
    expect([waiting.phase, failed.phase, used.phase, box.phase]).toEqual([GAS, GAS, GAS, GAS]);
  });

  it('is seen in a directory that is gone', async () => {
    const drop = new DirectoryDROP('d', 'd', { dirname: join(directory, 'inner'), create_if_missing: true });
    manager.addDrop(drop);
    drop.setCompleted();
    await manager.check();
    expect(drop.phase).toBe(GAS);
    rmSync(drop.path, { recursive: true });
    await manager.check();
    expect(drop.phase).toBe(LOST);
    expect(problems.splice(0)).toHaveLength(1);
  });

  it('is not made of data that cannot be looked at', async () => {
    const drop = memory('a', { expireAfterUse: false });
    vi.spyOn(drop, 'exists').mockRejectedValue(new Error('network is down'));
    manager.addDrop(drop);
    await fill(drop);
    await manager.check();
    expect([drop.phase, problems.splice(0)]).toEqual([GAS, ['a: Error: network is down']]);
  });
});

describe('HierarchicalStorageManager', () => {
  it('puts copies into the tier that was added last', async () => {
    const storage = new HierarchicalStorageManager([new MemoryTier()]);
    const slow = new FileSystemTier({ directory: copies });
    storage.addTier(slow);
    expect([storage.getSlowestTier(), storage.tiers.length]).toEqual([slow, 2]);
    const copy = await storage.replicate(await fill(memory('a')));
    expect(copy.dataURL).toContain('/co$pies%7Ba%7D/');
  });

  it('refuses to copy without a tier, and a drop that is not complete', async () => {
    const drop = memory();
    await drop.write('x');
    await expect(new HierarchicalStorageManager([]).replicate(drop)).rejects.toThrow('no storage tier');
    await expect(new HierarchicalStorageManager([new MemoryTier()]).replicate(drop)).rejects.toThrow(
      'WRITING',
    );
  });
});

describe('tiers', () => {
  it('tell how much room there is', async () => {
    const bounded = new FileSystemTier({ directory: copies, capacity: 100 });
    expect([await bounded.getTotalSpace(), await bounded.getAvailableSpace()]).toEqual([100, 100]);
    writeFileSync(join(copies, 'a'), Buffer.alloc(30));
    expect(await bounded.getAvailableSpace()).toBe(70);
    for (const tier of [new MemoryTier(), new FileSystemTier({ directory: copies })]) {
      const [free, total] = [await tier.getAvailableSpace(), await tier.getTotalSpace()];
      expect(free).toBeGreaterThan(0);
      expect(total).toBeGreaterThanOrEqual(free);
    }
  });

  it('name a directory that cannot be made, and options that are wrong', async () => {
    writeFileSync(join(directory, 'file'), '');
    const tier = new FileSystemTier({ directory: join(directory, 'file', 'inner') });
    await expect(tier.getAvailableSpace()).rejects.toThrow(`Cannot use the directory ${tier.directory}`);
    expect(() => new FileSystemTier({ size: 1 } as object)).toThrow(
      'Unknown option "size" of FileSystemTier',
    );
    expect(() => new FileSystemTier({ capacity: -1 })).toThrow('"capacity" must not be negative');
  });
});

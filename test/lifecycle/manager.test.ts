import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DataLifecycleManager, type LifecycleOptions } from '../../src/lifecycle/index.js';
import { DROPPhases, DROPStates } from '../../src/protocol/index.js';
import { file, fill, Idle, memory, Patient, subscriptions } from './drops.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('DataLifecycleManager', () => {
  it('starts and stops without drops, any number of times, and sets no timer', async () => {
    vi.useFakeTimers();
    const manager = new DataLifecycleManager({ checkPeriod: 1, cleanupPeriod: 1 });
    for (let round = 0; round < 2; round++) {
      manager.startup();
      manager.startup();
      expect(vi.getTimerCount()).toBe(0);
      await Promise.all([manager.cleanup(), manager.cleanup()]);
    }
  });

  it('takes a drop, whose phase becomes GAS, and gives it up again', () => {
    const manager = new DataLifecycleManager();
    const drop = memory();
    const list = subscriptions(drop);
    manager.addDrop(drop);
    manager.addDrop(drop);
    expect([drop.phase, manager.getDropUids(drop)]).toEqual([DROPPhases.GAS, ['a']]);
    manager.removeDrops(['a', 'unknown']);
    expect([manager.getDropUids(drop), list]).toEqual([[], []]);
  });

  it('deletes only the file that is to expire after use', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'lifecycle-'));
    const manager = new DataLifecycleManager();
    const flagged = file(directory, 'flagged', { persist: false, expireAfterUse: true });
    const plain = file(directory, 'plain', { persist: false });
    const app = new Idle('app', 'app');
    for (const drop of [flagged, plain]) {
      app.addInput(drop);
      manager.addDrop(drop);
      await fill(drop);
    }
    await manager.check();
    await manager.deleteExpired();
    expect([existsSync(flagged.path), existsSync(plain.path)]).toEqual([false, true]);
    expect([flagged.status, plain.status]).toEqual([DROPStates.DELETED, DROPStates.COMPLETED]);
    rmSync(directory, { recursive: true });
  });

  it('lets nothing expire by itself without a period, or before it is started', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date'] });
    const off = new DataLifecycleManager();
    off.startup();
    const early = new DataLifecycleManager({ checkPeriod: 1 });
    const drops = [memory('a', { lifespan: 1 }), memory('b')];
    off.addDrop(drops[0] ?? memory());
    early.addDrop(drops[1] ?? memory());
    for (const drop of drops) await fill(drop);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(drops.map(({ status }) => status)).toEqual([DROPStates.COMPLETED, DROPStates.COMPLETED]);
    expect(vi.getTimerCount()).toBe(0);
    early.startup();
    await vi.advanceTimersByTimeAsync(0);
    await off.check();
    expect(drops.map(({ status }) => status)).toEqual([DROPStates.EXPIRED, DROPStates.EXPIRED]);
    await early.cleanup();
  });

  it('notes when the data was opened', async () => {
    const manager = new DataLifecycleManager();
    const drop = memory('a', { expireAfterUse: false });
    manager.addDrop(drop);
    await fill(drop);
    expect(manager.registry.getLastAccess('a')).toBe(-1);
    await drop.close(await drop.open());
    await drop.close(await drop.open());
    expect(manager.registry.getLastAccess('a')).toBeGreaterThan(0);
    expect(manager.registry.getAccessCount('a')).toBe(2);
  });

  it('leaves no listener and no timer behind, and keeps those of others', async () => {
    vi.useFakeTimers();
    const manager = new DataLifecycleManager({ checkPeriod: 1, cleanupPeriod: 1 });
    manager.startup();
    const app = new Patient('app', 'app');
    const [used, dated, expired] = [memory('used'), memory('dated', { lifespan: 99 }), memory('expired')];
    app.addInput(used);
    const lists = [app, used, dated, expired].map(subscriptions);
    const mine = (): void => undefined;
    for (const drop of [app, used, dated, expired]) drop.subscribe(mine, 'status');
    for (const drop of [used, dated, expired]) {
      manager.addDrop(drop);
      await fill(drop);
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(lists.map(({ length }) => length)).toEqual([3, 3, 3, 3]);
    expect(vi.getTimerCount()).toBe(3);
    await manager[Symbol.asyncDispose]();
    expect(lists).toEqual(Array.from({ length: 4 }, () => [[mine, 'status']]));
    expect(vi.getTimerCount()).toBe(0);
    app.finish();
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect([used.status, dated.status]).toEqual([DROPStates.COMPLETED, DROPStates.COMPLETED]);
  });

  it('can be told nothing twice: it takes up a drop whose events a listener held back', async () => {
    const manager = new DataLifecycleManager({ replication: false, onProblem: () => undefined });
    const drop = memory();
    drop.subscribe(() => {
      throw new Error('mine');
    }, 'status');
    manager.addDrop(drop);
    expect(() => drop.setCompleted()).toThrow('mine');
    await manager.check();
    expect(drop.status).toBe(DROPStates.EXPIRED);
    await manager.deleteExpired();
    expect([drop.status, manager.getDropUids(drop)]).toEqual([DROPStates.DELETED, []]);
  });

  it('forgets a drop that somebody else has deleted', () => {
    const manager = new DataLifecycleManager();
    const drop = memory();
    manager.addDrop(drop);
    drop.status = DROPStates.DELETED;
    expect(manager.getDropUids(drop)).toEqual([]);
    expect(() => manager.addDrop(drop)).toThrow('is DELETED');
  });

  it('refuses what is no data drop, and two drops of one uid', () => {
    const manager = new DataLifecycleManager();
    manager.addDrop(memory('a'));
    expect(() => manager.addDrop(memory('a'))).toThrow('has the uid of another managed drop');
    expect(() => manager.addDrop(new Idle('p', 'p') as never)).toThrow('pass a DataDROP to addDrop');
  });

  it('refuses a drop that comes while it cleans up', async () => {
    const manager = new DataLifecycleManager();
    const cleaning = manager.cleanup();
    expect(() => manager.addDrop(memory())).toThrow('await cleanup() first');
    await cleaning;
    manager.addDrop(memory());
  });

  it('shows problems as warnings of the process, also those of a listener for problems', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const options: LifecycleOptions[] = [
      {},
      {
        onProblem: () => {
          throw new Error('also broken');
        },
      },
    ];
    for (const given of options) {
      const manager = new DataLifecycleManager(given);
      const drop = memory('a', { expireAfterUse: false });
      vi.spyOn(drop, 'exists').mockResolvedValue(false);
      manager.addDrop(drop);
      await fill(drop);
      await manager.check();
    }
    expect(warned.mock.calls.map(([message]) => message)).toEqual([
      'Drop "a": The data of drop "a" is gone, and there is no copy',
      'Drop "a": also broken',
    ]);
    warned.mockRestore();
  });

  it.each([
    [{ period: 1 }, 'Unknown option "period" of DataLifecycleManager; valid options: checkPeriod'],
    [{ checkPeriod: -1 }, '"checkPeriod" must not be negative'],
    [{ checkPeriod: '1' }, '"checkPeriod" must be a number of seconds'],
    [{ cleanupPeriod: 1e9 }, '"cleanupPeriod" must be at most 2147483.647 seconds'],
    [{ stores: [] }, '"stores" must name at least one storage tier'],
    [{ stores: [{}] }, '"stores.0" must be a storage tier'],
    [{ onProblem: 1 }, '"onProblem" must be a function'],
  ])('refuses the options %j', (options, message) => {
    expect(() => new DataLifecycleManager(options as LifecycleOptions)).toThrow(message);
  });
});

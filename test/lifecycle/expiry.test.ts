import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppDROP, ContainerDROP, type DataDROP } from '../../src/drops/index.js';
import { isDue, DataLifecycleManager } from '../../src/lifecycle/index.js';
import { AppDROPStates, DROPStates } from '../../src/protocol/index.js';
import { fill, Idle, memory, Patient, subscriptions } from './drops.js';

const { COMPLETED, EXPIRED, DELETED, ERROR } = DROPStates;
const used = { expireAfterUse: true };

let manager: DataLifecycleManager;
const problems: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  manager = managing({ checkPeriod: 10 });
});
afterEach(async () => {
  await manager.cleanup();
  vi.useRealTimers();
  expect(problems.splice(0)).toEqual([]);
});

function managing(options: { checkPeriod?: number; cleanupPeriod?: number }): DataLifecycleManager {
  const made = new DataLifecycleManager({
    ...options,
    onProblem: (problem, { uid }) => problems.push(`${uid}: ${String(problem)}`),
  });
  made.startup();
  return made;
}

/** A drop that is looked after and has these consumers. */
function fed(apps: readonly (Idle | Patient)[], options = used): DataDROP {
  const drop = memory('data', options);
  for (const app of apps) drop.addConsumer(app);
  manager.addDrop(drop);
  return drop;
}

const turn = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('expiry after use', () => {
  it('comes when the last consumer has finished, without waiting for a check', async () => {
    const [first, second] = [new Patient('p', 'p'), new Patient('q', 'q')];
    const drop = await fill(fed([first, second]));
    first.finish();
    await turn();
    expect(drop.status).toBe(COMPLETED);
    second.finish();
    await turn();
    expect(drop.status).toBe(EXPIRED);
  });

  it.each([
    ['failed', (app: Patient) => (app.execStatus = AppDROPStates.ERROR)],
    ['was cancelled', (app: Patient) => app.cancel()],
    ['is in error without having run', (app: Patient) => app.setError()],
  ])('counts a consumer that %s as one that is done', async (_how, end) => {
    const app = new Patient('p', 'p');
    const drop = await fill(fed([app]));
    await turn();
    expect(drop.status).toBe(COMPLETED);
    end(app);
    await turn();
    expect(drop.status).toBe(EXPIRED);
  });

  it('counts a consumer that was skipped as one that is done', async () => {
    const app = new Idle('p', 'p');
    const drop = fed([app]);
    app.skip();
    await fill(drop);
    await turn();
    expect(drop.status).toBe(EXPIRED);
  });

  it('waits for streaming consumers too', async () => {
    const stream = new AppDROP('s', 's');
    const drop = memory('data', used);
    drop.addStreamingConsumer(stream);
    manager.addDrop(drop);
    await fill(drop);
    await turn();
    expect(drop.status).toBe(COMPLETED);
    stream.execStatus = AppDROPStates.FINISHED;
    await turn();
    expect(drop.status).toBe(EXPIRED);
  });

  it('waits for a consumer that was added while it waited for another', async () => {
    const [first, late] = [new Patient('p', 'p'), new Patient('q', 'q')];
    const drop = await fill(fed([first]));
    await turn();
    drop.addConsumer(late);
    first.finish();
    await turn();
    expect(drop.status).toBe(COMPLETED);
    late.cancel();
    await turn();
    expect(drop.status).toBe(EXPIRED);
  });

  it('comes at once without consumers, but not before all events of the completion are out', async () => {
    const drop = fed([]);
    const heard: unknown[] = [];
    drop.subscribe(({ type }) => heard.push(type, drop.status));
    drop.setCompleted();
    await turn();
    const whole = ['status', COMPLETED, 'dropCompleted', COMPLETED, 'reproducibility', COMPLETED];
    expect(heard).toEqual([...whole, 'status', EXPIRED]);
  });

  it('never comes for data that persists, or that does not ask for it', async () => {
    const kept = memory('kept', { expireAfterUse: true, persist: true });
    const plain = memory('plain', { expireAfterUse: false });
    for (const drop of [kept, plain]) {
      manager.addDrop(drop);
      await fill(drop);
    }
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect([kept.status, plain.status]).toEqual([COMPLETED, COMPLETED]);
  });

  it('never comes for a drop that failed', async () => {
    const drop = fed([]);
    drop.setError();
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(drop.status).toBe(ERROR);
  });

  it('listens to a consumer once for all its inputs, and no longer than needed', async () => {
    const app = new Patient('p', 'p');
    const list = subscriptions(app);
    const inputs = ['a', 'b', 'c'].map((uid) => memory(uid, used));
    for (const input of inputs) {
      app.addInput(input);
      manager.addDrop(input);
    }
    const before = list.length;
    for (const input of inputs) await fill(input);
    await turn();
    expect(list.length - before).toBe(2);
    app.finish();
    await turn();
    expect(list.length).toBe(before);
    expect(inputs.map(({ status }) => status)).toEqual([EXPIRED, EXPIRED, EXPIRED]);
  });
});

describe('expiry after a lifespan', () => {
  it('comes on time, counted from when the drop was made, and whether or not it persists', async () => {
    const drop = memory('a', { lifespan: 0.5, persist: true });
    manager.addDrop(drop);
    await vi.advanceTimersByTimeAsync(200);
    await fill(drop);
    await vi.advanceTimersByTimeAsync(299);
    expect([drop.status, isDue(drop)]).toEqual([COMPLETED, false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(drop.status).toBe(EXPIRED);
  });

  it('comes on completion when the time was over before', async () => {
    const drop = memory('a', { lifespan: 1 });
    manager.addDrop(drop);
    await vi.advanceTimersByTimeAsync(2000);
    expect(drop.status).toBe(DROPStates.INITIALIZED);
    await fill(drop);
    await turn();
    expect(drop.status).toBe(EXPIRED);
  });

  it('takes one timer for any number of drops, in whatever order they come', async () => {
    await manager.cleanup();
    manager = managing({ checkPeriod: 1000 });
    const before = vi.getTimerCount();
    const drops = [3, 1, 2, 5, 4].map((lifespan) => memory(`d${String(lifespan)}`, { lifespan }));
    for (const drop of drops) {
      manager.addDrop(drop);
      await fill(drop);
    }
    await turn();
    expect(vi.getTimerCount() - before).toBe(2); // the other one is for checks
    const ends: number[][] = [];
    for (let second = 0; second < 5; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      ends.push(drops.flatMap(({ status }, at) => (status === EXPIRED ? [[3, 1, 2, 5, 4][at] ?? 0] : [])));
    }
    expect(ends).toEqual([[1], [1, 2], [3, 1, 2], [3, 1, 2, 4], [3, 1, 2, 5, 4]]);
  });

  it('can be longer than a timer of Node', async () => {
    const days = 24 * 3600;
    const drop = memory('a', { lifespan: 60 * days });
    await manager.cleanup();
    manager = managing({ checkPeriod: 20 * days });
    manager.addDrop(drop);
    await fill(drop);
    await vi.advanceTimersByTimeAsync(59.9 * days * 1000);
    expect(drop.status).toBe(COMPLETED);
    await vi.advanceTimersByTimeAsync(0.2 * days * 1000);
    expect(drop.status).toBe(EXPIRED);
  });

  it('of a container is that of the child that lives longest', async () => {
    const box = new ContainerDROP('box', 'box');
    for (const lifespan of [1, 3]) box.addChild(memory(`c${String(lifespan)}`, { lifespan }));
    const endless = new ContainerDROP('endless', 'endless');
    endless.addChild(memory('short', { lifespan: 1 }));
    endless.addChild(memory('forever', { expireAfterUse: false }));
    for (const one of [box, endless]) {
      manager.addDrop(one);
      one.setCompleted();
    }
    await vi.advanceTimersByTimeAsync(2999);
    expect(box.status).toBe(COMPLETED);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect([box.status, endless.status]).toEqual([EXPIRED, COMPLETED]);
  });
});

describe('data that is being read', () => {
  it('does not expire before the first check after the reader has left', async () => {
    const drop = memory('a', { lifespan: 1 });
    manager.addDrop(drop);
    await fill(drop);
    const descriptor = await drop.open();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(String(await drop.read(descriptor))).toBe('x');
    await drop.close(descriptor);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(drop.status).toBe(EXPIRED);
  });

  it('does not expire with its container', async () => {
    const box = new ContainerDROP('box', 'box', used);
    const child = memory('child', { expireAfterUse: false });
    box.addChild(child);
    manager.addDrop(box);
    await fill(child);
    const descriptor = await child.open();
    box.setCompleted();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(box.status).toBe(COMPLETED);
    await child.close(descriptor);
    await manager.check();
    expect(box.status).toBe(EXPIRED);
  });

  it('is not deleted, even if it is read beside its EXPIRED drop', async () => {
    const drop = await fill(fed([]));
    await turn();
    drop.incrRefCount();
    await manager.deleteExpired();
    expect([drop.status, await drop.exists()]).toEqual([EXPIRED, true]);
    drop.decrRefCount();
    await manager.deleteExpired();
    expect([drop.status, await drop.exists()]).toEqual([DELETED, false]);
  });
});

describe('deletion', () => {
  it('comes after the period: EXPIRED refuses to be opened but is there, DELETED is not', async () => {
    await manager.cleanup();
    manager = managing({ checkPeriod: 1, cleanupPeriod: 2 });
    const drop = memory('a', { lifespan: 1 });
    manager.addDrop(drop);
    await fill(drop);
    await vi.advanceTimersByTimeAsync(1000);
    expect([drop.status, await drop.exists()]).toEqual([EXPIRED, true]);
    await expect(drop.open()).rejects.toThrow('EXPIRED');
    await vi.advanceTimersByTimeAsync(1999);
    expect(drop.status).toBe(EXPIRED);
    await vi.advanceTimersByTimeAsync(1);
    expect([drop.status, await drop.exists()]).toEqual([DELETED, false]);
    expect([manager.getDropUids(drop), vi.getTimerCount()]).toEqual([[], 0]);
  });

  it('that fails is reported, and tried again', async () => {
    await manager.cleanup();
    manager = managing({ checkPeriod: 1, cleanupPeriod: 2 });
    const drop = fed([]);
    const failing = vi.spyOn(drop, 'delete').mockRejectedValueOnce(new Error('disk on fire'));
    await fill(drop);
    await vi.advanceTimersByTimeAsync(2000);
    expect(problems.splice(0)).toEqual(['data: Error: disk on fire']);
    expect(drop.status).toBe(EXPIRED);
    await vi.advanceTimersByTimeAsync(2000);
    expect([drop.status, failing.mock.calls.length]).toEqual([DELETED, 2]);
  });

  it('of a container is that of its children', async () => {
    const box = new ContainerDROP('box', 'box', used);
    const child = await fill(memory('child', { expireAfterUse: false }));
    box.addChild(child);
    for (const drop of [box, child]) manager.addDrop(drop);
    box.setCompleted();
    await turn();
    await manager.deleteExpired();
    expect([box.status, child.status, await child.exists()]).toEqual([DELETED, DELETED, false]);
    expect(manager.registry.getDropIds()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { DROPWaiterCtx, EvtConsumer } from '../../src/droputils/index.js';
import { InMemoryDROP } from '../../src/drops/index.js';
import { Event } from '../../src/events/index.js';
import { DROPStates } from '../../src/protocol/index.js';

const drop = (uid = 'a'): InMemoryDROP => new InMemoryDROP(uid, uid);

describe('DROPWaiterCtx', () => {
  it('waits until all drops are complete or in error, and gives what the body gave', async () => {
    const [a, b] = [drop('a'), drop('b')];
    const result = await new DROPWaiterCtx([a, b]).run(() => {
      setImmediate(() => a.setCompleted());
      setImmediate(() => b.setError());
      return 7;
    });
    expect([result, a.status, b.status]).toEqual([7, DROPStates.COMPLETED, DROPStates.ERROR]);
  });

  it('takes drops that had come to their end before', async () => {
    const a = drop();
    a.setCompleted();
    await expect(new DROPWaiterCtx(a, { timeout: 0 }).run(() => 'ran')).resolves.toBe('ran');
  });

  it('waits for the states that were asked for', async () => {
    const a = drop();
    const waiter = new DROPWaiterCtx(a, { expectedStates: [DROPStates.CANCELLED] });
    await waiter.run(() => a.cancel());
    await expect(new DROPWaiterCtx(a, { timeout: 1 }).run(() => {})).rejects.toThrow('"a" (CANCELLED)');
  });

  it('names the drops that are late, with what they wait for', async () => {
    const [a, b] = [drop('a'), drop('b')];
    const waiting = new DROPWaiterCtx([a, b], { timeout: 1 }).run(() => a.setCompleted());
    await expect(waiting).rejects.toThrow(/1 ms .* COMPLETED or ERROR: "b" \(INITIALIZED\)/);
  });

  it('does not wait when the body fails', async () => {
    await expect(
      new DROPWaiterCtx(drop(), { timeout: 2 ** 30 }).run(() => Promise.reject(new Error('body'))),
    ).rejects.toThrow('body');
  });

  it('refuses unknown options', () => {
    expect(() => new DROPWaiterCtx([], { tiemout: 3 } as object)).toThrow('Unknown option "tiemout"');
  });
});

describe('EvtConsumer', () => {
  it('says when an expected state is reached, to a function or to what can be set', () => {
    let count = 0;
    const consumer = new EvtConsumer({ set: () => void count++ }, [DROPStates.SKIPPED]);
    for (const status of Object.values(DROPStates)) consumer.handleEvent(new Event('status', { status }));
    expect(count).toBe(1);
    const usual: unknown[] = [];
    const heard = new EvtConsumer(() => void usual.push(0));
    for (const status of Object.values(DROPStates)) heard.handleEvent(new Event('status', { status }));
    expect(usual).toHaveLength(2);
  });
});

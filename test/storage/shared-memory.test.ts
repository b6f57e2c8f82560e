import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { SharedMemoryStore } from '../../src/storage/index.js';
import { contentOf, put } from './fixtures/bytes.js';

/** Adds up the bytes it is sent, changes the first, and answers. */
const WORKER = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', (buffer) => {
    const bytes = new Uint8Array(buffer);
    const sum = bytes.reduce((total, byte) => total + byte, 0);
    bytes[0] = 42;
    parentPort.postMessage({ sum, length: bytes.length });
  });
`;

describe('SharedMemoryStore', () => {
  it('is read by a worker thread without a copy: a change there is seen here', async () => {
    const store = new SharedMemoryStore({ sessionId: 'worker', uid: 'a' });
    await put(store, Uint8Array.of(1, 2), Uint8Array.of(3));
    expect(store.buffer).toBeInstanceOf(SharedArrayBuffer);
    const worker = new Worker(WORKER, { eval: true });
    try {
      worker.postMessage(store.buffer);
      const [answer] = await once(worker, 'message');
      expect(answer).toEqual({ sum: 6, length: 3 });
    } finally {
      await worker.terminate();
    }
    expect([...(await contentOf(store))]).toEqual([42, 2, 3]);
    await store.delete();
  });

  it('is one place for all stores of the same session and uid', async () => {
    const named = { sessionId: 'one', uid: 'place' };
    await put(new SharedMemoryStore(named), 'abc');
    const store = new SharedMemoryStore(named);
    expect(String(await contentOf(store))).toBe('abc');
    expect(store.url).toBe(new SharedMemoryStore(named).url);
    await store.delete();
    expect(await new SharedMemoryStore(named).exists()).toBe(false);
  });

  it('keeps names apart however alike they are', async () => {
    const long = 'x'.repeat(100);
    const names = [
      { sessionId: 'a', uid: 'b_c' },
      { sessionId: 'a_b', uid: 'c' },
      { sessionId: 'a/b', uid: 'c' },
      { sessionId: 'a', uid: 'b/c' },
      { uid: 'a/b/c' },
      { uid: `${long}1` },
      { uid: `${long}2` },
    ];
    for (const name of names) await put(new SharedMemoryStore(name), JSON.stringify(name));
    const stores = names.map((name) => new SharedMemoryStore(name));
    expect(new Set(stores.map(({ url }) => url)).size).toBe(names.length);
    for (const [at, store] of stores.entries()) {
      expect(String(await contentOf(store))).toBe(JSON.stringify(names[at]));
      await store.delete();
    }
  });

  it('works without a session', async () => {
    await put(new SharedMemoryStore({ uid: 'alone' }), 'abc');
    expect(await new SharedMemoryStore({ uid: 'alone' }).size()).toBe(3);
    SharedMemoryStore.release('');
    expect(await new SharedMemoryStore({ uid: 'alone' }).size()).toBeUndefined();
  });

  it('drops all content of a session that is released, and of no other', async () => {
    const of = (sessionId: string, uid: string): SharedMemoryStore =>
      new SharedMemoryStore({ sessionId, uid });
    for (const uid of ['a', 'b']) await put(of('ended', uid), 'abc');
    await put(of('goes on', 'a'), 'abc');
    SharedMemoryStore.release('ended');
    expect(await of('ended', 'a').exists()).toBe(false);
    expect(await of('ended', 'b').exists()).toBe(false);
    expect(await of('goes on', 'a').exists()).toBe(true);
    SharedMemoryStore.release('goes on');
  });

  it('refuses unknown and wrong options', () => {
    expect(() => new SharedMemoryStore({ uid: 'a', session: 'b' } as never)).toThrow(/"session".*sessionId/);
    expect(() => new SharedMemoryStore({} as never)).toThrow(/"uid" must be a string/);
  });
});

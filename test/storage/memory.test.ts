import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it, vi } from 'vitest';
import { FileStore, MemoryStore, type Store } from '../../src/storage/index.js';
import { contentOf, put } from './fixtures/bytes.js';

const MEBIBYTE = 2 ** 20;

/** Writes 256 MB in chunks of 64 KiB. */
async function fill(store: Store): Promise<void> {
  const chunk = Buffer.alloc(65536, 1);
  const writer = await store.openWriter();
  for (let count = 0; count < 4096; count++) await writer.write(chunk);
  expect(await writer.commit()).toBe(256 * MEBIBYTE);
}

async function count(store: Store): Promise<number> {
  const reader = await store.openReader();
  let total = 0;
  for (;;) {
    const { length } = await reader.read(65536);
    if (length === 0) break;
    total += length;
  }
  await reader.close();
  return total;
}

describe('256 MB', () => {
  it('are held once in memory while they are written, and not at all while they are read', async () => {
    const allocate = vi.spyOn(Buffer, 'allocUnsafe');
    const concatenate = vi.spyOn(Buffer, 'concat');
    try {
      const store = new MemoryStore();
      await fill(store);
      const taken = allocate.mock.calls.reduce((total, [size]) => total + size, 0);
      expect(taken).toBeGreaterThanOrEqual(256 * MEBIBYTE);
      expect(taken).toBeLessThan(264 * MEBIBYTE);
      allocate.mockClear();
      expect(await count(store)).toBe(256 * MEBIBYTE);
      expect(allocate).not.toHaveBeenCalled();
      expect(concatenate).not.toHaveBeenCalled();
    } finally {
      vi.restoreAllMocks();
    }
  });

  it('go to a file without being gathered in memory', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'dropgraph-large-'));
    try {
      const store = new FileStore(join(directory, 'large'), { fsync: false });
      const before = process.memoryUsage().arrayBuffers;
      await fill(store);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MEBIBYTE);
      expect(await count(store)).toBe(256 * MEBIBYTE);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('MemoryStore', () => {
  it('takes no more memory than its content needs, however it was written', async () => {
    const writes = [1, 1, 1, 100, 5000, 1];
    const store = new MemoryStore();
    await put(store, ...writes.map((length) => Buffer.alloc(length, 1)));
    const pieces = [...store.contentSync()];
    expect(pieces.reduce((total, piece) => total + piece.length, 0)).toBe(5104);
    expect(pieces.length).toBeLessThan(8);
  });

  it('grows by ever larger steps: many small writes make few pieces', async () => {
    const store = new MemoryStore();
    await put(store, ...Array.from({ length: 20_000 }, () => 'x'));
    expect([...store.contentSync()].length).toBeLessThan(20);
  });

  it('gives parts of the content itself', async () => {
    const content = Buffer.from('abc');
    const reader = await new MemoryStore({ content }).openReader();
    const part = await reader.read(3);
    content.write('x');
    expect(String(part)).toBe('xbc');
  });

  it('starts with the content it is given, also an empty one', async () => {
    expect(String(await contentOf(new MemoryStore({ content: Buffer.from('abc') })))).toBe('abc');
    expect(await new MemoryStore({ content: new Uint8Array(0) }).size()).toBe(0);
  });

  it('has a url of its own, or of the name it is given', () => {
    expect(new MemoryStore().url).not.toBe(new MemoryStore().url);
    const { url } = new MemoryStore({ id: 'a/b' });
    expect(url).toMatch(new RegExp(`^mem://[^/]+/${process.pid}/a%2Fb$`));
  });

  it('refuses unknown and wrong options', () => {
    expect(() => new MemoryStore({ contents: 1 } as never)).toThrow(/"contents".*id, content/);
    expect(() => new MemoryStore({ content: 'abc' } as never)).toThrow(/"content" must be a Uint8Array/);
    expect(() => new MemoryStore({ id: '\ud800' })).toThrow('not well-formed');
  });
});

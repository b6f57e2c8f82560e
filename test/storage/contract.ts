import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors/index.js';
import type { Store } from '../../src/storage/index.js';
import { contentOf, drain, pattern, put } from './fixtures/bytes.js';

/** A kind of storage, and which parts of the contract are about it. */
export interface Kind {
  readonly name: string;
  /** A store of a place where nothing is yet (of its own content, for kinds whose content is given). */
  readonly make: () => Store;
  /** What becomes of bytes that are written. */
  readonly writes: 'kept' | 'discarded' | 'refused';
  /** What reading gives where nothing can be written: the content that is given, or an error. */
  readonly reads?: 'refused' | Buffer;
  /** Whether the store is on this machine, so that it can act within the call. */
  readonly sync: boolean;
  /** Largest content tried; default 3 MB. */
  readonly large?: number;
}

/** What every kind of storage promises. */
export function testStore(kind: Kind): void {
  describe(kind.name, () => {
    if (kind.writes === 'kept') keeps(kind);
    if (kind.writes !== 'refused') writes(kind);
    if (kind.writes === 'kept' && kind.sync) keepsWithinTheCall(kind);
    if (kind.writes === 'discarded') discards(kind);
    if (kind.writes === 'refused') refusesWriting(kind);
    if (kind.reads === 'refused') refusesReading(kind);
    if (Buffer.isBuffer(kind.reads)) gives(kind, kind.reads);
    if (kind.reads !== 'refused') reads(kind);
  });
}

function keeps({ make, large = 3_000_000 }: Kind): void {
  it('has no content before any is committed', async () => {
    const store = make();
    expect(await store.exists()).toBe(false);
    expect(await store.size()).toBeUndefined();
    await expect(store.openReader()).rejects.toThrow(StorageError);
    await store.delete();
    expect(await store.exists()).toBe(false);
  });

  it.each([
    ['nothing', 0],
    ['one byte', 1],
    ['a large content', large],
  ])('gives back %s as it was written', async (_, length) => {
    const store = make();
    const bytes = pattern(length);
    expect(await put(store, bytes)).toBe(length);
    expect(await store.exists()).toBe(true);
    expect(await store.size()).toBe(length);
    expect((await contentOf(store)).equals(bytes)).toBe(true);
  });

  it('gives the same content whatever the chunks were, written and read', async () => {
    const bytes = pattern(10_007);
    for (const chunk of [1, 13, 4096, 10_007]) {
      const store = make();
      const writer = await store.openWriter();
      for (let at = 0; at < bytes.length; at += chunk) await writer.write(bytes.subarray(at, at + chunk));
      await writer.write(new Uint8Array(0));
      expect(await writer.commit()).toBe(bytes.length);
      for (const count of [7, 1000, 65536]) {
        expect((await contentOf(store, count)).equals(bytes)).toBe(true);
      }
    }
  });

  it('takes the bytes at the write: they may be changed afterwards', async () => {
    const store = make();
    const writer = await store.openWriter();
    const reused = Buffer.from('one');
    await writer.write(reused);
    reused.write('two');
    await writer.write(reused);
    await writer.commit();
    expect(String(await contentOf(store))).toBe('onetwo');
  });

  it('gives each of several readers a place of its own', async () => {
    const store = make();
    await put(store, 'abcdef');
    const [one, two] = [await store.openReader(), await store.openReader()];
    expect(String(await one.read(2))).toBe('ab');
    expect(String(await two.read(4))).toBe('abcd');
    expect(String(await one.read(2))).toBe('cd');
    expect(String(await drain(two))).toBe('ef');
    expect(String(await drain(one))).toBe('ef');
  });

  it('gives each byte once when reads are not awaited', async () => {
    const store = make();
    await put(store, 'abcdef');
    const reader = await store.openReader();
    const parts = await Promise.all([reader.read(2), reader.read(2), reader.read(2)]);
    expect(Buffer.concat(parts).toString()).toBe('abcdef');
    await reader.close();
  });

  it('lets a reader go on when the content is deleted or replaced', async () => {
    for (const change of [(store: Store) => store.delete(), (store: Store) => put(store, 'another')]) {
      const store = make();
      await put(store, 'abcdef');
      const reader = await store.openReader();
      expect(String(await reader.read(1))).toBe('a');
      await change(store);
      expect(String(await drain(reader))).toBe('bcdef');
    }
  });

  it('shows nothing of new content before it is committed', async () => {
    const store = make();
    const first = await store.openWriter();
    await first.write(pattern(100_000));
    expect(await store.exists()).toBe(false);
    expect(await store.size()).toBeUndefined();
    await expect(store.openReader()).rejects.toThrow(StorageError);
    await first.commit();
    const second = await store.openWriter();
    await second.write(Buffer.from('new'));
    expect((await contentOf(store)).equals(pattern(100_000))).toBe(true);
    await second.abort();
  });

  it('keeps what was there when a writer is aborted', async () => {
    const store = make();
    await put(store, 'old');
    const writer = await store.openWriter();
    await writer.write(Buffer.from('new'));
    await writer.abort();
    await writer.abort();
    expect(String(await contentOf(store))).toBe('old');
    await expect(writer.write(Buffer.from('more'))).rejects.toThrow(StorageError);
    await expect(writer.commit()).rejects.toThrow(StorageError);
    expect(String(await contentOf(store))).toBe('old');
  });

  it('replaces the whole content at a commit, also by a shorter one', async () => {
    const store = make();
    await put(store, 'a long content');
    expect(await put(store, 'short')).toBe(5);
    expect(String(await contentOf(store))).toBe('short');
    expect(await store.size()).toBe(5);
    expect(await put(store)).toBe(0);
    expect(await store.size()).toBe(0);
  });

  it('does not mix two writers: the last to commit decides', async () => {
    const store = make();
    const [one, two] = [await store.openWriter(), await store.openWriter()];
    await one.write(Buffer.from('one-'));
    await two.write(Buffer.from('two'));
    await one.write(Buffer.from('one'));
    await two.commit();
    expect(String(await contentOf(store))).toBe('two');
    await one.commit();
    expect(String(await contentOf(store))).toBe('one-one');
  });

  it('keeps the content when the writer is aborted after its commit', async () => {
    const store = make();
    const writer = await store.openWriter();
    await writer.write(Buffer.from('kept'));
    const committing = writer.commit();
    await writer.abort();
    await committing;
    await writer.abort();
    expect(String(await contentOf(store))).toBe('kept');
  });

  it('has no content after it was deleted, and can be written anew', async () => {
    const store = make();
    await put(store, 'first');
    await store.delete();
    await store.delete();
    expect(await store.exists()).toBe(false);
    expect(await store.size()).toBeUndefined();
    await expect(store.openReader()).rejects.toThrow(StorageError);
    await put(store, 'second');
    expect(String(await contentOf(store))).toBe('second');
  });
}

function writes({ make }: Kind): void {
  it('refuses a second commit, and a write after the first', async () => {
    const writer = await make().openWriter();
    await writer.write(Buffer.from('abc'));
    expect(await writer.commit()).toBe(3);
    await expect(writer.commit()).rejects.toThrow(StorageError);
    await expect(writer.write(Buffer.from('d'))).rejects.toThrow(StorageError);
  });

  it('refuses anything but bytes, and goes on', async () => {
    const writer = await make().openWriter();
    await expect(writer.write('text' as never)).rejects.toThrow(TypeError);
    await expect(writer.write(undefined as never)).rejects.toThrow(TypeError);
    await writer.write(Buffer.from('abc'));
    expect(await writer.commit()).toBe(3);
  });
}

function keepsWithinTheCall({ make }: Kind): void {
  it('commits within the call', async () => {
    const store = make();
    const writer = await store.openWriter();
    await writer.write(Buffer.from('abc'));
    expect(writer.commitSync?.()).toBe(3);
    expect(String(await contentOf(store))).toBe('abc');
    expect(() => writer.commitSync?.()).toThrow(StorageError);
    await expect(writer.commit()).rejects.toThrow(StorageError);
  });

  it('commits nothing short of what was written, also when a write is not awaited', async () => {
    const store = make();
    const bytes = pattern(5_000_000);
    const writer = await store.openWriter();
    const writing = writer.write(bytes);
    let refused = false;
    try {
      writer.commitSync?.();
    } catch (error) {
      expect(error).toBeInstanceOf(StorageError);
      refused = true;
    }
    expect(await store.exists()).toBe(!refused);
    await writing;
    if (refused) writer.commitSync?.();
    expect((await contentOf(store)).equals(bytes)).toBe(true);
  });

  it('makes empty content within the call, and leaves what is there', async () => {
    const store = make();
    expect(store.ensureSync?.()).toBe(0);
    expect(await store.size()).toBe(0);
    expect((await contentOf(store)).length).toBe(0);
    await put(store, 'abc');
    expect(store.ensureSync?.()).toBe(3);
    expect(String(await contentOf(store))).toBe('abc');
  });

  it('gives its content within the call, and says when there is none', async () => {
    const store = make();
    expect(() => [...(store.contentSync?.() ?? [])]).toThrow(StorageError);
    const bytes = pattern(2_500_000);
    await put(store, bytes);
    expect(Buffer.concat([...(store.contentSync?.() ?? [])]).equals(bytes)).toBe(true);
  });
}

function discards({ make }: Kind): void {
  it('counts what is written and keeps nothing', async () => {
    const store = make();
    expect(await put(store, 'abc', 'd')).toBe(4);
    const writer = await store.openWriter();
    await writer.write(Buffer.from('abc'));
    expect(writer.commitSync?.()).toBe(3);
    expect(await store.size()).toBe(0);
    expect((await contentOf(store)).length).toBe(0);
    expect(store.ensureSync?.()).toBe(0);
    await store.delete();
    expect(await store.exists()).toBe(true);
  });
}

function refusesWriting({ make }: Kind): void {
  it('refuses to be written', async () => {
    await expect(make().openWriter()).rejects.toThrow(StorageError);
  });
}

function refusesReading({ make }: Kind): void {
  it('refuses to be read', async () => {
    await expect(make().openReader()).rejects.toThrow(StorageError);
  });
}

function gives({ make }: Kind, content: Buffer): void {
  it('gives the content it was given, whatever is asked of it', async () => {
    const store = make();
    await store.delete();
    expect(await store.exists()).toBe(true);
    expect(await store.size()).toBe(content.length);
    expect(store.ensureSync?.()).toBe(content.length);
    expect((await contentOf(store)).equals(content)).toBe(true);
    expect(Buffer.concat([...(store.contentSync?.() ?? [])]).equals(content)).toBe(true);
  });
}

function reads({ make, writes: written }: Kind): void {
  const filled = async (): Promise<Store> => {
    const store = make();
    if (written === 'kept') await put(store, 'abc');
    return store;
  };

  it('lets a reader be closed twice, and not be read afterwards', async () => {
    const reader = await (await filled()).openReader();
    await reader.close();
    await reader.close();
    await expect(reader.read(1)).rejects.toThrow(StorageError);
  });

  it.each([0, -1, 1.5, Number.NaN, undefined])('refuses to read %s bytes', async (count) => {
    const reader = await (await filled()).openReader();
    await expect(reader.read(count as never)).rejects.toThrow(RangeError);
    await reader.close();
  });

  it('goes on giving nothing at the end', async () => {
    const reader = await (await filled()).openReader();
    while ((await reader.read(65536)).length > 0);
    expect((await reader.read(1)).length).toBe(0);
    expect((await reader.read(1)).length).toBe(0);
    await reader.close();
  });
}

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors/index.js';
import { DirectoryStore, FileStore } from '../../src/storage/index.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-directory-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

function tree(): DirectoryStore {
  const store = new DirectoryStore(join(directory, 'tree'));
  mkdirSync(join(store.path, 'deep'), { recursive: true });
  writeFileSync(join(store.path, 'b'), 'bb');
  writeFileSync(join(store.path, 'deep', 'a'), 'aaa');
  return store;
}

describe('DirectoryStore', () => {
  it('lists its files at any depth, and counts their bytes', async () => {
    const store = tree();
    expect(await store.list()).toEqual(['b', join('deep', 'a')]);
    expect(await store.size()).toBe(5);
    expect(store.ensureSync()).toBe(5);
  });

  it('does not list, count or copy files that were never finished', async () => {
    const store = tree();
    const writer = await new FileStore(join(store.path, 'c')).openWriter();
    await writer.write(Buffer.from('unfinished'));
    expect(await store.list()).toEqual(['b', join('deep', 'a')]);
    expect(await store.size()).toBe(5);
    expect(store.ensureSync()).toBe(5);
    const copy = new DirectoryStore(join(directory, 'copy'));
    await copy.copyFrom(store);
    expect(readdirSync(copy.path).sort()).toEqual(['b', 'deep']);
    await writer.abort();
  });

  it('is there when the directory is, and is made where it is missing', async () => {
    const store = new DirectoryStore(join(directory, 'a', 'b'));
    expect(await store.exists()).toBe(false);
    expect(await store.size()).toBeUndefined();
    await expect(store.list()).rejects.toThrow(StorageError);
    expect(store.ensureSync()).toBe(0);
    expect(await store.exists()).toBe(true);
  });

  it('is not a file', async () => {
    writeFileSync(join(directory, 'file'), '');
    const store = new DirectoryStore(join(directory, 'file'));
    expect(await store.exists()).toBe(false);
    await store.delete();
    expect(existsSync(store.path)).toBe(true);
    expect(() => store.ensureSync()).toThrow(StorageError);
  });

  it('removes all that is in it, and nothing links lead to', async () => {
    const store = tree();
    const outside = join(directory, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'kept'), '');
    symlinkSync(outside, join(store.path, 'link'));
    expect(await store.size()).toBe(5);
    await store.delete();
    await store.delete();
    expect(existsSync(store.path)).toBe(false);
    expect(readdirSync(outside)).toEqual(['kept']);
  });

  it('takes over a copy of another, all at once', async () => {
    const store = new DirectoryStore(join(directory, 'new', 'copy'));
    await store.copyFrom(tree());
    expect(await store.list()).toEqual(['b', join('deep', 'a')]);
    expect(readFileSync(join(store.path, 'deep', 'a'), 'utf8')).toBe('aaa');
    expect(readdirSync(join(directory, 'new'))).toEqual(['copy']);
  });

  it('does not copy over what is there, nor from nothing, and leaves nothing behind', async () => {
    const full = new DirectoryStore(join(directory, 'full'));
    mkdirSync(full.path);
    writeFileSync(join(full.path, 'kept'), '');
    await expect(full.copyFrom(tree())).rejects.toThrow(StorageError);
    expect(readdirSync(full.path)).toEqual(['kept']);
    const none = new DirectoryStore(join(directory, 'none'));
    await expect(new DirectoryStore(join(directory, 'copy')).copyFrom(none)).rejects.toThrow(StorageError);
    expect(readdirSync(directory).sort()).toEqual(['full', 'tree']);
  });

  it('never removes the root', async () => {
    await expect(new DirectoryStore(parse(directory).root).delete()).rejects.toThrow(StorageError);
  });

  it.each(['', 'a\0b'])('refuses %j as the path of a directory', (path) => {
    expect(() => new DirectoryStore(path)).toThrow(StorageError);
  });
});

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors/index.js';
import { FileStore, storeForUrl } from '../../src/storage/index.js';
import { contentOf, put } from './fixtures/bytes.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dropgraph-file-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function killedWhileWriting(path: string, mode: string): Promise<void> {
  const script = fileURLToPath(new URL('fixtures/write-until-killed.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, path, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  child.kill('SIGKILL');
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

describe('a file whose writer is killed', () => {
  it('is not there, and what is left is never taken for it', async () => {
    const path = join(directory, 'content');
    await killedWhileWriting(path, 'never-commit');
    expect(await new FileStore(path).exists()).toBe(false);
    const [left, ...others] = readdirSync(directory);
    expect(others).toEqual([]);
    expect(statSync(join(directory, left!)).size).toBeGreaterThan(0);
    expect(() => new FileStore(join(directory, left!))).toThrow(StorageError);
    await put(new FileStore(path), 'anew');
    expect(readFileSync(path, 'utf8')).toBe('anew');
  });

  it('keeps the content it had', async () => {
    const path = join(directory, 'content');
    writeFileSync(path, 'old');
    await killedWhileWriting(path, 'never-commit');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('holds one whole content when it is committed again and again', async () => {
    const path = join(directory, 'content');
    for (let times = 0; times < 3; times++) {
      await killedWhileWriting(path, 'commit-for-ever');
      const text = readFileSync(path, 'latin1');
      expect(text.length).toBe(3_000_000);
      expect(new Set(text).size).toBe(1);
    }
  });
});

describe('FileStore', () => {
  it('leaves nothing beside the file after a commit or an abort', async () => {
    const store = new FileStore(join(directory, 'content'));
    await put(store, 'abc');
    const writer = await store.openWriter();
    await writer.write(Buffer.from('abc'));
    expect(readdirSync(directory).length).toBe(2);
    void writer.abort(); // within the call
    expect(readdirSync(directory)).toEqual(['content']);
  });

  it('refuses a commit while a write is under way, and an abort waits for it', async () => {
    const store = new FileStore(join(directory, 'content'));
    const writer = await store.openWriter();
    const writing = writer.write(Buffer.alloc(1_000_000));
    expect(() => writer.commitSync?.()).toThrow('under way');
    await expect(writer.commit()).rejects.toThrow(StorageError);
    await expect(writer.write(Buffer.alloc(1))).rejects.toThrow('await it');
    await writer.abort();
    await writing;
    expect(readdirSync(directory)).toEqual([]);
  });

  it('has the same content for every store of the path, and for the one its url leads to', async () => {
    const path = join(directory, 'a b%20#?é:~.txt');
    await put(new FileStore(path), 'abc');
    const { url } = new FileStore(path);
    expect(url).toMatch(/^file:\/\/[^/]+\/.*%2520%23%3F/);
    expect(String(await contentOf(storeForUrl(url)!))).toBe('abc');
  });

  it('makes the directories that are missing', async () => {
    const path = join(directory, 'a', 'b', 'content');
    await put(new FileStore(path), 'abc');
    expect(readFileSync(path, 'utf8')).toBe('abc');
  });

  it('takes a name as long as the file system allows', async () => {
    const store = new FileStore(join(directory, 'x'.repeat(255)));
    await put(store, 'abc');
    expect(await store.size()).toBe(3);
  });

  it('replaces a symbolic link, and leaves what it led to', async () => {
    const [target, link] = [join(directory, 'target'), join(directory, 'link')];
    writeFileSync(target, 'target');
    symlinkSync(target, link);
    await put(new FileStore(link), 'abc');
    expect(readFileSync(target, 'utf8')).toBe('target');
    expect(lstatSync(link).isFile()).toBe(true);
  });

  it.each(['', 'a/', 'a\0b'])('refuses %j as the path of a file', (path) => {
    expect(() => new FileStore(path)).toThrow(StorageError);
  });

  it('refuses unknown and wrong options', () => {
    expect(() => new FileStore('a', { sync: true } as never)).toThrow(/"sync".*fsync/);
    expect(() => new FileStore('a', { fsync: 1 } as never)).toThrow(TypeError);
  });

  it('is not content, and refuses everything, where a directory is', async () => {
    const store = new FileStore(directory);
    expect(await store.exists()).toBe(false);
    await expect(store.openReader()).rejects.toThrow('not a regular file');
    await expect(store.openWriter()).rejects.toThrow('not a regular file');
    await expect(store.delete()).rejects.toThrow(StorageError);
    expect(() => store.ensureSync()).toThrow(StorageError);
    expect(() => [...store.contentSync()]).toThrow('not a regular file');
  });

  it.skipIf(process.platform === 'win32')('neither waits for a pipe nor replaces it', async () => {
    const path = join(directory, 'pipe');
    execFileSync('mkfifo', [path]);
    const store = new FileStore(path);
    expect(await store.exists()).toBe(false);
    await expect(store.openReader()).rejects.toThrow(StorageError);
    await expect(store.openWriter()).rejects.toThrow(StorageError);
    expect(() => store.ensureSync()).toThrow(StorageError);
    expect(() => [...store.contentSync()]).toThrow(StorageError);
    expect(lstatSync(path).isFIFO()).toBe(true);
  });

  it('refuses to commit over a directory that came meanwhile', async () => {
    const path = join(directory, 'content');
    const writer = await new FileStore(path).openWriter();
    mkdirSync(path);
    await expect(writer.commit()).rejects.toThrow(StorageError);
    await writer.abort();
    expect(readdirSync(directory)).toEqual(['content']);
  });

  it.skipIf(process.platform === 'win32')('refuses to commit over a pipe that came meanwhile', async () => {
    const path = join(directory, 'pipe');
    const writer = await new FileStore(path).openWriter();
    execFileSync('mkfifo', [path]);
    expect(() => writer.commitSync?.()).toThrow('not a regular file');
    await writer.abort();
    expect(lstatSync(path).isFIFO()).toBe(true);
    expect(readdirSync(directory)).toEqual(['pipe']);
  });

  it.skipIf(process.getuid?.() === 0)('says what the disk refused', async () => {
    chmodSync(directory, 0o500);
    const store = new FileStore(join(directory, 'content'));
    await expect(store.openWriter()).rejects.toThrow(/content.*EACCES/);
    chmodSync(directory, 0o700);
  });

  it('says so when a directory on the way is a file', async () => {
    writeFileSync(join(directory, 'a'), '');
    const store = new FileStore(join(directory, 'a', 'content'));
    expect(await store.exists()).toBe(false);
    await store.delete();
    await expect(store.openReader()).rejects.toThrow('no content');
    await expect(store.openWriter()).rejects.toThrow(StorageError);
    expect(() => store.ensureSync()).toThrow(StorageError);
  });
});

describe('deleteParentDirectory', () => {
  const path = (): string => join(directory, 'parent', 'content');

  it('removes an empty directory after the file', async () => {
    await put(new FileStore(path()), 'abc');
    await new FileStore(path(), { deleteParentDirectory: true }).delete();
    expect(existsSync(dirname(path()))).toBe(false);
  });

  it('keeps the directory by default', async () => {
    await put(new FileStore(path()), 'abc');
    await new FileStore(path()).delete();
    expect(existsSync(dirname(path()))).toBe(true);
  });

  it('keeps a directory that others use', async () => {
    await put(new FileStore(path()), 'abc');
    writeFileSync(join(dirname(path()), 'other'), '');
    await new FileStore(path(), { deleteParentDirectory: true }).delete();
    expect(readdirSync(dirname(path()))).toEqual(['other']);
  });

  it('makes the directory again when the file is written anew', async () => {
    const store = new FileStore(path(), { deleteParentDirectory: true });
    await put(store, 'abc');
    await store.delete();
    await put(store, 'def');
    expect(String(await contentOf(store))).toBe('def');
  });
});

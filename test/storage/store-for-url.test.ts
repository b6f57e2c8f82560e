import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors/index.js';
import { FileStore, MemoryStore, NullStore, storeForUrl } from '../../src/storage/index.js';

describe('storeForUrl', () => {
  it.each(['localhost', hostname(), hostname().toUpperCase()])('leads to a file on %s', (host) => {
    const store = storeForUrl(`file://${host}/data/a%20b`);
    expect(store).toBeInstanceOf(FileStore);
    expect((store as FileStore).path).toBe('/data/a b');
  });

  it('leads to nowhere with null://', () => {
    expect(storeForUrl('null://')).toBeInstanceOf(NullStore);
  });

  it.each([
    '',
    'a.txt',
    '/data/a.txt',
    'file:///data/a.txt',
    'file://elsewhere/data/a.txt',
    'mem://localhost/1/2',
    'shmem://localhost/1/2',
    's3://bucket/key',
    'config://localhost/1/2',
    'http://localhost/a',
    'ngas://localhost/a',
    new MemoryStore().url,
  ])('leads to no store with "%s"', (url) => {
    expect(storeForUrl(url)).toBeUndefined();
  });

  it.each([
    'file://localhost/a%zz',
    'file://localhost/a%2fb',
    'file://localhost',
    'file://localhost/a/',
    'file://localhost/a%00',
  ])('refuses "%s", which is no file', (url) => {
    expect(() => storeForUrl(url)).toThrow(StorageError);
  });

  it('keeps to a directory when told to', () => {
    const within = mkdtempSync(join(tmpdir(), 'dropgraph-url-'));
    try {
      symlinkSync(tmpdir(), join(within, 'link'));
      expect(storeForUrl(`file://localhost${within}/a`, { within })).toBeInstanceOf(FileStore);
      for (const path of [
        '/etc/passwd',
        `${within}/../a`,
        `${within}/%2e%2e/a`,
        `${within}/link/a`,
        `${within}x/a`,
      ]) {
        expect(() => storeForUrl(`file://localhost${path}`, { within })).toThrow(StorageError);
      }
    } finally {
      rmSync(within, { recursive: true });
    }
  });

  it('refuses unknown and wrong options', () => {
    expect(() => storeForUrl('null://', { root: '/' } as never)).toThrow(/"root".*within/);
    expect(() => storeForUrl('null://', { s3: {} } as never)).toThrow(/S3Connection/);
  });
});

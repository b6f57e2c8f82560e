import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageError } from '../../src/errors/index.js';
import { S3Connection, S3Store, storeForUrl } from '../../src/storage/index.js';
import { contentOf, pattern, put } from './fixtures/bytes.js';
import { startS3, type S3Server } from './fixtures/s3-server.js';

const PART = 5 * 2 ** 20;
let server: S3Server;
let made = 0;

beforeAll(async () => {
  server = await startS3();
});
afterAll(async () => {
  await server.stop();
});

function make(): S3Store {
  return new S3Store({
    bucket: 'parts',
    key: `key ${made++}`,
    connection: server.connection,
    partSize: PART,
  });
}

describe('S3Store', () => {
  it('makes the bucket it writes to, in one piece or in parts', async () => {
    const { connection } = server;
    const small = new S3Store({ bucket: 'first', key: 'a', connection });
    expect(await small.exists()).toBe(false);
    await small.delete();
    await put(small, 'abc');
    expect(String(await contentOf(small))).toBe('abc');
    const large = new S3Store({ bucket: 'second', key: 'a', connection, partSize: PART });
    await put(large, pattern(PART + 1));
    expect(await large.size()).toBe(PART + 1);
  });

  it('sends parts while it is written, and gives up the upload at an abort', async () => {
    const store = make();
    const writer = await store.openWriter();
    await writer.write(pattern(PART - 1));
    await writer.write(pattern(PART + 5));
    expect(server.uploads('parts').length).toBe(1);
    expect(await store.exists()).toBe(false);
    await writer.abort();
    expect(server.uploads('parts')).toEqual([]);
    expect(await store.exists()).toBe(false);
  });

  it('leaves no upload behind after a commit', async () => {
    const bytes = pattern(2 * PART);
    const store = make();
    await put(store, bytes);
    expect(server.uploads('parts')).toEqual([]);
    expect((await contentOf(store)).equals(bytes)).toBe(true);
  });

  it('is what its url leads to, where a connection is given', async () => {
    const store = make();
    await put(store, 'abc');
    expect(storeForUrl(store.url)).toBeUndefined();
    expect(String(await contentOf(storeForUrl(store.url, { s3: server.connection })!))).toBe('abc');
    expect(() => storeForUrl('s3://bucket', { s3: server.connection })).toThrow(StorageError);
    expect(() => storeForUrl('s3:///key', { s3: server.connection })).toThrow(StorageError);
  });

  it('goes on after its connection was closed', async () => {
    const connection = new S3Connection({
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER', sessionToken: undefined },
    });
    const store = new S3Store({ bucket: 'parts', key: 'closed', connection });
    await put(store, 'abc');
    await connection.close();
    await connection.close();
    expect(await store.size()).toBe(3);
    await connection.close();
  });

  it('lets a reader be closed before its end', async () => {
    const store = make();
    await put(store, pattern(2 * PART));
    const reader = await store.openReader();
    await reader.read(1);
    await reader.close();
    await expect(reader.read(1)).rejects.toThrow(StorageError);
  });

  it('says what a server refused, without the secret', async () => {
    const refusing = createServer((request, response) => {
      request.resume();
      response.writeHead(403).end();
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const { port } = refusing.address() as AddressInfo;
    const connection = new S3Connection({
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'me', secretAccessKey: 'my-secret' },
    });
    try {
      const store = new S3Store({ bucket: 'b', key: 'k', connection });
      await expect(store.exists()).rejects.toThrow(StorageError);
      await expect(store.openReader()).rejects.toThrow(/s3:\/\/b\/k/);
      await expect(store.delete()).rejects.toThrow(StorageError);
      const writer = await store.openWriter();
      await writer.write(Buffer.from('abc'));
      await expect(writer.commit()).rejects.toThrow(StorageError);
      await expect(writer.commit()).rejects.toThrow('failed');
      await writer.abort();
      const large = await store.openWriter();
      await expect(large.write(pattern(9 * 2 ** 20))).rejects.toThrow(StorageError);
      await expect(large.write(Buffer.from('more'))).rejects.toThrow('failed');
      await expect(large.commit()).rejects.toThrow('failed');
      await large.abort();
      expect(inspect([store, connection], { depth: 9 })).not.toContain('my-secret');
    } finally {
      await connection.close();
      refusing.close();
    }
  });

  it('is an error, not the end, when an answer breaks off', async () => {
    const breaking = createServer((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('abc', () => response.destroy());
    });
    await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
    const { port } = breaking.address() as AddressInfo;
    const connection = new S3Connection({
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'me', secretAccessKey: 'secret' },
    });
    try {
      const store = new S3Store({ bucket: 'b', key: 'k', connection });
      await expect(contentOf(store)).rejects.toThrow(StorageError);
    } finally {
      await connection.close();
      breaking.close();
    }
  });

  it('refuses unknown and wrong options', () => {
    expect(() => new S3Store({ bucket: 'b', key: 'k', region: 'x' } as never)).toThrow(
      /"region".*connection/,
    );
    expect(() => new S3Store({ bucket: 'b', key: '' })).toThrow(/"key" must not be empty/);
    expect(() => new S3Store({ bucket: 'b', key: 'k', partSize: 1000 })).toThrow(/"partSize".*5 MiB/);
    expect(() => new S3Connection({ endpoint: 'nowhere' })).toThrow(/"endpoint" must be/);
    expect(() => new S3Connection({ credentials: { accessKeyId: 'a' } as never })).toThrow(/secretAccessKey/);
  });
});

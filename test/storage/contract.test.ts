import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import {
  DirectoryStore,
  ErrorStore,
  FileStore,
  FixedStore,
  MemoryStore,
  NullStore,
  S3Store,
  SharedMemoryStore,
} from '../../src/storage/index.js';
import { testStore } from './contract.js';
import { startS3, type S3Server } from './fixtures/s3-server.js';

const directory = mkdtempSync(join(tmpdir(), 'dropgraph-contract-'));
let server: S3Server;
let made = 0;
const next = (): string => String(made++);

beforeAll(async () => {
  server = await startS3();
});

afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

const settings = Buffer.from('iterations=10');

testStore({ name: 'memory', make: () => new MemoryStore(), writes: 'kept', sync: true });
testStore({
  name: 'shared memory',
  make: () => new SharedMemoryStore({ sessionId: 'contract', uid: next() }),
  writes: 'kept',
  sync: true,
});
testStore({
  name: 'file',
  make: () => new FileStore(join(directory, next(), 'content')),
  writes: 'kept',
  sync: true,
});
testStore({
  name: 'file that does not wait for the disk',
  make: () => new FileStore(join(directory, next()), { fsync: false }),
  writes: 'kept',
  sync: true,
});
testStore({
  name: 'JSON file',
  make: () => new FileStore(join(directory, `${next()}.json`)),
  writes: 'kept',
  sync: true,
});
testStore({
  name: 'S3',
  make: () => new S3Store({ bucket: 'contract', key: `a/${next()} b`, connection: server.connection }),
  writes: 'kept',
  sync: false,
  large: 6_000_000,
});
testStore({
  name: 'S3 in parts',
  make: () =>
    new S3Store({
      bucket: 'contract',
      key: next(),
      connection: server.connection,
      partSize: 5 * 2 ** 20,
    }),
  writes: 'kept',
  sync: false,
  large: 11_000_000,
});
testStore({ name: 'null', make: () => new NullStore(), writes: 'discarded', sync: true });
testStore({
  name: 'parameter set',
  make: () => new FixedStore('settings', settings),
  writes: 'refused',
  reads: settings,
  sync: true,
});
testStore({
  name: 'directory',
  make: () => new DirectoryStore(join(directory, next())),
  writes: 'refused',
  reads: 'refused',
  sync: true,
});
testStore({
  name: 'container',
  make: () => new ErrorStore('A container has no content of its own; read its children'),
  writes: 'refused',
  reads: 'refused',
  sync: false,
});

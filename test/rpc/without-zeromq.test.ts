import { readdir, readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { MissingError } from '../../src/errors/index.js';
import { EventPublisher, EventSubscriber, ZeroRPCClient, ZeroRPCServer } from '../../src/rpc/index.js';

vi.mock('zeromq', () => {
  throw new Error("Cannot find package 'zeromq'");
});

it.each([
  ['a client', () => new ZeroRPCClient().call('127.0.0.1', 1, 'any')],
  ['a server', () => new ZeroRPCServer('127.0.0.1', 0).start()],
  ['a publisher', () => new EventPublisher('127.0.0.1', 0).start()],
  ['a subscriber', () => new EventSubscriber().connect('127.0.0.1', 1)],
])('%s says what to install where zeromq is not there', async (_, use) => {
  const error = await use().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MissingError);
  expect(String(error)).toContain('npm install zeromq');
});

it('the package is imported in one place, when it is needed', async () => {
  const folder = new URL('../../src/rpc/', import.meta.url);
  const loading: string[] = [];
  for (const name of await readdir(folder)) {
    const text = await readFile(new URL(name, folder), 'utf8');
    for (const line of text.split('\n')) {
      if (/['"]zeromq['"]/.test(line) && !line.startsWith('import type '))
        loading.push(`${name}: ${line.trim()}`);
    }
  }
  expect(loading).toEqual([expect.stringMatching(/^zeromq\.ts: .*import\('zeromq'\)/)]);
});

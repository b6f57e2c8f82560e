import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../src/errors/index.js';
import {
  getAllIpv4Addresses,
  getLocalIpAddr,
  hostAmong,
  toExternallyContactableHost,
  zmqSafe,
} from '../../src/host/index.js';

describe('the addresses of this machine', () => {
  it('are all there is, and those that others may use', () => {
    const all = getAllIpv4Addresses();
    expect(all).toContain('127.0.0.1');
    const local = getLocalIpAddr();
    expect(local.map(([address]) => address)).toEqual(all.filter((address) => !address.startsWith('127.')));
    for (const [, name] of local) expect(name).toMatch(/./);
  });

  it.each(getAllIpv4Addresses())('can be bound to: %s', async (address) => {
    const server = createServer();
    server.listen(0, address);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
});

describe('toExternallyContactableHost', () => {
  it('looks up what is not an address', async () => {
    expect(await toExternallyContactableHost('localhost')).toBe('127.0.0.1');
    expect(await toExternallyContactableHost('192.0.2.77')).toBe('192.0.2.77');
    expect(await toExternallyContactableHost('::1')).toBe('::1');
  });

  it.each(['0.0.0.0', '::', '*'])('gives an address of this machine for %s', async (host) => {
    expect(await toExternallyContactableHost(host)).toBe(hostAmong(getAllIpv4Addresses(), false));
    expect(await toExternallyContactableHost(host, true)).toBe('localhost');
  });

  it('says which host is not known', async () => {
    await expect(toExternallyContactableHost('no-such-host.invalid')).rejects.toThrow(HostError);
    await expect(toExternallyContactableHost('no-such-host.invalid')).rejects.toThrow(
      /"no-such-host\.invalid"/,
    );
    await expect(toExternallyContactableHost('')).rejects.toThrow(TypeError);
  });

  it.each([
    [['127.0.0.1', '192.0.2.2', '192.0.2.3'], false, '192.0.2.2'],
    [['127.0.0.1', '192.0.2.2'], true, 'localhost'],
    [['127.0.0.1'], false, 'localhost'],
    [[], false, 'localhost'],
    [['127.0.0.1', '127.0.1.1'], false, '127.0.1.1'],
  ])('of a machine with %j, local preferred: %j, is %s', (addresses, preferLocal, host) => {
    expect(hostAmong(addresses, preferLocal)).toBe(host);
  });
});

describe('zmqSafe', () => {
  it.each([
    ['0.0.0.0', '*'],
    ['0.0.0.0:5555', '*'],
    ['::', '*'],
    ['*', '*'],
    ['*:5555', '*'],
    ['localhost', '127.0.0.1'],
    ['localhost:6666', '127.0.0.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1:5555', '127.0.0.1'],
    ['::1', '[::1]'],
    ['[::1]', '[::1]'],
    ['[::1]:5555', '[::1]'],
  ])('of %s is %s', async (host, safe) => {
    expect(await zmqSafe(host)).toBe(safe);
  });

  it('says which host is not known', async () => {
    await expect(zmqSafe('no-such-host.invalid:80')).rejects.toThrow(/"no-such-host\.invalid" is not known/);
    await expect(zmqSafe('')).rejects.toThrow(TypeError);
    await expect(zmqSafe(':5555')).rejects.toThrow(TypeError);
  });
});

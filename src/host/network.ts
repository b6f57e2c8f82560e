import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { HostError, messageOf } from '../errors/index.js';

/** Addresses a server is bound to when it takes connections to any address of the machine. */
const EVERYWHERE = new Set(['0.0.0.0', '::', '*']);

/**
 * The IPv4 addresses other machines may reach this one by, each with the name of its interface: none in 127.*.
 *
 * @category Host
 */
export function getLocalIpAddr(): [address: string, interfaceName: string][] {
  return allIpv4().filter(([address]) => !isLoopback(address));
}

/** All IPv4 addresses of this machine, those in 127.* too. @category Host */
export function getAllIpv4Addresses(): string[] {
  return allIpv4().map(([address]) => address);
}

/**
 * The host by which clients reach a service that is bound to `host`; for where they cannot be asked how they will
 * connect. A name or an address is looked up. For a service bound to every address (`0.0.0.0`, `::` or `*`) it is the first address that is not
 * in 127.*, and `localhost` when there is but one address at all.
 *
 * @param preferLocal - whether a service bound to every address is to be reached by `localhost`; default false.
 * @throws HostError when the host is not known.
 * @category Host
 * @example
 * ```ts
 * import { toExternallyContactableHost } from 'dropgraph/utils';
 *
 * await toExternallyContactableHost('127.0.0.1'); // => '127.0.0.1'
 * await toExternallyContactableHost('0.0.0.0', true); // => 'localhost'
 * ```
 */
export async function toExternallyContactableHost(
  host: string,
  preferLocal: boolean = false,
): Promise<string> {
  return EVERYWHERE.has(host) ? hostAmong(getAllIpv4Addresses(), preferLocal) : resolved(host);
}

/** Which of a machine's addresses a service bound to all of them is reached by. */
export function hostAmong(addresses: readonly string[], preferLocal: boolean): string {
  if (preferLocal || addresses.length <= 1) return 'localhost';
  return addresses.find((address) => !isLoopback(address)) ?? addresses.at(-1) ?? 'localhost';
}

/**
 * A host or address as ZeroMQ takes it in an endpoint: looked up, because ZeroMQ binds to addresses only, IPv6 in
 * brackets, and `*` for every address. A port behind it is left out.
 *
 * @throws HostError when the host is not known.
 * @category Host
 * @example
 * ```ts
 * import { zmqSafe } from 'dropgraph/utils';
 *
 * await zmqSafe('0.0.0.0'); // => '*'
 * await zmqSafe('127.0.0.1:5555'); // => '127.0.0.1'
 * ```
 */
export async function zmqSafe(hostOrAddr: string): Promise<string> {
  const host = withoutPort(hostOrAddr);
  if (EVERYWHERE.has(host)) return '*';
  const address = await resolved(host);
  return isIPv6(address) ? `[${address}]` : address;
}

/** Without the port; the colons of an IPv6 address outside of brackets are no port. */
function withoutPort(host: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\d+)?|([^:]*):\d+)$/.exec(host) ?? [];
  return bracketed ?? plain ?? host;
}

async function resolved(host: string): Promise<string> {
  if (host === '') throw new TypeError('a host needs a name or an address, got ""');
  try {
    return (await lookup(host, { order: 'ipv4first' })).address;
  } catch (error) {
    throw new HostError(`the host ${JSON.stringify(host)} is not known: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function allIpv4(): [address: string, interfaceName: string][] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ family }) => family === 'IPv4')
      .map(({ address }): [string, string] => [address, name]),
  );
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.');
}

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { messageOf, RPCError } from '../errors/index.js';

const LOOPBACK = '127.0.0.1';
const HIGHEST_PORT = 65_535;

/** A host without the port that may stand behind it, as in DALiuGE's names of nodes: `host:8000:5555:6666`. */
export function hostOf(host: string): string {
  if (typeof host !== 'string' || host === '')
    throw new TypeError(`A host must be a name or an address, got ${shown(host)}`);
  if (isIP(host) === 6) return host;
  const bracketed = /^\[(.+)\]/.exec(host)?.[1];
  return bracketed ?? host.split(':', 1)[0] ?? host;
}

/** @param lowest - 0 where the system may choose one. */
export function checkedPort(port: number, lowest: 0 | 1): number {
  if (Number.isInteger(port) && port >= lowest && port <= HIGHEST_PORT) return port;
  throw new RangeError(`A port must be an integer from ${lowest} to ${HIGHEST_PORT}, got ${shown(port)}`);
}

/** Where to connect to. */
export function endpointOf(host: string, port: number): string {
  const name = hostOf(host);
  return `tcp://${isIP(name) === 6 ? `[${name}]` : name}:${String(checkedPort(port, 1))}`;
}

/** Where to listen: ZeroMQ takes addresses for that, not names. @throws RPCError for an unknown name. */
export async function endpointToBind(host: string, port: number): Promise<string> {
  const address = host === '*' ? host : await addressOf(host);
  return `tcp://${isIP(address) === 6 ? `[${address}]` : address}:${String(port)}`;
}

/** The port in an endpoint. */
export function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(':') + 1));
}

/** The address of a host; of this machine's own name that of the loopback, not one that others reach. */
async function addressOf(host: string): Promise<string> {
  if (isIP(host) !== 0) return host;
  if (host === 'localhost') return LOOPBACK;
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new RPCError(`The host "${host}" has no address: ${messageOf(error)}`, { cause: error });
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

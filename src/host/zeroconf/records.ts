import type { Protocol, ServiceInfo } from './service-info.js';

/** The kinds of records that services are made of; what else comes along is not looked at. */
export type ServiceRecord =
  | { readonly type: 'PTR' | 'A'; readonly name: string; readonly ttl: number; readonly data: string }
  | {
      readonly type: 'SRV';
      readonly name: string;
      readonly ttl: number;
      readonly data: { readonly port: number; readonly target: string };
    }
  | { readonly type: 'TXT'; readonly name: string; readonly ttl: number; readonly data: string };

/** Seconds others may keep what does not change, and what does: an address, a port (RFC 6762, section 10). */
const LONG = 4500;
const SHORT = 120;

/** Under this name the types of all services are listed. */
export const ALL_TYPES = '_services._dns-sd._udp.local.';

/** The name of a type of services: `_type._tcp.local.` */
export function typeName(type: string, protocol: Protocol): string {
  if (!/^(?=.{1,15}$)[a-z\d]+(?:-[a-z\d]+)*$/i.test(type)) {
    throw new TypeError(
      `${JSON.stringify(type)} is no type of services: 1 to 15 letters, digits and single hyphens between them`,
    );
  }
  if (protocol !== 'tcp' && protocol !== 'udp') {
    throw new TypeError(`the protocol of a service is "tcp" or "udp", got ${JSON.stringify(protocol)}`);
  }
  return `_${type}._${protocol}.local.`;
}

/** What a service is announced with: what it is, where it is, and an empty description. */
export function recordsOf({ type, name, address, port }: ServiceInfo): ServiceRecord[] {
  return [
    { type: 'PTR', name: type, ttl: LONG, data: name },
    { type: 'SRV', name, ttl: SHORT, data: { port, target: name } },
    { type: 'TXT', name, ttl: LONG, data: '' },
    { type: 'A', name, ttl: SHORT, data: address },
    { type: 'PTR', name: ALL_TYPES, ttl: LONG, data: type },
  ];
}

/** Names are compared without case, and with or without the dot at the end. */
export function keyOf(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

export function isSameName(a: string, b: string): boolean {
  return keyOf(a) === keyOf(b);
}

/** Whether a name can be asked for: bytes that are no text have become longer ones when they were read. */
export function isSpeakable(name: string): boolean {
  const labels = keyOf(name)
    .split('.')
    .map((label) => Buffer.byteLength(label));
  return Buffer.byteLength(name) < 254 && labels.every((length) => length > 0 && length < 64);
}

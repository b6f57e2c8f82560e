import { isIPv4 } from 'node:net';
import process from 'node:process';
import { messageOf } from '../../errors/index.js';
import { typeName } from './records.js';
import type { ServiceBrowser } from './service-browser.js';
import type { Protocol, ServiceInfo, ServiceStateChange } from './service-info.js';
import type { Zeroconf } from './zeroconf.js';

/** DALiuGE cuts the names of its services to this many characters. */
const LONGEST_NAME = 15;

/**
 * Called for every service that appears or goes. `name` and `serviceType` are whole names, such as
 * `node1._NodeManager._tcp.local.` A service that moves is removed and added.
 *
 * @category Host
 */
export type ServiceCallback = (
  zeroconf: Zeroconf,
  serviceType: string,
  name: string,
  stateChange: ServiceStateChange,
  info: ServiceInfo,
) => void;

/**
 * Tells the networks of a service. Asks them first whether its name is free, which takes about a second.
 *
 * @param serviceTypeName - such as `NodeManager`.
 * @param serviceName - its own name, of which the first 15 characters count.
 * @param ipaddr - the IPv4 address it is reached by.
 * @param protocol - `tcp` (default) or `udp`.
 * @throws HostError when the name is taken; TypeError and RangeError for what cannot be told.
 * @category Host
 * @example
 * ```ts
 * import { once } from 'node:events';
 * import { browseService, deregisterService, registerService, Zeroconf } from 'dropgraph/utils';
 *
 * const zc = await Zeroconf.open({ port: 15353 }); // this machine alone
 * const added = new Promise((resolve) => {
 *   browseService(zc, 'NodeManager', 'tcp', (_zc, _type, name, change) => resolve([name, change]));
 * });
 * const info = await registerService(zc, 'NodeManager', 'node1', '127.0.0.1', 8000);
 * await added; // => [ 'node1._NodeManager._tcp.local.', 'Added' ]
 * await deregisterService(zc, info);
 * await zc.close();
 * ```
 */
export async function registerService(
  zc: Zeroconf,
  serviceTypeName: string,
  serviceName: string,
  ipaddr: string,
  port: number,
  protocol: Protocol = 'tcp',
): Promise<ServiceInfo> {
  const type = typeName(serviceTypeName, protocol);
  const label = [...serviceName].slice(0, LONGEST_NAME).join('');
  if (label === '' || /^\.|\.\.|\.$|[\u0000-\u001f\u007f]/.test(label)) {
    throw new TypeError(
      `${JSON.stringify(serviceName)} cannot name a service; its first ${String(LONGEST_NAME)} characters must be a name`,
    );
  }
  if (!isIPv4(ipaddr)) throw new TypeError(`a service needs an IPv4 address, got ${JSON.stringify(ipaddr)}`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError(`the port of a service is an integer from 1 to 65535, got ${String(port)}`);
  }
  const info: ServiceInfo = Object.freeze({ type, name: `${label}.${type}`, address: ipaddr, port });
  await zc.register(info);
  return info;
}

/** Tells the networks that a service is gone. @throws HostError when `zc` has no such service. @category Host */
export async function deregisterService(zc: Zeroconf, info: ServiceInfo): Promise<void> {
  await zc.deregister(info);
}

/**
 * Looks for services of a type until the browser that is returned is cancelled. A service is told of once it is known
 * how to reach it.
 *
 * @param callback - what it throws is shown as a warning of Node's, and the search goes on.
 * @throws TypeError for what is no type of services.
 * @category Host
 */
export function browseService(
  zc: Zeroconf,
  serviceTypeName: string,
  protocol: Protocol,
  callback: ServiceCallback,
): ServiceBrowser {
  return zc.browse(typeName(serviceTypeName, protocol), (change, info) => {
    try {
      callback(zc, info.type, info.name, change, info);
    } catch (error) {
      process.emitWarning(`The callback for services ${info.type} threw: ${messageOf(error)}`, {
        type: 'DropgraphWarning',
        detail: error instanceof Error ? (error.stack ?? '') : '',
      });
    }
  });
}

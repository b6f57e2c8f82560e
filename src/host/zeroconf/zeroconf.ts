import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { libraryLogger, strictOptions } from '../../basics/index.js';
import { HostError, messageOf } from '../../errors/index.js';
import { Link, type LinkListener } from './link.js';
import { Responder } from './responder.js';
import { ServiceBrowser } from './service-browser.js';
import type { ServiceInfo, ServiceStateChange } from './service-info.js';

/** Where services are told of and looked for. @category Host */
export interface ZeroconfOptions {
  /**
   * IPv4 addresses of this machine, one for each network whose machines are to hear of the services; default
   * `['127.0.0.1']`, this machine alone. `getLocalIpAddr()` lists the others.
   */
  readonly interfaces?: readonly string[] | undefined;
  /** UDP port; default 5353, where every other program listens. */
  readonly port?: number | undefined;
}

const schema = z.object({
  interfaces: z
    .array(
      z.string('must be addresses').refine(isIPv4, 'must be IPv4 addresses of this machine'),
      'must be a list of addresses',
    )
    .min(1, 'must not be empty')
    .default(['127.0.0.1']),
  port: z.int('must be a port').min(1, 'must be a port').max(65_535, 'must be a port').default(5353),
});

/**
 * Services in the local network without a server that lists them (multicast DNS, RFC 6762 and 6763). Needs the package
 * `multicast-dns`. Open one with {@link Zeroconf.open}, for `registerService` and `browseService`; the program goes on
 * until it is closed.
 *
 * @category Host
 */
export class Zeroconf {
  readonly #links: Link[] = [];
  readonly #browsers: Set<ServiceBrowser> = new Set();
  readonly #responder: Responder = new Responder(this.#links, logTrouble);
  #isClosed = false;

  private constructor() {
    // opened, not made
  }

  /**
   * Listens to the networks.
   *
   * @throws MissingError without the package multicast-dns; HostError when a network cannot be listened to; TypeError
   *   for an unknown or wrong option.
   */
  static async open(options: ZeroconfOptions = {}): Promise<Zeroconf> {
    const { interfaces, port } = strictOptions(schema, options, 'Zeroconf.open');
    const zeroconf = new Zeroconf();
    try {
      for (const address of new Set(interfaces)) {
        zeroconf.#links.push(await Link.open(address, port, zeroconf.#listener()));
      }
    } catch (error) {
      await zeroconf.close();
      throw error;
    }
    return zeroconf;
  }

  /** Takes back every service, ends every search, and closes the sockets. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const browser of this.#browsers) browser.cancel();
    try {
      await this.#responder.close();
    } finally {
      await Promise.all(this.#links.map((link) => link.close()));
    }
  }

  /** The same as `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  async register(info: ServiceInfo): Promise<void> {
    this.#mustBeOpen();
    await this.#responder.register(info);
  }

  /** @internal */
  async deregister(info: ServiceInfo): Promise<void> {
    this.#mustBeOpen();
    if (await this.#responder.deregister(info.name)) return;
    throw new HostError(
      `there is no service ${info.name} to take back: it was not registered here, or is gone`,
    );
  }

  /** @internal */
  browse(type: string, tell: (change: ServiceStateChange, info: ServiceInfo) => void): ServiceBrowser {
    this.#mustBeOpen();
    const browser = new ServiceBrowser(type, {
      links: this.#links,
      tell,
      onTrouble: logTrouble,
      onCancel: (cancelled) => void this.#browsers.delete(cancelled),
    });
    this.#browsers.add(browser);
    return browser;
  }

  #mustBeOpen(): void {
    if (this.#isClosed) throw new HostError('this Zeroconf is closed; open another one');
  }

  #listener(): LinkListener {
    return {
      onQuery: (query, link) => this.#responder.answer(query, link),
      onResponse: (records): void => {
        this.#responder.hear(records);
        for (const browser of this.#browsers) browser.hear(records);
      },
      onTrouble: logTrouble,
    };
  }
}

/** A network may be full of broken packets: nothing a user must see. */
function logTrouble(error: Error): void {
  libraryLogger().warn({ error: messageOf(error) }, 'zeroconf');
}

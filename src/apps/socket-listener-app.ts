import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import {
  BarrierAppDROP,
  boolParam,
  intParam,
  stringParam,
  type AbstractDROP,
  type DropParam,
} from '../drops/index.js';
import { InvalidRelationshipError } from '../errors/index.js';
import { DROPLinkType, DROPRel } from '../protocol/index.js';
import { someOutputs, writeAll } from './data-links.js';

/**
 * Listens on a TCP port for one client, and writes all it sends to each output
 * (`dlg.apps.socket_listener.SocketListenerApp`). It has no inputs.
 *
 * `host` is where it listens, this machine only if it is not said (`0.0.0.0`: everywhere); `port` 1111 by default, 0
 * for any free one; `bufsize` 4096, bytes read ahead. Ports are always reused, whatever `reuseAddr` says.
 *
 * @category Applications
 */
export class SocketListenerApp extends BarrierAppDROP {
  static override readonly params: Readonly<Record<string, DropParam<unknown>>> = {
    host: stringParam('127.0.0.1'),
    port: intParam(1111, { min: 0, max: 65_535 }),
    bufsize: intParam(4096, { min: 1 }),
    reuseAddr: boolParam(false),
  };
  declare readonly host: string;
  declare readonly port: number;
  declare readonly bufsize: number;
  declare readonly reuseAddr: boolean;
  #listening!: (address: AddressInfo) => void;
  /** Where it listens, once it does. */
  readonly listening: Promise<AddressInfo> = new Promise((resolve) => (this.#listening = resolve));

  override addInput(input: AbstractDROP): void {
    throw new InvalidRelationshipError(
      new DROPRel(input.uid, DROPLinkType.INPUT, this.uid),
      'what it writes comes from the network: it has no inputs',
    );
  }

  override async run(): Promise<void> {
    const outputs = someOutputs(this);
    const { signal } = this;
    // Without a read, the system keeps what it has room for, and the client waits.
    const server = createServer({ pauseOnConnect: true, highWaterMark: this.bufsize });
    try {
      const socket = await this.#client(server, signal);
      server.close(); // one client only
      const aborted = (): void => void socket.destroy(signal.reason as Error);
      signal.addEventListener('abort', aborted, { once: true });
      try {
        for await (const chunk of socket) await writeAll(outputs, chunk as Buffer);
        signal.throwIfAborted();
      } finally {
        signal.removeEventListener('abort', aborted);
        socket.destroy();
      }
    } finally {
      server.close();
    }
  }

  async #client(server: Server, signal: AbortSignal): Promise<Socket> {
    const host = this.host === 'localhost' || this.host === '' ? '127.0.0.1' : this.host;
    const connected = once(server, 'connection', { signal }) as Promise<[Socket]>;
    connected.catch(() => {}); // an error of the server is thrown by the line below
    server.listen(this.port, host);
    await once(server, 'listening', { signal });
    this.#listening(server.address() as AddressInfo);
    const [socket] = await connected;
    return socket;
  }
}

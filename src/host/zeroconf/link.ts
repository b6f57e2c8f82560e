import { BlockList } from 'node:net';
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import type multicastDns from 'multicast-dns';
import { HostError, messageOf, MissingError } from '../../errors/index.js';
import type { ServiceRecord } from './records.js';

/** Where all that is said of services in a local network is sent to. */
const GROUP = '224.0.0.251';

/** What was asked. */
export interface Query {
  readonly questions: readonly { readonly type: string; readonly name: string }[];
  /** What the asker knows, and need not be told. */
  readonly known: readonly ServiceRecord[];
  /** What the asker wants to be itself, if nobody else is. */
  readonly proposed: readonly ServiceRecord[];
}

/** What hears of all that comes over a {@link Link}. */
export interface LinkListener {
  /** Somebody asks; answers go out over the same link. */
  onQuery(query: Query, link: Link): void;
  /** Somebody answers, or announces. */
  onResponse(records: readonly ServiceRecord[]): void;
  /** Something was not sent, or not understood. */
  onTrouble(error: Error): void;
}

type Library = typeof multicastDns;
type Socket = multicastDns.MulticastDNS;
type Answers = multicastDns.ResponseOutgoingPacket['answers'];

/**
 * One interface of this machine, as services are told of over it: packets of DNS to a group of listeners. Two sockets,
 * because one that listens to the group cannot send everywhere, and neither listens to anything but the group and
 * the address of the interface. What comes from outside of its network is not heard.
 */
export class Link {
  readonly #receiver: Socket;
  readonly #sender: Socket;

  private constructor(receiver: Socket, sender: Socket) {
    this.#receiver = receiver;
    this.#sender = sender;
  }

  /** @throws MissingError without the package; HostError when the address is not one of this machine or cannot be used. */
  static async open(address: string, port: number, listener: LinkListener): Promise<Link> {
    const network = networkOf(address);
    const library = await loaded();
    const sender = library({ interface: address, bind: address, port });
    // Windows gives packets of the group to those who are bound to the interface
    const receiver =
      process.platform === 'win32' ? sender : library({ interface: address, bind: GROUP, port });
    for (const socket of new Set([receiver, sender])) {
      socket.on('error', (error) => listener.onTrouble(error));
      socket.on('warning', (error) => listener.onTrouble(error));
    }
    const link = new Link(receiver, sender);
    try {
      await Promise.all([receiver, sender].map(ready));
    } catch (error) {
      await link.close();
      const where = `${address}, port ${String(port)}`;
      throw new HostError(`cannot listen for services at ${where}: ${messageOf(error)}`, { cause: error });
    }
    receiver.on('query', ({ questions = [], answers, authorities }, from) => {
      if (!network.check(from.address)) return;
      listener.onQuery({ questions, known: fromWire(answers), proposed: fromWire(authorities) }, link);
    });
    receiver.on('response', ({ answers, additionals }, from) => {
      if (network.check(from.address)) listener.onResponse([...fromWire(answers), ...fromWire(additionals)]);
    });
    return link;
  }

  /** Asks everybody, and says what this program wants to be itself. */
  query(
    type: 'PTR' | 'SRV' | 'A' | 'ANY',
    name: string,
    proposed: readonly ServiceRecord[] = [],
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      // the description of the library lacks ANY
      const packet = { questions: [{ type: type as 'PTR', name }], authorities: toWire(proposed) };
      this.#sender.query(packet, (error) => settle(error, resolve, reject));
    });
  }

  /** Tells everybody. */
  respond(answers: readonly ServiceRecord[], additionals: readonly ServiceRecord[] = []): Promise<void> {
    return new Promise((resolve, reject) => {
      const packet = { answers: toWire(answers), additionals: toWire(additionals) };
      this.#sender.respond(packet, (error) => settle(error, resolve, reject));
    });
  }

  async close(): Promise<void> {
    const sockets = new Set([this.#receiver, this.#sender]);
    await Promise.all([...sockets].map((socket) => new Promise<void>((resolve) => socket.destroy(resolve))));
  }
}

/** What else comes along is of other types, which nobody here looks at. */
function fromWire(records: Answers | undefined = []): readonly ServiceRecord[] {
  return records as readonly ServiceRecord[];
}

/** Records that only one may have replace older ones elsewhere at once. The library changes what it is given. */
function toWire(records: readonly ServiceRecord[]): Answers {
  return records.map((record) => ({ ...record, flush: record.type !== 'PTR' }));
}

function settle(error: Error | null | undefined, resolve: () => void, reject: (error: Error) => void): void {
  const what = 'cannot send to the services of the network';
  if (error) reject(new HostError(`${what}: ${messageOf(error)}`, { cause: error }));
  else resolve();
}

/** The library warns of a group it cannot join, and would go on without hearing anything. */
function ready(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('ready', resolve);
    socket.once('warning', reject);
    socket.once('error', reject);
  });
}

function networkOf(address: string): BlockList {
  const mine = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  const found = mine.find((one) => one.family === 'IPv4' && one.address === address);
  if (found === undefined) {
    const known = mine.flatMap((one) => (one.family === 'IPv4' ? [one.address] : [])).join(', ');
    throw new HostError(`${JSON.stringify(address)} is no IPv4 address of this machine; it has ${known}`);
  }
  const [, prefix] = (found.cidr ?? `${address}/32`).split('/');
  const network = new BlockList();
  network.addSubnet(address, Number(prefix), 'ipv4');
  return network;
}

async function loaded(): Promise<Library> {
  try {
    const { default: library } = await import('multicast-dns');
    return library;
  } catch (error) {
    throw new MissingError('zeroconf needs the package multicast-dns: npm install multicast-dns', {
      cause: error,
    });
  }
}

import { decode, encode } from '@msgpack/msgpack';
import { onTestFinished } from 'vitest';
import { Dealer } from 'zeromq';
import { InMemoryDROP, type AbstractDROP } from '../../src/drops/index.js';
import {
  DropServer,
  ZeroRPCClient,
  ZeroRPCServer,
  type DropServerOptions,
  type RPCMethod,
  type ServedSession,
  type ZeroRPCClientOptions,
  type ZeroRPCServerOptions,
} from '../../src/rpc/index.js';

export const HOST = '127.0.0.1';

/** A server of the methods, listening until the test is over. */
export async function serving(
  methods: Record<string, RPCMethod>,
  options?: ZeroRPCServerOptions,
): Promise<ZeroRPCServer> {
  const server = new ZeroRPCServer(HOST, 0, methods, options);
  onTestFinished(() => server.shutdown());
  await server.start();
  return server;
}

/** A server of the drops of the session `s1`. */
export async function servingDrops(
  drops: readonly AbstractDROP[],
  options?: DropServerOptions,
): Promise<DropServer> {
  const server = new DropServer(HOST, 0, options);
  onTestFinished(() => server.shutdown());
  server.add(sessionOf(drops));
  await server.start();
  return server;
}

export function sessionOf(drops: readonly AbstractDROP[], sessionId = 's1'): ServedSession {
  return {
    sessionId,
    drop(uid) {
      const drop = drops.find((each) => each.uid === uid);
      if (drop === undefined) throw new Error(`no ${uid}`);
      return drop;
    },
  };
}

export function aClient(options?: ZeroRPCClientOptions): ZeroRPCClient {
  const client = new ZeroRPCClient(options);
  onTestFinished(() => client.shutdown());
  return client;
}

/** Calls methods of a server with a client of its own. */
export function caller(
  { port }: { readonly port: number },
  options?: ZeroRPCClientOptions,
): (method: string, ...args: unknown[]) => Promise<unknown> {
  const client = aClient(options);
  return (method, ...args) => client.call(HOST, port, method, ...args);
}

/** A completed drop in memory. */
export async function filled(uid: string, content: string): Promise<InMemoryDROP> {
  const drop = new InMemoryDROP(uid, uid, { name: `name of ${uid}` });
  await drop.write(content);
  drop.setCompleted();
  return drop;
}

/** A socket as a peer of any kind has it. */
export function rawPeer({ port }: { readonly port: number }): Dealer {
  const socket = new Dealer({ linger: 0, receiveTimeout: 20_000 });
  onTestFinished(() => socket.close());
  socket.connect(`tcp://${HOST}:${String(port)}`);
  return socket;
}

/** A call as it is on the wire. */
export function request(method: unknown, args: unknown, header?: object): Uint8Array {
  return encode([{ message_id: Buffer.from('0'.repeat(32)), v: 3, ...header }, method, args]);
}

/** The next message a peer gets, other than heartbeats. */
export async function answer(socket: Dealer): Promise<[Record<string, unknown>, string, unknown]> {
  for (;;) {
    const [, body] = await socket.receive();
    const message = decode(body!) as [Record<string, unknown>, string, unknown];
    if (message[1] !== '_zpc_hb') return message;
  }
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Router } from 'zeromq';
import { decode, encode } from '@msgpack/msgpack';
import {
  LostRemoteError,
  RemoteError,
  RPCError,
  RPCTimeoutError,
  RPCClient,
  RPCObject,
  RPCServer,
  ZeroRPCClient,
  ZeroRPCServer,
} from '../../src/rpc/index.js';
import { aClient, answer, caller, HOST, rawPeer, request, serving } from './support.js';

const VALUES: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['booleans', [true, false]],
  ['small integers', [0, 1, -1, 127, 128, -32, -33, 65_535, 65_536, -(2 ** 31)]],
  ['integers of more than 32 bits', [2 ** 31, 2 ** 32, 2 ** 40, -(2 ** 40), Number.MAX_SAFE_INTEGER]],
  ['integers beyond 2^53', [2n ** 53n, -(2n ** 63n), 2n ** 64n - 1n]],
  ['floats', [0.5, -1e300, Infinity]],
  ['texts', ['', 'é', '😀', 'x'.repeat(100_000)]],
  ['bytes', Buffer.from([0, 1, 254, 255])],
  ['no bytes', Buffer.alloc(0)],
  ['lists in lists', [[], [[1], [2, [3]]]]],
  ['dicts', { a: 1, b: { c: [null] }, '': 0 }],
];

describe('calls', () => {
  it.each(VALUES)('carry %s there and back', async (_, value) => {
    const call = caller(await serving({ echo: (given: unknown) => given }));
    expect(await call('echo', value)).toStrictEqual(value);
  });

  it('tell no value as null, a Map as a dict', async () => {
    const call = caller(await serving({ echo: (given: unknown) => given }));
    expect(await call('echo', undefined)).toBe(null);
    expect(await call('echo', new Map([['a', 1]]))).toEqual({ a: 1 });
  });

  it('carry NaN', async () => {
    const call = caller(await serving({ echo: (given: unknown) => given }));
    expect(await call('echo', NaN)).toBe(NaN);
  });

  it('may be many at once, and are answered each for itself', async () => {
    const call = caller(await serving({ slow: (n: number) => new Promise((done) => setImmediate(done, n)) }));
    const numbers = Array.from({ length: 500 }, (_, n) => n);
    expect(await Promise.all(numbers.map((n) => call('slow', n)))).toEqual(numbers);
  });

  it('go over one connection to a peer', async () => {
    const server = await serving({ ping: () => 1 });
    let connections = 0;
    const relay = createServer((incoming) => {
      connections++;
      const outgoing = connect(server.port, HOST);
      incoming.pipe(outgoing).pipe(incoming);
      for (const socket of [incoming, outgoing]) socket.on('error', () => undefined);
    });
    onTestFinished(() => void relay.close());
    relay.listen(0, HOST);
    await once(relay, 'listening');
    const client = aClient();
    const { port } = relay.address() as AddressInfo;
    for (let n = 0; n < 20; n++) await client.call(HOST, port, 'ping');
    await Promise.all(Array.from({ length: 20 }, () => client.call(HOST, port, 'ping')));
    expect(connections).toBe(1);
  });

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a Date', new Date()],
    ['a Set', new Set()],
    ['a class instance', new RPCObject()],
    ['an integer of 65 bits', 2n ** 64n],
    ['half a character', 'a\ud800'],
    ['a typed array', new Float64Array(2)],
    ['a Map with a key that is no text', new Map([[1, 2]])],
  ])('refuse to send %s, and say where it stands', async (_, value) => {
    const call = caller(await serving({ echo: (given: unknown) => given }));
    await expect(call('echo', 1, { deep: [value] })).rejects.toThrow(/argument 2\.deep/);
  });

  it('refuse to send what is in circles', async () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const call = caller(await serving({ echo: (given: unknown) => given }));
    await expect(call('echo', circle)).rejects.toThrow('in circles');
  });

  it('are restored after a peer that went away comes back', async () => {
    const first = await serving({ ping: () => 1 });
    const client = aClient({ timeout: 300 });
    const { port } = first;
    expect(await client.call(HOST, port, 'ping')).toBe(1);
    await first.shutdown();
    await expect(client.call(HOST, port, 'ping')).rejects.toThrow(RPCTimeoutError);
    const second = new ZeroRPCServer(HOST, port, { ping: () => 2 });
    onTestFinished(() => second.shutdown());
    await second.start();
    expect(await caller(second)('ping')).toBe(2);
    expect(await client.call(HOST, port, 'ping')).toBe(2);
  });
});

describe('what fails', () => {
  it('is told with the class and the message it had there', async () => {
    const fail = (): never => {
      throw new TypeError('not a number');
    };
    const call = caller(await serving({ fail }));
    const error = await call('fail').catch((thrown: unknown) => thrown as RemoteError);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({
      remoteName: 'TypeError',
      remoteMessage: 'not a number',
      code: 'DLG_ERR_RPC',
    });
  });

  it('is told also where something odd was thrown, or nothing can be sent', async () => {
    const call = caller(
      await serving({
        odd: () => Promise.reject(Object.create(null) as Error),
        half: () => Promise.reject(new Error('\ud800')),
        unsendable: () => new Date(),
        long: () => Buffer.alloc(101 * 2 ** 20),
      }),
    );
    await expect(call('odd')).rejects.toThrow(RemoteError);
    await expect(call('half')).rejects.toThrow('\ufffd');
    await expect(call('unsendable')).rejects.toThrow('an instance of Date');
    await expect(call('long')).rejects.toThrow('send it in pieces');
  });

  it('names a method that is not there', async () => {
    const call = caller(await serving({ known: () => 1 }));
    await expect(call('unknown')).rejects.toThrow('no method "unknown"');
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', '__defineGetter__'])(
    'includes %s, which every object has',
    async (name) => {
      const call = caller(await serving({}));
      await expect(call(name)).rejects.toThrow(RemoteError);
    },
  );

  it('is told when it is not answered in time', async () => {
    const call = caller(await serving({ never: () => new Promise(() => undefined) }), { timeout: 50 });
    await expect(call('never')).rejects.toThrow(RPCTimeoutError);
  });

  it('is told when nobody is there', async () => {
    const client = aClient({ timeout: 100 });
    await expect(client.call(HOST, 1, 'any')).rejects.toThrow(RPCTimeoutError);
  });

  it('is told of calls under way at a shutdown', async () => {
    const client = new ZeroRPCClient();
    const server = await serving({ never: () => new Promise(() => undefined) });
    const calling = client.call(HOST, server.port, 'never');
    const failing = expect(calling).rejects.toThrow('shut down');
    await client.call(HOST, server.port, '_zerorpc_ping');
    await client.shutdown();
    await failing;
    expect(client.rpcRunning).toBe(false);
  });
});

describe('heartbeats', () => {
  it('keep a call going for longer than a side may be silent', async () => {
    const server = await serving(
      { slow: () => new Promise((done) => setTimeout(done, 400, 'done')) },
      { heartbeat: 50 },
    );
    expect(await caller(server, { heartbeat: 50 })('slow')).toBe('done');
  });

  it('that stay out end the call at the side that made it', async () => {
    const mute = new Router({ linger: 0 });
    onTestFinished(() => mute.close());
    await mute.bind(`tcp://${HOST}:0`);
    const port = Number(mute.lastEndpoint?.split(':').at(-1));
    const client = aClient({ heartbeat: 30 });
    await expect(client.call(HOST, port, 'any')).rejects.toThrow(LostRemoteError);
  });

  it('that stay out end the call at the side that answers it', async () => {
    let ended = (): void => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let n = 0; ; n++) yield await Promise.resolve(n);
      } finally {
        ended();
      }
    }
    const peer = rawPeer(await serving({ endless }, { heartbeat: 30 }));
    await peer.send(['', request('endless', [])]);
    expect((await answer(peer)).slice(1)).toEqual(['STREAM', 0]);
    await over;
  });
});

describe('streams', () => {
  const count = async function* (to: number): AsyncGenerator<number> {
    for (let n = 0; n < to; n++) yield await Promise.resolve(n);
  };

  it('give all values in their order', async () => {
    const call = caller(await serving({ count }));
    const all: unknown[] = [];
    for await (const n of (await call('count', 1000)) as AsyncIterable<unknown>) all.push(n);
    expect(all).toEqual(Array.from({ length: 1000 }, (_, n) => n));
  });

  it('may be of generators that are not async, and an array is a value', async () => {
    const call = caller(await serving({ words: () => ['a', 'b'].values(), list: () => ['a', 'b'] }));
    const all: unknown[] = [];
    for await (const word of (await call('words')) as AsyncIterable<unknown>) all.push(word);
    expect(all).toEqual(['a', 'b']);
    expect(await call('list')).toEqual(['a', 'b']);
  });

  it('are made no faster than they are read', async () => {
    let made = 0;
    const call = caller(
      await serving({
        *fast() {
          for (;;) yield made++;
        },
      }),
    );
    const stream = (await call('fast')) as AsyncIterableIterator<unknown>;
    for (let n = 0; n < 10; n++) await stream.next();
    await call('_zerorpc_ping');
    expect(made).toBeLessThan(250);
    await stream.return?.();
  });

  it('that nobody reads any more end their generator', async () => {
    let ended = (): void => undefined;
    const over = new Promise<void>((resolve) => (ended = resolve));
    const server = await serving(
      {
        async *endless() {
          try {
            for (;;) yield await Promise.resolve(0);
          } finally {
            ended();
          }
        },
      },
      { heartbeat: 30 },
    );
    for await (const _ of (await caller(server)('endless')) as AsyncIterable<unknown>) break;
    await over;
  });

  it('that fail on the way give what came before, then the error', async () => {
    const call = caller(
      await serving({
        *failing() {
          yield 1;
          throw new RangeError('enough');
        },
      }),
    );
    const stream = (await call('failing')) as AsyncIterableIterator<unknown>;
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    await expect(stream.next()).rejects.toThrow('RangeError: enough');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('tell their error once, also to who asked before it came', async () => {
    const call = caller(
      await serving({
        async *failing() {
          yield 1;
          await new Promise((resolve) => setTimeout(resolve, 50));
          throw new RangeError('enough');
        },
      }),
    );
    const stream = (await call('failing')) as AsyncIterableIterator<unknown>;
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    const [second, third] = await Promise.allSettled([stream.next(), stream.next()]);
    expect(second).toMatchObject({ status: 'rejected' });
    expect(third).toEqual({ status: 'fulfilled', value: { done: true, value: undefined } });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a server', () => {
  it('listens at this machine alone unless told otherwise', () => {
    expect(new ZeroRPCServer().host).toBe(HOST);
    expect(new ZeroRPCServer().port).toBe(6666);
  });

  it('leaves out a port behind the host, as names of nodes have it', () => {
    expect(new ZeroRPCServer('node1:8000:5555:6666', 1).host).toBe('node1');
    expect(new ZeroRPCServer('[::1]:8000', 1).host).toBe('::1');
  });

  it('listens at a name', async () => {
    const server = new ZeroRPCServer('localhost', 0, { ping: () => 1 });
    onTestFinished(() => server.shutdown());
    await server.start();
    expect(await aClient().call('localhost', server.port, 'ping')).toBe(1);
  });

  it('says when the port is taken, and can be started later', async () => {
    const first = await serving({});
    const second = new ZeroRPCServer(HOST, first.port, { ping: () => 2 });
    onTestFinished(() => second.shutdown());
    await expect(second.start()).rejects.toThrow(/Nothing can listen at .* in use/);
    expect(second.rpcRunning).toBe(false);
    await first.shutdown();
    await second.start();
    expect(second.rpcRunning).toBe(true);
    expect(await caller(second)('ping')).toBe(2);
  });

  it('is started once, and can be shut down twice', async () => {
    const server = await serving({});
    const { port } = server;
    await server.start();
    expect(server.port).toBe(port);
    await server.shutdown();
    await server.shutdown();
    expect(server.rpcRunning).toBe(false);
  });

  it('tells about itself, as tools of zerorpc ask', async () => {
    const call = caller(await serving({ a: () => 1, b: () => 2 }, { name: 'mine' }));
    expect(await call('_zerorpc_ping')).toEqual(['pong', 'mine']);
    expect(await call('_zerorpc_list')).toEqual(['a', 'b']);
    expect(await call('_zerorpc_name')).toBe('mine');
    expect(await call('_zerorpc_inspect')).toMatchObject({ name: 'mine', methods: { a: { args: [] } } });
    expect(await call('_zerorpc_help', 'a')).toBe('');
    await expect(call('_zerorpc_args', 'c')).rejects.toThrow('no such method');
  });

  it.each([
    [{ methods: { _hidden: () => 1 } }, '"_hidden" begins with an underscore'],
    [{ methods: { x: 1 } }, '"x" must be a function'],
    [
      { options: { hartbeat: 1 } },
      'Unknown option "hartbeat" of ZeroRPCServer; valid options: name, maxCalls',
    ],
    [{ options: { heartbeat: 0 } }, '"heartbeat" must be a positive integer'],
    [{ port: 65_536 }, 'A port must be an integer from 0 to 65535, got 65536'],
    [{ host: '' }, 'A host must be a name'],
  ])('says what is wrong with %j', (given, message) => {
    const { host, port, methods, options } = {
      host: HOST,
      port: 0,
      methods: {},
      options: {},
      ...(given as object),
    };
    expect(() => new ZeroRPCServer(host, port, methods, options)).toThrow(message);
  });

  it('goes by the names of DALiuGE too', () => {
    expect(RPCServer).toBe(ZeroRPCServer);
    expect(RPCClient).toBe(ZeroRPCClient);
  });
});

describe('bytes on the wire', () => {
  it('of a call are those Python sends', async () => {
    const router = new Router({ linger: 0 });
    onTestFinished(() => router.close());
    await router.bind(`tcp://${HOST}:0`);
    const port = Number(router.lastEndpoint?.split(':').at(-1));
    const calling = aClient().call(HOST, port, 'has_method', 's1', 'A', 'open');
    const [identity, empty, body] = await router.receive();
    expect(empty).toHaveLength(0);
    expect(identity!.length).toBeGreaterThan(0);
    const id =
      /^93 82 aa(6d6573736167655f6964) c4 20 (.{64}) a1 76 03 aa(6861735f6d6574686f64) 93 a2 7331 a1 41 a4 6f70656e$/;
    const hex = body!.toString('hex');
    const [, key, digits, name] = new RegExp(id.source.replaceAll(' ', '')).exec(hex) ?? [];
    expect(Buffer.from(key!, 'hex').toString()).toBe('message_id');
    expect(Buffer.from(digits!, 'hex').toString()).toMatch(/^[0-9a-f]{32}$/);
    expect(Buffer.from(name!, 'hex').toString()).toBe('has_method');
    const header = {
      message_id: Buffer.from('f'.repeat(32)),
      v: 3,
      response_to: Buffer.from(digits!, 'hex'),
    };
    await router.send([identity!, '', encode([header, 'OK', [true]])]);
    expect(await calling).toBe(true);
  });

  it.each([
    ['bytes', Buffer.from('a'.repeat(32))],
    ['text', 'some-id'],
  ])('give an id back as %s, as it came', async (_, id) => {
    const peer = rawPeer(await serving({ one: () => 1 }));
    await peer.send(['', encode([{ message_id: id, v: 3 }, 'one', []])]);
    const [header, name, args] = await answer(peer);
    expect([name, args]).toEqual(['OK', [1]]);
    expect(header['v']).toBe(3);
    expect(typeof header['response_to']).toBe(typeof id);
    expect(Buffer.from(header['response_to'] as string)).toEqual(Buffer.from(id));
  });

  it('of an error are class, message and what Python shows', async () => {
    const fail = (): never => {
      throw new RangeError('too far');
    };
    const peer = rawPeer(await serving({ fail }));
    await peer.send(['', request('fail', [])]);
    expect((await answer(peer)).slice(1)).toEqual(['ERR', ['RangeError', 'too far', 'RangeError: too far']]);
  });

  it('of a beat belong to the call', async () => {
    const peer = rawPeer(await serving({ never: () => new Promise(() => undefined) }, { heartbeat: 20 }));
    await peer.send(['', request('never', [])]);
    const [, body] = await peer.receive();
    const [header, name, args] = decode(body!) as [Record<string, unknown>, string, unknown];
    expect([name, args]).toEqual(['_zpc_hb', [0]]);
    expect(Buffer.from(header['response_to'] as Uint8Array).toString()).toBe('0'.repeat(32));
  });

  it('are those of both sides where a peer answers with a name nobody knows', async () => {
    const router = new Router({ linger: 0 });
    onTestFinished(() => router.close());
    await router.bind(`tcp://${HOST}:0`);
    const port = Number(router.lastEndpoint?.split(':').at(-1));
    const calling = aClient().call(HOST, port, 'any');
    const failing = expect(calling).rejects.toThrow(RPCError);
    const [identity, , body] = await router.receive();
    const [{ message_id }] = decode(body!) as [{ message_id: Uint8Array }];
    await router.send([
      identity!,
      '',
      encode([{ message_id: 'x', v: 3, response_to: message_id }, 'WHAT', null]),
    ]);
    await failing;
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import {
  BarrierAppDROP,
  FileDROP,
  InMemoryDROP,
  NullDROP,
  type AppDROP,
  type DataDROP,
} from '../../src/drops/index.js';
import { compile, delayed, runGraph } from '../../src/index.js';
import { DROPStates } from '../../src/protocol/index.js';
import {
  DropProxy,
  DropServer,
  ProxyInfo,
  RemoteError,
  RPCError,
  ZeroRPCClient,
} from '../../src/rpc/index.js';
import {
  aClient,
  answer,
  caller,
  filled,
  HOST,
  rawPeer,
  request,
  servingDrops,
  sessionOf,
} from './support.js';

class NothingApp extends BarrierAppDROP {
  secret = 'kept';
  run(): void {}
  speak(word: string): string {
    return `${word}!`;
  }
}

/** A proxy of the first of the drops. */
async function proxied<D = DataDROP>(
  ...drops: [DataDROP | AppDROP, ...(DataDROP | AppDROP)[]]
): Promise<DropProxy<D>> {
  const server = await servingDrops(drops);
  return new DropProxy<D>(aClient(), HOST, server.port, 's1', drops[0].uid);
}

describe('a proxy of a drop', () => {
  it('reads its properties', async () => {
    const proxy = await proxied(await filled('A', 'hello'));
    expect(await proxy.status).toBe(DROPStates.COMPLETED);
    expect(await proxy.size).toBe(5);
    expect(await proxy.checksum).toBe(2591144780);
    expect(await proxy.name).toBe('name of A');
    expect(await Promise.all([proxy.oid, proxy.persist, proxy.dataURL])).toEqual([
      'A',
      false,
      expect.stringContaining('://'),
    ]);
  });

  it('knows its uid, has no links, and hears no events', async () => {
    const proxy = await proxied(await filled('A', ''));
    expect(proxy.uid).toBe('A');
    for (const links of ['inputs', 'streamingInputs', 'outputs', 'consumers', 'producers'] as const) {
      expect(proxy[links]).toEqual([]);
    }
    expect(proxy.handleEvent({ type: 'dropCompleted' })).toBe(undefined);
  });

  it('is no promise, no JSON of its drop, and of its class', async () => {
    const proxy = await proxied(await filled('A', ''));
    expect(await proxy).toBe(proxy);
    expect(proxy instanceof DropProxy).toBe(true);
    expect(JSON.parse(JSON.stringify(proxy))).toMatchObject({ uid: 'A' });
    expect(() => Object.assign(proxy, { status: 2 })).toThrow('cannot be set');
  });

  it('writes, completes and reads it', async () => {
    const drop = new InMemoryDROP('A', 'A');
    const proxy = await proxied(drop);
    expect(await proxy.write(Buffer.from([1, 2, 3]))).toBe(3);
    expect(await proxy.write('é')).toBe(2);
    await proxy.setCompleted();
    expect(drop.status).toBe(DROPStates.COMPLETED);
    const descriptor = await proxy.open();
    expect(await proxy.read(descriptor, 2)).toEqual(Buffer.from([1, 2]));
    expect(await proxy.read(descriptor)).toEqual(Buffer.from([3])); // as it was written
    expect(await proxy.read(descriptor)).toEqual(Buffer.from('é'));
    expect(await proxy.read(descriptor)).toHaveLength(0);
    expect(await proxy.isBeingRead()).toBe(true);
    await proxy.close(descriptor);
    expect(drop.isBeingRead()).toBe(false);
    await expect(proxy.read(descriptor)).rejects.toThrow('no open descriptor');
  });

  it('gives the error of a method', async () => {
    const proxy = await proxied(await filled('A', ''));
    const error = await proxy.write('more').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ remoteName: 'DropStateError' });
  });

  it('says what is not there: a method, a drop, a session', async () => {
    const drop = await filled('A', '');
    const server = await servingDrops([drop]);
    const client = aClient();
    const at = (session: string, uid: string): DropProxy<{ jump(): void }> =>
      new DropProxy(client, HOST, server.port, session, uid);
    await expect(at('s1', 'A').jump()).rejects.toThrow(
      '"A" of session "s1" at 127.0.0.1 has no method "jump"',
    );
    await expect(at('s1', 'B').jump()).rejects.toThrow(RPCError);
    await expect(at('s2', 'A').jump()).rejects.toThrow(RPCError);
  });

  it('stands for a method that is awaited without a call', async () => {
    const drop = new InMemoryDROP('A', 'A');
    const proxy = await proxied(drop);
    const write = (await proxy.write) as (data: string) => Promise<number>;
    expect(await write('abc')).toBe(3);
  });

  it('can be made of what says where the drop is', async () => {
    const drop = new InMemoryDROP('A', 'A', { dlg_session_id: 's1' });
    const server = await servingDrops([drop]);
    const info = ProxyInfo.fromDataDrop(drop, server);
    expect(info).toEqual(new ProxyInfo(HOST, server.port, 's1', 'A'));
    expect(Object.isFrozen(info)).toBe(true);
    const proxy = new DropProxy(aClient(), info);
    expect(await proxy.status).toBe(DROPStates.INITIALIZED);
    expect(ProxyInfo.fromDataDrop(proxy)).toBe(info);
    expect(() => ProxyInfo.fromDataDrop(drop)).toThrow('give the server');
  });

  it('refuses a host or a port that are none', () => {
    expect(() => new DropProxy(new ZeroRPCClient(), '', 1, 's', 'u')).toThrow('A host must be');
    expect(() => new ProxyInfo('h', 0, 's', 'u')).toThrow('A port must be an integer from 1');
  });

  it('tells of bytes that a drop of Python did not take', async () => {
    const methods = { has_method: () => true, call_drop: () => -2 };
    const client = aClient();
    client.call = (_host, _port, method: keyof typeof methods) => Promise.resolve(methods[method]());
    const proxy = new DropProxy(client, HOST, 1, 's', 'u');
    await expect(proxy.write('x')).rejects.toThrow('in a state in which nothing can be written');
  });

  it('has the types of its drop, with promises', async () => {
    const proxy = await proxied<AppDROP>(new NothingApp('app', 'app', { n_effective_inputs: 1 }));
    expectTypeOf(proxy.execStatus).toEqualTypeOf<Promise<AppDROP['execStatus']>>();
    expectTypeOf(proxy.cancel).toEqualTypeOf<() => Promise<void>>();
    expectTypeOf(proxy.uid).toEqualTypeOf<string>();
    expect(await proxy.execStatus).toBe(0);
    await proxy.cancel();
    expect(await proxy.execStatus).toBe(4);
  });
});

describe('a server of drops', () => {
  it('serves the drops of a run', async () => {
    const session = await runGraph(compile(delayed((n: number) => `${String(n)} done`, { key: 'k' })(7)));
    await session.finished;
    const server = new DropServer(HOST, 0);
    onTestFinished(() => server.shutdown());
    server.add(session);
    await server.start();
    const proxy = new DropProxy(aClient(), HOST, server.port, session.sessionId, 'k');
    const descriptor = await proxy.open();
    expect((await proxy.read(descriptor)).toString()).toBe('7 done');
    expect(server.remove(session.sessionId)).toBe(true);
    expect(await caller(server)('has_method', session.sessionId, 'k', 'open')).toBe(false);
  });

  it('serves several sessions, and none twice', async () => {
    const server = await servingDrops([await filled('A', 'one')]);
    server.add(sessionOf([await filled('A', 'second')], 's2'));
    const call = caller(server);
    expect(await call('get_drop_property', 's1', 'A', 'size')).toBe(3);
    expect(await call('get_drop_property', 's2', 'A', 'size')).toBe(6);
    expect(() => server.add(sessionOf([], 's2'))).toThrow('"s2" is served already');
    expect(server.remove('s3')).toBe(false);
  });

  it('gives what DALiuGE asks of drops', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'rpc-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const filepath = path.join(directory, 'data.txt');
    await writeFile(filepath, 'x');
    const file = new FileDROP('F', 'F', {
      filepath,
      dlg_session: { sessionId: 's1', directory, allowOutside: true },
      func: () => 1,
      answer: 42,
      node: 'here',
    });
    const memory = await filled('M', 'x');
    const call = caller(await servingDrops([file, memory, new NullDROP('N', 'N')]));
    const get = (uid: string, name: string): Promise<unknown> => call('get_drop_property', 's1', uid, name);
    expect(await get('F', 'path')).toBe(filepath);
    expect(await get('F', 'dirname')).toBe(directory);
    expect(await get('F', 'node')).toBe('here');
    expect(await get('F', 'parameters')).toEqual({ filepath, answer: 42 });
    expect(await get('F', 'dataURL')).toBe(await get('F', 'dataUrl'));
    expect(await get('F', 'dataUrl')).toMatch(/^file:/);
    expect(await get('F', 'buftype')).toBe(null);
    expect(await get('M', 'buftype')).toBe('bytes');
    expect(await get('M', 'status')).toBe(2);
    expect(await get('F', 'checksum')).toBe(null);
    expect(await call('has_method', 's1', 'M', 'path')).toBe(false);
    expect(await call('call_drop', 's1', 'M', 'getLogs')).toEqual([]);
  });

  it('answers what is not there with false, or the name of the drop', async () => {
    const call = caller(await servingDrops([await filled('A', ''), new NullDROP('B', 'B')]));
    expect(await call('has_method', 's1', 'A', 'nothing')).toBe(false);
    expect(await call('has_method', 's1', 'C', 'open')).toBe(false);
    expect(await call('has_method', 's2', 'A', 'open')).toBe(false);
    expect(await call('get_drop_property', 's1', 'A', 'path')).toBe('name of A');
    expect(await call('get_drop_property', 's1', 'B', 'nothing')).toBe('B');
    expect(await call('get_drop_property', 's1', 'C', 'status')).toBe('C');
    expect(await call('call_drop', 's1', 'A', 'nothing')).toBe('name of A');
    expect(await call('call_drop', 's2', 'C', 'open')).toBe('C');
    expect(await call('get_drop_property')).toBe('');
    expect(await call('call_drop', null, 7)).toBe('');
  });

  const HIDDEN = [
    ...[
      'constructor',
      '__proto__',
      'prototype',
      '__defineGetter__',
      'hasOwnProperty',
      'toString',
      'valueOf',
      'isPrototypeOf',
    ],
    ...[
      'fireEvent',
      'learnSize',
      'dropContent',
      'keepContent',
      'makeStore',
      'openReader',
      'initialize',
      'perform',
    ],
    ...[
      'subscribe',
      'unsubscribe',
      'handleEvent',
      'run',
      'runner',
      'secret',
      'speak',
      'session',
      'store',
      'error',
      'param',
    ],
    ...[
      'getEnvironmentVariable',
      'consumers',
      'producers',
      'parent',
      'signal',
      '#status',
      '_status',
      '',
      ' open',
      'OPEN',
    ],
  ];

  it('lets nobody reach what is not public', async () => {
    const app = new NothingApp('A', 'A', { n_effective_inputs: 1 });
    const drops = [app, await filled('B', '')];
    const call = caller(await servingDrops(drops));
    for (const { uid, name } of drops) {
      for (const hidden of HIDDEN) {
        expect(await call('has_method', 's1', uid, hidden), hidden).toBe(false);
        expect(await call('get_drop_property', 's1', uid, hidden), hidden).toBe(name || uid);
        expect(await call('call_drop', 's1', uid, hidden, 'x'), hidden).toBe(name || uid);
      }
    }
    expect(app.secret).toBe('kept');
    await expect(call('shutdown')).rejects.toThrow('no method');
    await expect(call('remove', 's1')).rejects.toThrow('no method');
  });

  it('takes only texts as names', async () => {
    const call = caller(await servingDrops([await filled('A', '')]));
    for (const name of [['open'], { toString: 1 }, null, 7, true]) {
      expect(await call('has_method', 's1', 'A', name)).toBe(false);
      expect(await call('call_drop', 's1', 'A', name)).toBe('name of A');
    }
    expect(await call('has_method', ['s1'], ['A'], 'open')).toBe(false);
  });

  it('lets others reach what its owner says of own classes', async () => {
    const app = new NothingApp('A', 'A', { n_effective_inputs: 1 });
    const server = await servingDrops([app], { expose: ['speak', 'secret'] });
    const proxy = new DropProxy<NothingApp>(aClient(), HOST, server.port, 's1', 'A');
    expect(await proxy.speak('yes')).toBe('yes!');
    expect(await proxy.secret).toBe('kept');
    for (const name of ['constructor', '_x', '__proto__', '']) {
      expect(() => new DropServer(HOST, 0, { expose: [name] })).toThrow('cannot be exposed');
    }
    expect(() => new DropServer(HOST, 0, { exposes: [] } as object)).toThrow(
      'Unknown option "exposes" of DropServer',
    );
  });

  it('never answers with an error of ZeroRPC, for which a peer of DALiuGE would wait for ever', async () => {
    const server = await servingDrops([await filled('A', ''), new InMemoryDROP('B', 'B')]);
    const peer = rawPeer(server);
    const failing: [string, unknown][] = [
      ['call_drop', ['s1', 'A', 'write', 'more']],
      ['call_drop', ['s1', 'B', 'open']],
      ['call_drop', ['s1', 'A', 'read', 99]],
      ['call_drop', ['s1', 'A', 'read', 1, 'all']],
      ['call_drop', ['s1', 'A', 'close', null]],
      ['call_drop', ['s1', 'A', 'write', 7]],
      ['call_drop', null],
      ['getSessions', []],
    ];
    for (const [method, args] of failing) {
      await peer.send(['', request(method, args)]);
      const [, name, content] = await answer(peer);
      expect(name).toBe('FAIL');
      expect(content).toEqual([expect.any(String), expect.any(String), '']);
    }
    await peer.send(['', request('has_method', ['s1', 'A', 'open'], { v: 9 })]);
    expect((await answer(peer))[1]).toBe('FAIL');
  });

  it('answers what takes too long before a peer gives up', async () => {
    class StuckDROP extends InMemoryDROP {
      override exists(): Promise<boolean> {
        return new Promise(() => undefined);
      }
    }
    const server = await servingDrops([new StuckDROP('A', 'A')], { answerWithin: 30 });
    await expect(caller(server)('call_drop', 's1', 'A', 'exists')).rejects.toThrow(
      'is not done after 30 ms; it goes on',
    );
  });

  it('keeps descriptors of peers apart from those of this process', async () => {
    const drop = await filled('A', 'abc');
    const own = await drop.open();
    const call = caller(await servingDrops([drop, await filled('B', 'x')]));
    await expect(call('call_drop', 's1', 'A', 'close', own)).rejects.toThrow('no open descriptor');
    const remote = await call('call_drop', 's1', 'A', 'open');
    await expect(call('call_drop', 's1', 'B', 'read', remote)).rejects.toThrow('no open descriptor');
    expect(await drop.read(own)).toEqual(Buffer.from('abc'));
    await drop.close(own);
    await call('call_drop', 's1', 'A', 'close', remote);
    expect(drop.isBeingRead()).toBe(false);
  });

  it('closes what peers left open: the longest unused beyond a number, all at its end', async () => {
    const drop = await filled('A', 'abc');
    const server = await servingDrops([drop], { maxReaders: 2 });
    const call = caller(server);
    const open = (): Promise<unknown> => call('call_drop', 's1', 'A', 'open');
    const [first, second] = [await open(), await open()];
    expect(await call('call_drop', 's1', 'A', 'read', first, 1)).toEqual(Buffer.from('a'));
    await open();
    await expect(call('call_drop', 's1', 'A', 'read', second)).rejects.toThrow('no open descriptor');
    expect(await call('call_drop', 's1', 'A', 'read', first)).toEqual(Buffer.from('bc'));
    await server.shutdown();
    expect(drop.isBeingRead()).toBe(false);
  });

  it('gives at most a megabyte at once, whatever is asked for', async () => {
    const call = caller(await servingDrops([await filled('A', 'x'.repeat(3 * 2 ** 20))]));
    const descriptor = await call('call_drop', 's1', 'A', 'open');
    for (const count of [2 ** 40, -1, 0]) {
      expect(await call('call_drop', 's1', 'A', 'read', descriptor, count)).toHaveLength(2 ** 20);
    }
    expect(await call('call_drop', 's1', 'A', 'read', descriptor, 2 ** 40)).toHaveLength(0);
  });
});

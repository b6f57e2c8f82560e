import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  EventPublisher,
  RemoteError,
  type RPCResponse,
  RPCClientBase,
  RPCObject,
  RPCServerBase,
  ZeroRPCClient,
  type RemoteMethod,
} from '../../src/rpc/index.js';
import { aClient, filled, HOST, serving, servingDrops } from './support.js';

describe('what speaks with other processes', () => {
  it('runs between start and shutdown', async () => {
    const object = new RPCObject();
    expect(object.rpcRunning).toBe(false);
    await object.start();
    expect(object.rpcRunning).toBe(true);
    await object.shutdown();
    expect(object.rpcRunning).toBe(false);
  });

  it('can be held with await using', async () => {
    const server = await serving({});
    await server[Symbol.asyncDispose]();
    expect(server.rpcRunning).toBe(false);
  });

  it('is of the classes of DALiuGE', async () => {
    const server = await serving({});
    for (const object of [server, new EventPublisher(), new ZeroRPCClient()])
      expect(object).toBeInstanceOf(RPCObject);
    expect(server).toBeInstanceOf(RPCServerBase);
    expect(new ZeroRPCClient()).toBeInstanceOf(RPCClientBase);
  });

  it.each([
    [{ timeout: 0 }, '"timeout" must be a positive integer'],
    [{ timeout: 2 ** 31 }, '"timeout" must be less than 2^31'],
    [{ heartbeat: 1.5 }, '"heartbeat" must be a positive integer'],
    [
      { timeouts: 1 },
      'Unknown option "timeouts" of ZeroRPCClient; valid options: timeout, heartbeat, maxMessageSize',
    ],
  ])('says what is wrong with the options %j', (options, message) => {
    expect(() => new ZeroRPCClient(options as object)).toThrow(message);
  });
});

it('a client puts answers and failures into the queues of requests, as that of DALiuGE', async () => {
  const fail = (): never => {
    throw new Error('no');
  };
  const { port } = await serving({ add: (a: number, b: number) => a + b, fail });
  const client = aClient();
  const answers: RPCResponse[] = [];
  const queue = { put: (response: RPCResponse): unknown => answers.push(response) };
  const request = new ZeroRPCClient.request('add', [1, 2], queue);
  expect([request[0], request[1], request[2]]).toEqual([request.method, request.args, request.queue]);
  await client.put(HOST, port, request);
  await client.put(HOST, port, new ZeroRPCClient.request('fail', [], queue));
  expect(answers[0]).toEqual(new ZeroRPCClient.response(3, false));
  expect(answers[1]).toMatchObject({ isException: true, value: expect.any(RemoteError) });
  expect([answers[0]?.[0], answers[0]?.[1]]).toEqual([3, false]);
});

describe('an attribute of a remote drop', () => {
  it('is its property, or a function that calls its method', async () => {
    const { port } = await servingDrops([await filled('A', 'abc')]);
    const client = aClient();
    const attribute = (name: string): Promise<unknown> =>
      client.getDropAttribute(HOST, port, 's1', 'A', name);
    expect(await attribute('size')).toBe(3);
    expect(await attribute('nothing')).toBe('name of A');
    const isCompleted = (await attribute('isCompleted')) as RemoteMethod;
    expect(await isCompleted()).toBe(true);
    expect(await client.hasMethod(HOST, port, 's1', 'A', 'size')).toBe(false);
  });
});

it('a process ends while its client is idle, though a peer is lost and a stream was left', async () => {
  const { port } = await serving({
    one: () => 1,
    *many() {
      for (let n = 0; ; n++) yield n;
    },
  });
  const code = `
    import { ZeroRPCClient } from ${JSON.stringify(new URL('../../src/rpc/index.ts', import.meta.url).href)};
    const client = new ZeroRPCClient({ timeout: 5000 });
    const call = (method, port = ${String(port)}) => client.call('${HOST}', port, method);
    for await (const n of await call('many')) if (n === 3) break;
    await new ZeroRPCClient({ timeout: 1 }).call('${HOST}', 1, 'lost').catch((error) => console.log(error.name));
    console.log(await call('one'));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += String(text)));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said).toBe('RPCTimeoutError\n1\n');
});

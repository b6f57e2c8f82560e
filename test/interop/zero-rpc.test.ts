import { describe, expect, it, onTestFinished } from 'vitest';
import { InMemoryDROP } from '../../src/drops/index.js';
import { DropProxy, RemoteError, ZeroRPCClient } from '../../src/rpc/index.js';
import { aClient, filled, HOST, serving, servingDrops } from '../rpc/support.js';
import { askPython, Program, whySkipped } from './python.js';

/** Longer than a side may be silent, and than the tests of the wire take in all. */
const LONG_CALL = 25_000;

const CLIENT = `
import gevent, zerorpc
client = zerorpc.Client(timeout=given.get("timeout", 30))
client.connect("tcp://127.0.0.1:%d" % given["port"])
`;

describe.skipIf(whySkipped !== undefined)('a client in Python', () => {
  it('gets values and bytes from a server here, as it sent them', async () => {
    const server = await serving({ echo: (value: unknown) => value });
    const answer = await askPython(
      `${CLIENT}
values = [None, True, 0, -1, 2**31, -2**31, 2**32, 2**40, 2**53 + 1, 2**64 - 1, -2**63, 0.5, 1e300, "", "\\u00e9\\U0001f600",
          b"", bytes(range(256)), b"x" * 1000000, [], [1, [2, [3]]], {}, {"a": {"b": [None]}}, "x" * 100000]
put([[i, repr(v)[:50]] for i, v in enumerate(values) if (r := client.echo(v)) != v or type(r) != type(v)])`,
      { port: server.port },
    );
    expect(answer).toEqual([]);
  });

  it('gets errors of a server here', async () => {
    const fail = (): never => {
      throw new RangeError('too far');
    };
    const server = await serving({ fail });
    const program = new Program(
      `${CLIENT}
for name in ["fail", "missing"]:
    try:
        getattr(client, name)()
    except zerorpc.RemoteError as e:
        put([e.name, e.msg, str(e)])`,
      { port: server.port },
    );
    expect(await program.next()).toEqual(['RangeError', 'too far', 'RangeError: too far']);
    expect(await program.next()).toEqual([
      'RPCError',
      expect.stringContaining('"missing"'),
      expect.any(String),
    ]);
  });

  it('reads a stream of a server here, and the server learns that it left one', async () => {
    let ended = (): void => undefined;
    const left = new Promise<void>((resolve) => (ended = resolve));
    const server = await serving({
      *count(to: number) {
        for (let n = 0; n < to; n++) yield n;
      },
      *endless() {
        try {
          for (let n = 0; ; n++) yield n;
        } finally {
          ended();
        }
      },
    });
    const program = new Program(
      `${CLIENT}
put(list(client.count(1000)) == list(range(1000)))
put(list(client.count(0)))
stream = client.endless()
put([next(stream) for _ in range(5)])
client.close()`,
      { port: server.port },
    );
    expect(await program.next()).toBe(true);
    expect(await program.next()).toEqual([]);
    expect(await program.next()).toEqual([0, 1, 2, 3, 4]);
    await left;
  });

  it('asks a server here about itself', async () => {
    const server = await serving({ add: (a: number, b: number) => a + b }, { name: 'mine' });
    const answer = await askPython(
      `${CLIENT}
put([client._zerorpc_ping(), client._zerorpc_list(), client._zerorpc_inspect()["name"], client.add(1, 2)])`,
      { port: server.port },
    );
    expect(answer).toEqual([['pong', 'mine'], ['add'], 'mine', 3]);
  });

  it('uses drops here as a node manager of DALiuGE does', async () => {
    const target = new InMemoryDROP('B', 'B');
    const server = await servingDrops([await filled('A', 'x'.repeat(200_000)), target]);
    const program = new Program(
      `${CLIENT}
def call(method, *args): return client(method, "s1", *args)
put([call("has_method", "A", "open"), call("has_method", "A", "path"), call("get_drop_property", "A", "path")])
put([call("get_drop_property", "A", n) for n in ["status", "size", "buftype"]])
put([call("get_drop_property", "nobody", "dataUrl"), call("has_method", "nobody", "open")])
fd, content = call("call_drop", "A", "open"), b""
while (data := call("call_drop", "A", "read", fd, 65536)):
    content += data
call("call_drop", "A", "close", fd)
put([type(content).__name__, len(content)])
put([call("call_drop", "B", "write", content), call("call_drop", "B", "setCompleted")])`,
      { port: server.port },
    );
    expect(await program.next()).toEqual([true, false, 'name of A']);
    expect(await program.next()).toEqual([2, 200_000, 'bytes']);
    expect(await program.next()).toEqual(['nobody', false]);
    expect(await program.next()).toEqual(['bytes', 200_000]);
    expect(await program.next()).toEqual([200_000, null]);
    expect(target.size).toBe(200_000);
    expect(target.isCompleted()).toBe(true);
  });

  it('that waits as a node manager of DALiuGE does is never left waiting', async () => {
    const server = await servingDrops([await filled('A', ''), new InMemoryDROP('B', 'B')]);
    // what a node manager catches; an error of ZeroRPC is none of it, and would leave its thread waiting
    const program = new Program(
      `${CLIENT}
calls = [("call_drop", "s1", "B", "open"), ("call_drop", "s1", "A", "write", b"x"), ("call_drop", "s1", "A", "read", 7),
         ("call_drop", "s1", "A", "nothing"), ("call_drop", "s2", "C", "open"), ("getSessions",), ("has_method",),
         ("get_drop_property", "s1", "A", "inputs"), ("call_drop", "s1", "A", "write", {"a": 1})]
for call in calls:
    try:
        put(["value", client(*call, **{"async": True}).get()])
    except (gevent.Timeout, RuntimeError, TypeError) as e:
        put(["caught", type(e).__name__])`,
      { port: server.port },
    );
    const caught = ['caught', 'RuntimeError'];
    const name = ['value', 'name of A'];
    for (const expected of [
      caught,
      caught,
      caught,
      name,
      ['value', 'C'],
      caught,
      ['value', false],
      name,
      caught,
    ]) {
      expect(await program.next()).toEqual(expected);
    }
  });

  it('waits for an answer of 25 seconds, by heartbeats', { timeout: 90_000 }, async () => {
    const slow = (): Promise<string> => new Promise((done) => setTimeout(done, LONG_CALL, 'done'));
    const server = await serving({ slow });
    expect(await askPython(`${CLIENT}\nput(client.slow())`, { port: server.port, timeout: 60 })).toBe('done');
  });
});

const SERVER = `
import gevent, zerorpc
class Drop:
    def __init__(self): self.content, self.at, self.name, self.status, self.numbers = b"", 0, "the drop", 1, [1, 2**40]
    def open(self): return 1
    def read(self, fd, count=65536):
        data = self.content[self.at:self.at + count]
        self.at += count
        return data
    def write(self, data):
        if not isinstance(data, bytes): return -3
        self.content += data
        return len(data)
drop = Drop()
class Manager:
    def echo(self, value): return value
    def fail(self): raise ValueError("bad \\u00e9")
    def slow(self, seconds):
        gevent.sleep(seconds)
        return "done"
    @zerorpc.stream
    def count(self, to): return iter(range(to))
    def has_method(self, session, uid, name): return callable(getattr(drop, name, None))
    def get_drop_property(self, session, uid, name): return getattr(drop, name, drop.name)
    def call_drop(self, session, uid, method, *args): return getattr(drop, method)(*args)
    def unpackable(self): return object()
server = zerorpc.Server(Manager(), heartbeat=5)
server.bind("tcp://127.0.0.1:*")
put(int(server._events._socket.getsockopt(zerorpc.zmq.LAST_ENDPOINT).decode().rsplit(":", 1)[1].strip("\\0")))
server.run()
`;

async function pythonServer(): Promise<number> {
  return (await new Program(SERVER).next()) as number;
}

describe.skipIf(whySkipped !== undefined)('a client here', () => {
  it('gets values and bytes from a server in Python, as it sent them', async () => {
    const port = await pythonServer();
    const client = aClient();
    const values = [
      null,
      true,
      0,
      -1,
      2 ** 31,
      2 ** 40,
      -(2 ** 40),
      2n ** 64n - 1n,
      -(2n ** 63n),
      0.5,
      '',
      'é😀',
    ];
    const parts = [Buffer.alloc(0), Buffer.from([0, 255]), [[], [1]], { a: { b: [null] } }];
    for (const value of [...values, ...parts]) {
      expect(await client.call(HOST, port, 'echo', value)).toStrictEqual(value);
    }
    const long = Buffer.alloc(1_000_000, 7);
    expect(long.equals((await client.call(HOST, port, 'echo', long)) as Buffer)).toBe(true);
    const many = Array.from({ length: 200 }, (_, n) => n);
    expect(await Promise.all(many.map((n) => client.call(HOST, port, 'echo', n)))).toEqual(many);
  });

  it('gets errors of a server in Python, with their tracebacks', async () => {
    const port = await pythonServer();
    const client = aClient();
    const error = await client.call(HOST, port, 'fail').catch((thrown: unknown) => thrown as RemoteError);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ remoteName: 'ValueError', remoteMessage: 'bad é' });
    expect((error as RemoteError).remoteTraceback).toContain('ValueError: bad é');
    await expect(client.call(HOST, port, 'missing')).rejects.toThrow('NameError');
    await expect(client.call(HOST, port, 'echo')).rejects.toThrow('TypeError');
    await expect(client.call(HOST, port, 'unpackable')).rejects.toThrow(RemoteError);
  });

  it('reads a stream of a server in Python', async () => {
    const port = await pythonServer();
    const client = aClient();
    const all: unknown[] = [];
    for await (const n of (await client.call(HOST, port, 'count', 1000)) as AsyncIterable<unknown>)
      all.push(n);
    expect(all).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    for await (const n of (await client.call(HOST, port, 'count', 1_000_000)) as AsyncIterable<unknown>) {
      if (n === 300) break;
    }
    expect(await client.call(HOST, port, 'echo', 'still there')).toBe('still there');
  });

  it('uses a drop in Python by a proxy', async () => {
    const port = await pythonServer();
    const proxy = new DropProxy<InMemoryDROP & { numbers: number[] }>(aClient(), HOST, port, 's1', 'A');
    expect(await proxy.status).toBe(1);
    expect(await proxy.numbers).toEqual([1, 2 ** 40]);
    expect(await proxy.checksum).toBe('the drop'); // as DALiuGE answers what is not there
    expect(await proxy.write(Buffer.from('hello'))).toBe(5);
    await expect(proxy.write('text')).rejects.toThrow('of a type it does not take');
    const descriptor = await proxy.open();
    expect(await proxy.read(descriptor, 3)).toEqual(Buffer.from('hel'));
    expect(await proxy.read(descriptor)).toEqual(Buffer.from('lo'));
    await expect(proxy.setCompleted()).rejects.toThrow('has no method "setCompleted"');
  });

  it('waits for an answer of 25 seconds, by heartbeats', { timeout: 90_000 }, async () => {
    const port = await pythonServer();
    const client = new ZeroRPCClient({ timeout: 60_000 });
    onTestFinished(() => client.shutdown());
    expect(await client.call(HOST, port, 'slow', LONG_CALL / 1000)).toBe('done');
  });
});

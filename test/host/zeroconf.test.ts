import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import multicastDns from 'multicast-dns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostError } from '../../src/errors/index.js';
import {
  browseService,
  deregisterService,
  registerService,
  Zeroconf,
  type ServiceBrowser,
  type ServiceCallback,
} from '../../src/host/index.js';
import { ServiceBrowser as SearchingBrowser } from '../../src/host/zeroconf/service-browser.js';

const NODE = 'node1._NodeManager._tcp.local.';
const TYPE = '_NodeManager._tcp.local.';

let port: number;
const opened: { close(): Promise<void> }[] = [];

/** A port of its own, so that nobody else of this machine is heard. */
beforeEach(async () => {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  port = socket.address().port;
  socket.close();
  await once(socket, 'close');
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await Promise.all(opened.splice(0).map((zc) => zc.close()));
});

async function open(): Promise<Zeroconf> {
  const zc = await Zeroconf.open({ port });
  opened.push(zc);
  return zc;
}

/** Looks for node managers, and lists what it is told. */
function browse(zc: Zeroconf): {
  readonly browser: ServiceBrowser;
  readonly told: unknown[];
  until(n: number): Promise<void>;
} {
  const told: unknown[] = [];
  const callback: ServiceCallback = (_zc, type, name, change, info) =>
    void told.push([type, name, change, `${info.address}:${String(info.port)}`]);
  const browser = browseService(zc, 'NodeManager', 'tcp', callback);
  return {
    browser,
    told,
    until: async (count) => void (await vi.waitUntil(() => told.length >= count, { timeout: 20_000 })),
  };
}

/** Packets as another program makes them, which knows nothing of services. */
async function stranger(): Promise<multicastDns.MulticastDNS> {
  const mdns = multicastDns({ interface: '127.0.0.1', bind: '127.0.0.1', port });
  opened.push({ close: () => new Promise((resolve) => mdns.destroy(resolve)) });
  await once(mdns, 'ready');
  return mdns;
}

interface Heard {
  readonly questions: readonly { readonly type: string; readonly name: string }[];
  readonly answers: readonly { readonly type: string; readonly name: string; readonly ttl: number }[];
  readonly additionals: readonly { readonly type: string }[];
}

/** All that is said. */
async function listen(): Promise<{ readonly queries: Heard[]; readonly responses: Heard[] }> {
  const mdns = multicastDns({ interface: '127.0.0.1', bind: '224.0.0.251', port });
  opened.push({ close: () => new Promise((resolve) => mdns.destroy(resolve)) });
  await once(mdns, 'ready');
  const heard = { queries: [] as Heard[], responses: [] as Heard[] };
  mdns.on('query', (query) => void heard.queries.push(query as Heard));
  mdns.on('response', (response) => void heard.responses.push(response as Heard));
  return heard;
}

const pointer = (name: string, ttl = 4500) => ({ type: 'PTR', name: TYPE, ttl, data: name }) as const;
const place = (name: string, at: number, target = name) =>
  ({ type: 'SRV', name, ttl: 120, data: { port: at, target } }) as const;
const address = (name: string, data = '192.0.2.9') => ({ type: 'A', name, ttl: 120, data }) as const;

describe('registerService, browseService, deregisterService', () => {
  it('tell of a service to a search that began before, and when it ends', async () => {
    const [here, there] = [await open(), await open()];
    const { told, until, browser } = browse(there);
    const info = await registerService(here, 'NodeManager', 'node1', '192.0.2.5', 8000);
    expect(info).toEqual({ type: TYPE, name: NODE, address: '192.0.2.5', port: 8000 });
    await until(1);
    expect(browser.services).toEqual([info]);
    await deregisterService(here, info);
    await until(2);
    expect(told).toEqual([
      [TYPE, NODE, 'Added', '192.0.2.5:8000'],
      [TYPE, NODE, 'Removed', '192.0.2.5:8000'],
    ]);
    expect(browser.services).toEqual([]);
  });

  it('find services that were there before, of that type and protocol only, also in the same Zeroconf', async () => {
    const [here, there] = [await open(), await open()];
    await Promise.all([
      registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000),
      registerService(here, 'NodeManager', 'node2', '127.0.0.1', 8010),
      registerService(here, 'NodeManager', 'node3', '127.0.0.1', 8020, 'udp'),
      registerService(here, 'DIM', 'node1', '127.0.0.1', 8001),
    ]);
    const searches = [browse(there), browse(here)];
    for (const { told, until, browser } of searches) {
      await until(2);
      expect(told.map((one) => (one as string[])[1]).sort()).toEqual([NODE, NODE.replace('1', '2')]);
      expect(browser.services.map((info) => info.port).sort()).toEqual([8000, 8010]);
    }
  });

  it('leave the other services of a type when one ends', async () => {
    const [here, there] = [await open(), await open()];
    const first = await registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000);
    const second = await registerService(here, 'NodeManager', 'node2', '127.0.0.1', 8010);
    await deregisterService(here, first);
    const { browser, until } = browse(there);
    await until(1);
    expect(browser.services).toEqual([second]);
  });

  it('refuse a name that another has, whatever its case, and take it once it is free', async () => {
    const [here, there] = [await open(), await open()];
    const info = await registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000);
    for (const zc of [here, there]) {
      await expect(registerService(zc, 'NodeManager', 'NODE1', '127.0.0.1', 8010)).rejects.toThrow(HostError);
    }
    const { told, until } = browse(there);
    await until(1);
    await deregisterService(here, info);
    await until(2);
    await registerService(there, 'NodeManager', 'NODE1', '127.0.0.1', 8010);
    await until(3);
    expect(told.at(-1)).toEqual([TYPE, 'NODE1._NodeManager._tcp.local.', 'Added', '127.0.0.1:8010']);
  });

  it('give a name two want at once to one of them', async () => {
    const [here, there] = [await open(), await open()];
    const results = await Promise.allSettled([
      registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000),
      registerService(there, 'NodeManager', 'node1', '127.0.0.1', 8010),
      registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8020),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  it('cut long names to 15 characters, as DALiuGE does', async () => {
    const zc = await open();
    const { name } = await registerService(zc, 'NodeManager', 'node-with-a-long-name', '127.0.0.1', 8000);
    expect(name).toBe('node-with-a-lon._NodeManager._tcp.local.');
  });

  it.each([
    ['a type with a dot', ['Node.Manager', 'n', '127.0.0.1', 1], TypeError],
    ['an empty type', ['', 'n', '127.0.0.1', 1], TypeError],
    ['a type of 16 letters', ['abcdefghijklmnop', 'n', '127.0.0.1', 1], TypeError],
    ['an empty name', ['T', '', '127.0.0.1', 1], TypeError],
    ['a name with an empty part', ['T', 'a..b', '127.0.0.1', 1], TypeError],
    ['a host name for an address', ['T', 'n', 'localhost', 1], TypeError],
    ['an IPv6 address', ['T', 'n', '::1', 1], TypeError],
    ['port 0', ['T', 'n', '127.0.0.1', 0], RangeError],
    ['port 65536', ['T', 'n', '127.0.0.1', 65_536], RangeError],
    ['another protocol', ['T', 'n', '127.0.0.1', 1, 'sctp'], TypeError],
  ] as const)('refuse %s', async (_, [type, name, ip, at, protocol], kind) => {
    const zc = await open();
    await expect(registerService(zc, type, name, ip, at, protocol as 'tcp')).rejects.toThrow(kind);
  });

  it('say that a service is not there to be taken back', async () => {
    const zc = await open();
    const info = await registerService(zc, 'NodeManager', 'node1', '127.0.0.1', 8000);
    await deregisterService(zc, info);
    await expect(deregisterService(zc, info)).rejects.toThrow(`no service ${NODE}`);
  });

  it('go on where a callback throws, and show what it threw', async () => {
    const [here, there] = [await open(), await open()];
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    browseService(there, 'NodeManager', 'tcp', () => {
      throw new Error('not me');
    });
    const { until } = browse(there);
    await registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000);
    await until(1);
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('not me'), expect.anything());
  });

  it('tell a cancelled search nothing more, also when it is cancelled by its own callback', async () => {
    const [here, there] = [await open(), await open()];
    await registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000);
    await registerService(here, 'NodeManager', 'node2', '127.0.0.1', 8010);
    const told: string[] = [];
    const browser = browseService(there, 'NodeManager', 'tcp', (_zc, _type, name) => {
      told.push(name);
      browser.cancel();
    });
    const { until } = browse(there);
    await until(2);
    expect(told).toHaveLength(1);
  });
});

describe('Zeroconf', () => {
  it('takes its services back when it is closed, and does nothing any more', async () => {
    const [here, there] = [await open(), await open()];
    const { told, until } = browse(there);
    const info = await registerService(here, 'NodeManager', 'node1', '127.0.0.1', 8000);
    await until(1);
    const unfinished = registerService(here, 'NodeManager', 'node2', '127.0.0.1', 8010);
    const refused = expect(unfinished).rejects.toThrow('zeroconf was closed');
    await here.close();
    await here.close();
    await refused;
    await until(2);
    expect(told[1]).toEqual([TYPE, NODE, 'Removed', '127.0.0.1:8000']);
    await expect(registerService(here, 'T', 'n', '127.0.0.1', 1)).rejects.toThrow(/closed/);
    await expect(deregisterService(here, info)).rejects.toThrow(/closed/);
    expect(() => browseService(here, 'T', 'tcp', () => {})).toThrow(/closed/);
  });

  it('says what is wrong with its options', async () => {
    await expect(Zeroconf.open({ prot: 1 } as object)).rejects.toThrow(
      /"prot".*valid options: interfaces, port/,
    );
    await expect(Zeroconf.open({ interfaces: [] })).rejects.toThrow(TypeError);
    await expect(Zeroconf.open({ interfaces: ['::1'] })).rejects.toThrow(TypeError);
    await expect(Zeroconf.open({ port: 0 })).rejects.toThrow(TypeError);
    await expect(Zeroconf.open({ interfaces: ['198.51.100.1'] })).rejects.toThrow(
      /"198\.51\.100\.1" is no IPv4 address of this machine; it has .*127\.0\.0\.1/,
    );
  });

  it('says when its port cannot be had', async () => {
    const socket = createSocket('udp4').bind(port, '127.0.0.1'); // for itself alone
    await once(socket, 'listening');
    await expect(Zeroconf.open({ port })).rejects.toThrow(
      /cannot listen for services at 127\.0\.0\.1, port \d+: .*EADDRINUSE/,
    );
    socket.close();
  });

  it('announces and answers with the records of DNS-SD, and an empty description', async () => {
    const [zc, heard, other] = [await open(), await listen(), await stranger()];
    const info = await registerService(zc, 'NodeManager', 'node1', '192.0.2.5', 8000);
    await vi.waitUntil(() => heard.responses.length >= 1);
    expect(heard.queries.map(({ questions }) => questions[0]?.name)).toEqual(
      Array(3).fill(NODE.slice(0, -1)),
    );
    const records = heard.responses[0]!.answers.map((record) => ({ ...record }));
    const name = NODE.slice(0, -1);
    expect(records).toMatchObject([
      { type: 'PTR', name: TYPE.slice(0, -1), flush: false, data: name },
      { type: 'SRV', name, flush: true, data: { port: 8000, target: name } },
      { type: 'TXT', name, flush: true, data: [Buffer.alloc(0)] },
      { type: 'A', name, flush: true, data: '192.0.2.5' },
      { type: 'PTR', name: '_services._dns-sd._udp.local', data: TYPE.slice(0, -1) },
    ]);
    heard.responses.length = 0;
    other.query([{ type: 'PTR', name: TYPE.toUpperCase() }]);
    await vi.waitUntil(() => heard.responses.some(({ answers }) => answers.length === 1));
    const reply = heard.responses.find(({ answers }) => answers.length === 1)!;
    expect(reply.answers[0]).toMatchObject({ type: 'PTR', data: name });
    expect(reply.additionals.map(({ type }) => type)).toEqual(['SRV', 'TXT', 'A']);
    heard.responses.length = 0;
    await deregisterService(zc, info);
    await vi.waitUntil(() => heard.responses.some(({ answers }) => answers[0]?.ttl === 0));
    const goodbye = heard.responses.find(({ answers }) => answers[0]?.ttl === 0)!;
    expect(goodbye.answers.map(({ type, ttl }) => [type, ttl])).toEqual(
      ['PTR', 'SRV', 'TXT', 'A'].map((type) => [type, 0]),
    );
  });

  it('does not answer who knows already', async () => {
    const [zc, heard, other] = [await open(), await listen(), await stranger()];
    await registerService(zc, 'NodeManager', 'node1', '192.0.2.5', 8000);
    other.query({ questions: [{ type: 'PTR', name: TYPE }], answers: [pointer(NODE)] });
    other.query([{ type: 'A', name: NODE }]); // answered behind it
    await vi.waitUntil(() => heard.responses.some(({ answers }) => answers[0]?.type === 'A'));
    expect(heard.responses.filter(({ answers }) => answers.length === 1)).toHaveLength(1);
  });
});

describe('a search', () => {
  it('asks for what it was not told of a service', async () => {
    const [zc, heard, other] = [await open(), await listen(), await stranger()];
    const { told, until } = browse(zc);
    other.respond([pointer(NODE)]);
    await vi.waitUntil(() => heard.queries.some(({ questions }) => questions[0]?.type === 'SRV'));
    other.respond([place(NODE, 8000, 'host.local')]);
    other.respond([address('HOST.local')]);
    await until(1);
    expect(told).toEqual([[TYPE, NODE, 'Added', '192.0.2.9:8000']]);
  });

  it('tells of a service that moves, and once of one with several addresses', async () => {
    const [zc, other] = [await open(), await stranger()];
    const { told, until } = browse(zc);
    const [a, b] = [address(NODE), address(NODE, '192.0.2.10')];
    other.respond([pointer(NODE), place(NODE, 8000), a, b]);
    other.respond([pointer(NODE), place(NODE, 8000), b, a]);
    other.respond([pointer(NODE), place(NODE, 8010), a, b]);
    await until(3);
    expect(told.map((one) => (one as string[]).slice(2))).toEqual([
      ['Added', '192.0.2.9:8000'],
      ['Removed', '192.0.2.9:8000'],
      ['Added', '192.0.2.9:8010'],
    ]);
  });

  it('forgets a service whose time is over, without a word of it', async () => {
    const [zc, other] = [await open(), await stranger()];
    const { told, until } = browse(zc);
    other.respond([pointer(NODE, 1), place(NODE, 8000), address(NODE)]);
    await until(2);
    expect(told[1]).toEqual([TYPE, NODE, 'Removed', '192.0.2.9:8000']);
  });

  it('believes nobody who tells of more services than there can be', () => {
    let told = 0;
    const nothing = (): void => {};
    const owner = { links: [], tell: () => void told++, onTrouble: nothing, onCancel: nothing };
    const browser = new SearchingBrowser(TYPE, owner);
    const names = Array.from({ length: 12_000 }, (_, index) => `n${String(index)}.${TYPE}`);
    browser.hear(names.map((name) => pointer(name)));
    browser.hear([...names.map((name) => place(name, 8000, 'one.local')), address('one.local')]);
    browser.cancel();
    expect([told, browser.services.length]).toEqual([10_000, 10_000]);
  });

  it('is not disturbed by broken packets and foreign services', async () => {
    const [zc, other] = [await open(), await stranger()];
    const { told, until, browser } = browse(zc);
    const socket = createSocket('udp4');
    opened.push({ close: async () => void socket.close() });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    const junk = [
      Buffer.alloc(0),
      Buffer.from('junk'),
      Buffer.alloc(9000, 0xff),
      Buffer.from([0, 0, 0x84, 0, 0, 9, 0, 9, 0, 9, 0, 9, 0xc0, 12]),
    ];
    for (const packet of junk) socket.send(packet, port, '224.0.0.251');
    other.respond([
      pointer('x._Other._tcp.local'),
      pointer('local'),
      pointer(''),
      place('x', 1),
      address('y'),
    ]);
    other.respond([{ ...pointer('x._Other._tcp.local'), name: '_Other._tcp.local' }]);
    other.respond([pointer(NODE), place(NODE, 8000), address(NODE)]);
    await until(1);
    expect([told.length, browser.services.length]).toEqual([1, 1]);
  });
});

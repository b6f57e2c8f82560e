/**
 * `npm run bench:rpc`: calls through dropgraph/rpc, beside zerorpc in Python and a bare round trip of ZeroMQ. Each server
 * is a process of its own, and answers with what it was given. Rows take turns; the table has the medians of the rounds.
 * `npm run bench:rpc -- 3` makes three rounds. Without a Python with zerorpc its rows are left out.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Dealer, Router } from 'zeromq';
import { ZeroRPCClient, ZeroRPCServer } from '../../src/rpc/index.js';
import { python, whySkipped } from '../interop/find-python.js';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { median } from './harness/median.js';

const HOST = '127.0.0.1';
const ROUNDS = 5;
const CALLS = 2000;
const IN_FLIGHT = 100;
const BYTES = 2 ** 20;
const LARGE_CALLS = 20;

/** Calls each second one after the other and many at once, and megabytes each second there and back. */
type Figures = readonly [oneByOne: number, atOnce: number, megabytes: number];

interface Row {
  readonly label: string;
  readonly server: 'bare' | 'rpc' | 'python';
  measure(port: number): Promise<Figures>;
}

const SERVER = `
import zerorpc
class Echo:
    def echo(self, value): return value
server = zerorpc.Server(Echo())
server.bind("tcp://127.0.0.1:*")
print(server._events._socket.getsockopt(zerorpc.zmq.LAST_ENDPOINT).decode().strip("\\0").rsplit(":", 1)[1], flush=True)
server.run()
`;

const CLIENT = `
import gevent, gevent.pool, json, sys, time, zerorpc
port, calls, in_flight, size, large = map(int, sys.argv[1:])
client = zerorpc.Client(timeout=120)
client.connect("tcp://127.0.0.1:%d" % port)
for n in range(200): client.echo(n)
def rate(count, work):
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)
def at_once():
    pool = gevent.pool.Pool(in_flight)
    for n in range(calls): pool.spawn(client.echo, n)
    pool.join()
data = bytes(size)
print(json.dumps([
    rate(calls, lambda: [client.echo(n) for n in range(calls)]),
    rate(calls, at_once),
    rate(large * 2 * size / 1e6, lambda: [client.echo(data) for _ in range(large)]),
]))
`;

/** Works on so many, and gives how many that is each second. */
async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return count / ((performance.now() - start) / 1000);
}

/** The figures of a way to have something sent back. */
async function measure(echo: (value: number | Buffer) => Promise<unknown>): Promise<Figures> {
  const data = Buffer.alloc(BYTES);
  const series = async (from: number, step: number, to: number): Promise<void> => {
    for (let n = from; n < to; n += step) await echo(n);
  };
  await series(0, 1, 200);
  return [
    await rate(CALLS, () => series(0, 1, CALLS)),
    await rate(CALLS, () =>
      Promise.all(Array.from({ length: IN_FLIGHT }, (_, n) => series(n, IN_FLIGHT, CALLS))),
    ),
    await rate((LARGE_CALLS * 2 * BYTES) / 1e6, async () => {
      for (let n = 0; n < LARGE_CALLS; n++) await echo(data);
    }),
  ];
}

/** Of a bare socket the answers come in the order of what was sent. */
async function measureBare(port: number): Promise<Figures> {
  const socket = new Dealer({ linger: 0 });
  socket.connect(`tcp://${HOST}:${String(port)}`);
  const waiting: (() => void)[] = [];
  let sending: Promise<void> = Promise.resolve();
  void (async () => {
    for await (const _ of socket) waiting.shift()?.();
  })();
  try {
    return await measure((value) => {
      const body = typeof value === 'number' ? Buffer.from(String(value)) : value;
      return new Promise<void>((resolve) => {
        waiting.push(resolve);
        sending = sending.then(() => socket.send(['', body]));
      });
    });
  } finally {
    socket.close();
  }
}

async function measureRpc(port: number): Promise<Figures> {
  const client = new ZeroRPCClient({ timeout: 120_000 });
  try {
    return await measure((value) => client.call(HOST, port, 'echo', value));
  } finally {
    await client.shutdown();
  }
}

async function measurePython(port: number): Promise<Figures> {
  const numbers = [port, CALLS, IN_FLIGHT, BYTES, LARGE_CALLS].map(String);
  const child = spawn(python, ['-W', 'ignore', '-c', CLIENT, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await firstLine(child)) as Figures;
}

const ROWS: readonly Row[] = [
  { label: 'bare zeromq, no protocol', server: 'bare', measure: measureBare },
  { label: 'dropgraph → dropgraph', server: 'rpc', measure: measureRpc },
  { label: 'Python zerorpc → Python zerorpc', server: 'python', measure: measurePython },
  { label: 'dropgraph → Python zerorpc', server: 'python', measure: measureRpc },
  { label: 'Python zerorpc → dropgraph', server: 'rpc', measure: measurePython },
];

/** What a process does that is a server: says its port, and answers. */
async function serve(kind: string): Promise<void> {
  if (kind === 'rpc') {
    const server = new ZeroRPCServer(HOST, 0, { echo: (value: unknown) => value });
    await server.start();
    console.log(server.port);
    return;
  }
  const router = new Router({ linger: 0 });
  await router.bind(`tcp://${HOST}:0`);
  console.log(router.lastEndpoint?.split(':').at(-1));
  for await (const frames of router) await router.send(frames);
}

function startServer(kind: Row['server']): ChildProcess {
  if (kind === 'python')
    return spawn(python, ['-W', 'ignore', '-c', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  return fork(fileURLToPath(import.meta.url), ['serve', kind], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
}

async function measureOnce({ server, measure }: Row): Promise<Figures> {
  const child = startServer(server);
  try {
    return await measure(Number(await firstLine(child)));
  } finally {
    child.kill('SIGKILL');
  }
}

async function bench(rounds: number): Promise<void> {
  console.log(`${machineLine(describeMachine())}; load ${load()}; medians of ${rounds} rounds\n`);
  const rows = ROWS.filter(({ label }) => whySkipped === undefined || !label.includes('Python'));
  const all = new Map(rows.map((row) => [row, [] as Figures[]]));
  for (let round = 0; round < rounds; round++) {
    for (const row of rows) all.get(row)!.push(await measureOnce(row));
  }
  console.log(`| | calls/s, one by one | calls/s, ${IN_FLIGHT} at once | 1 MiB there and back, MB/s |`);
  console.log('|---|---:|---:|---:|');
  for (const [{ label }, figures] of all) {
    const cells = ([0, 1, 2] as const).map((at) => Math.round(median(figures.map((each) => each[at]))));
    console.log(`| ${label} | ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |`);
  }
}

const [what, kind] = process.argv.slice(2);
if (what === 'serve') await serve(kind ?? '');
else await bench(Number(what ?? ROUNDS));

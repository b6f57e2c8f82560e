import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { decodePickle, type NdArray } from '../../src/codecs/index.js';

/** What a run of one of the graphs in `graphs/` must leave behind. */
export interface WholeGraph {
  readonly name: string;
  /** Files in the directory of the session: their text, or what must hold of their bytes. */
  readonly files: Readonly<Record<string, string | ((bytes: Buffer) => void)>>;
  /** Oids of its results. */
  readonly results: readonly string[];
  /** Files that are there before. */
  readonly before?: Readonly<Record<string, string>>;
  /** States of drops that are not COMPLETED, by name. */
  readonly states?: Readonly<Record<string, string>>;
  /** What clients send to its sockets, by oid. */
  readonly sends?: Readonly<Record<string, string>>;
  readonly needsPython?: boolean;
}

const pickled =
  (check: (value: unknown) => void) =>
  (bytes: Buffer): void =>
    check(decodePickle(bytes));
const isFive = pickled((value) => expect(Number(value)).toBe(5));

/** Every kind of physical graph that is met: what translators of DALiuGE wrote over the years, and what people write. */
export const WHOLE_GRAPHS: readonly WholeGraph[] = [
  { name: 'hello', files: { 'greeting.txt': 'Hello dawn' }, results: ['2031-05-04T10:20:30_-2_0'] },
  {
    name: 'arguments',
    files: {
      'throws.pkl': pickled((value) => {
        const throws = Array.from((value as NdArray).data as Iterable<number | bigint>, Number);
        expect(throws).toHaveLength(8);
        for (const one of throws) expect(one >= 3 && one < 9).toBe(true);
      }),
    },
    results: ['throws'],
  },
  {
    name: 'loop',
    files: Object.fromEntries(['0_0', '0_1', '1_0', '1_1'].map((at) => [`first_${at}`, isFive])),
    results: ['first/0/0', 'first/0/1', 'rest/0/1', 'first/1/0', 'first/1/1', 'rest/1/1'],
  },
  {
    name: 'sockets',
    files: { 'report.txt': 'from the west, from the east, from the west, ' },
    results: ['report'],
    sends: { west: 'from the west, ', east: 'from the east, ' },
  },
  {
    name: 'shell-arguments',
    before: { 'quiet.txt': 'some words\n' },
    files: { 'loud.txt': 'SOME WORDS\n' },
    results: ['loud'],
  },
  { name: 'shell', files: { 'sub/sorted.txt': `1 it's\n2 it's\n3 it's\norder\n` }, results: ['sorted-file'] },
  { name: 'python-unnamed', files: { 'shown.txt': `'file.txt'` }, results: [], needsPython: true },
  { name: 'python-ports', files: { 'power.txt': '100' }, results: ['out'], needsPython: true },
  {
    name: 'python-builtin',
    before: { 'numbers.txt': '[3, 1, 2]' },
    files: { 'sorted.txt': '[3, 2, 1]' },
    results: ['sorted'],
    needsPython: true,
  },
  { name: 'old', files: { 'joined.txt': 'one ' }, results: ['c', 'n'] },
  {
    name: 'branch',
    files: { 'no.txt': 'picked', 'end.txt': 'picked' },
    results: ['end'],
    states: { yes: 'SKIPPED', 'if-yes': 'SKIPPED', 'was-yes': 'SKIPPED' },
  },
  { name: 'containers', files: { 'folder/both.txt': '12' }, results: ['folder', 'file', 'beside'] },
  {
    name: 'streaming',
    files: {
      'ordered.txt': 'A\nB\nC\n',
      'sum.txt': (bytes) => expect(String(bytes)).toMatch(/^\d+$/),
      'again.txt': (bytes) => expect(String(bytes)).toMatch(/^\d+$/),
    },
    results: ['sum', 'sum-again'],
  },
  {
    name: 'tolerant',
    files: { 'out.txt': 'fine\n' },
    results: ['out'],
    states: { bad: 'ERROR', h: 'ERROR' },
  },
  { name: 'variables', files: { 'out.txt': 'Hello spark' }, results: ['out'] },
  {
    name: 'ends-early',
    files: {},
    results: ['done'],
    states: { never: 'SKIPPED', nothing: 'SKIPPED' },
  },
  { name: 'inherited-path', files: { 'made/file.txt': 'made\n' }, results: ['file'] },
  { name: 'persisted', files: { 'f.txt': 'xx' }, results: ['f'] },
];

export const hasPython: boolean = spawnSync('python3', ['--version']).status === 0;

/** The text of one of the graphs, its sockets at ports that are free, with the clients that feed them. */
export async function prepared({
  name,
  sends = {},
}: WholeGraph): Promise<{ text: string; feed: () => () => void }> {
  const text = readFileSync(fileURLToPath(new URL(`graphs/${name}.graph`, import.meta.url)), 'utf8');
  const oids = Object.keys(sends);
  if (oids.length === 0) return { text, feed: () => () => undefined };
  const ports = await freePorts(oids.length);
  const specs = JSON.parse(text) as Record<string, unknown>[];
  for (const spec of specs) {
    const at = oids.indexOf(String(spec['oid']));
    if (at !== -1) spec['port'] = ports[at];
  }
  const feed = (): (() => void) => {
    const clients = oids.map((oid, at) => keepSending(ports[at]!, sends[oid]!));
    return () => {
      for (const stop of clients) stop();
    };
  };
  return { text: JSON.stringify(specs), feed };
}

/** Checks what a run has left in its directory. */
export function checkFiles(directory: string, { files }: WholeGraph): void {
  for (const [name, wanted] of Object.entries(files)) {
    const bytes = readFileSync(join(directory, name));
    if (typeof wanted === 'string') expect(String(bytes)).toBe(wanted);
    else wanted(bytes);
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** A client that comes again until somebody listens; the function returned ends that. */
export function keepSending(port: number, text: string): () => void {
  let stopped = false;
  const attempt = (): void => {
    if (stopped) return;
    const client = connect(port, '127.0.0.1');
    client.on('connect', () => client.end(text));
    client.on('error', () => setTimeout(attempt, 20));
  };
  attempt();
  return () => {
    stopped = true;
  };
}

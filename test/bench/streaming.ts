/**
 * `npm run bench:streaming`: 1 GB through a chain of three applications that stream, and through the same three steps
 * made of Node's own streams; each in a fresh process. `npm run bench:streaming -- 64` takes 64 MB.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine, load, machineLine } from './harness/machine.js';
import { expectedChecksum } from './streams/data.js';
import { dropChain } from './streams/drop-chain.js';
import { nodeChain } from './streams/node-chain.js';

const MB = 1e6;
const TIMES = 3;

interface Chain {
  readonly label: string;
  run(total: number, directory: string): Promise<number>;
  readonly environment?: Readonly<Record<string, string>>;
}

const CHAINS: readonly Chain[] = [
  { label: 'node:stream', run: (total) => nodeChain(total) },
  { label: 'NullDROP', run: (total) => dropChain(total) },
  {
    label: 'NullDROP, `DLG_DISABLE_CHECKSUM`',
    run: (total) => dropChain(total),
    environment: { DLG_DISABLE_CHECKSUM: '1' },
  },
  { label: 'node:stream, kept in files', run: nodeChain },
  { label: 'FileDROP', run: dropChain },
];

interface Measured {
  readonly seconds: number;
  /** Of the process, in bytes: at the start, and the most there were. */
  readonly rss: number;
  readonly peak: number;
}

/** What one process does: one chain, once. */
async function measure(chain: Chain, total: number): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), 'dropgraph-streaming-'));
  try {
    await chain.run(MB, directory); // what is loaded and compiled at the first use is not measured
    const rss = process.memoryUsage.rss();
    const start = performance.now();
    const checksum = await chain.run(total, directory);
    const seconds = (performance.now() - start) / 1000;
    const peak = process.resourceUsage().maxRSS * 1024;
    const expected = expectedChecksum(total);
    if (checksum !== expected) throw new Error(`the CRC is ${checksum}, and should be ${expected}`);
    return { seconds, rss, peak };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function measureInChild(at: number, total: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['child', String(at), String(total)], {
      env: { ...process.env, ...CHAINS[at]!.environment },
    });
    child.once('message', (message) => resolve(message as Measured));
    child.once('exit', (code) => reject(new Error(`${CHAINS[at]!.label} ended with code ${String(code)}`)));
  });
}

/** The one in the middle, by time. */
function median(runs: readonly Measured[]): Measured {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[runs.length >> 1]!;
}

async function bench(total: number): Promise<void> {
  console.log(`${machineLine(describeMachine())}; load ${load()}; median of ${TIMES}\n`);
  console.log(`| ${total / MB} MB through | MB/s | peak RSS, MB | of that above the start |`);
  console.log('|---|---:|---:|---:|');
  for (const [at, { label }] of CHAINS.entries()) {
    const runs: Measured[] = [];
    for (let time = 0; time < TIMES; time++) runs.push(await measureInChild(at, total));
    const { seconds, rss, peak } = median(runs);
    const row = [total / MB / seconds, peak / MB, (peak - rss) / MB].map((value) => value.toFixed(0));
    console.log(`| ${label} | ${row.join(' | ')} |`);
  }
}

const [first, at, total] = process.argv.slice(2);
if (first === 'child') {
  const measured = await measure(CHAINS[Number(at)]!, Number(total));
  process.send!(measured);
} else {
  const size = Number(first ?? 1000);
  if (!(size > 0)) throw new RangeError(`the size must be a number of MB, got ${first}`);
  await bench(Math.round(size) * MB);
}

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { AppError, MissingError } from '../../errors/index.js';
import type { BashCommand, OpenedFile } from './run-bash.js';
import { rejectedBy } from './together.js';

/** How the output of one command becomes the input of another while both run. */
export interface OutgoingChannel {
  /** Tells the reader where to read: `pipe://path` or `tcp://host:port`. */
  readonly address: string;
  /** Where the output of the command goes. */
  readonly stdout: 'pipe' | OpenedFile;
  /** Hands the output over; settles when all of it is. */
  send(command: BashCommand, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A named pipe: for commands on the same machine, which move the data without this process. */
export async function openPipe(): Promise<OutgoingChannel> {
  const folder = await mkdtemp(join(tmpdir(), 'dropgraph-pipe-'));
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const path = join(folder, 'pipe');
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', path]);
  } catch (error) {
    await close();
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new MissingError('mkfifo is needed to stream between commands; install coreutils', {
      cause: error,
    });
  }
  return { address: `pipe://${path}`, stdout: { path }, send: async () => {}, close };
}

/** A TCP port of this machine, for one reader. */
export async function openTcp(signal: AbortSignal): Promise<OutgoingChannel> {
  const server = createServer();
  const connected = once(server, 'connection', { signal }) as Promise<[Socket]>;
  connected.catch(() => {}); // thrown by send, where somebody waits for it
  server.listen(0, '127.0.0.1');
  await once(server, 'listening', { signal });
  const { port } = server.address() as AddressInfo;
  return {
    address: `tcp://127.0.0.1:${port}`,
    stdout: 'pipe',
    async send(command, sending): Promise<void> {
      const [socket] = await Promise.race([connected, rejectedBy(sending)]);
      server.close();
      await pipeline(command.stdout as Readable, socket, { signal: sending });
    },
    close: () => closed(server),
  };
}

/** What a command reads from. */
export interface IncomingChannel {
  readonly stdin: 'pipe' | OpenedFile;
  /** Takes the input over; settles when all of it is. */
  receive(command: BashCommand, signal: AbortSignal): Promise<void>;
}

/** @throws AppError for what is neither `pipe://path` nor `tcp://host:port`. */
export function channelAt(address: string): IncomingChannel {
  const path = /^pipe:\/\/(.+)$/s.exec(address)?.[1];
  if (path !== undefined && isAbsolute(path)) return { stdin: { path }, receive: async () => {} };
  const [, host, port] = /^tcp:\/\/(?:\[([^\]]+)\]|[^:/[\]]+):(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined || Number(port) > 65_535) {
    throw new AppError(
      `streaming input is read from pipe://path or tcp://host:port, not from ${JSON.stringify(address.slice(0, 200))}`,
    );
  }
  return {
    stdin: 'pipe',
    async receive(command, signal): Promise<void> {
      const socket = connect({
        host: host ?? new URL(address.replace('tcp:', 'http:')).hostname,
        port: Number(port),
      });
      try {
        await pipeline(socket, command.stdin as Writable, { signal });
      } catch (error) {
        // a command need not read all there is: `head -1`
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      }
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

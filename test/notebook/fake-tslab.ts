// A stand-in for the tslab kernel, as far as src/notebook sees it: what it leaves in the global scope, its display,
// and a publisher socket that refuses messages the way zeromq 6.8 does.
import { vi } from 'vitest';

const SYNC_SENDS = 512;

class Socket {
  sendTimeout = -1;
  sendHighWaterMark = 1000;
  readonly arrived: string[] = [];
  #syncSends = 0;
  #busy = false;

  send(message: string): Promise<void> {
    if (this.#busy)
      throw new Error('Socket is busy writing; only one send operation may be in progress at any time');
    if (this.sendTimeout === 0 || this.#syncSends++ < SYNC_SENDS) {
      this.arrived.push(message);
      return Promise.resolve();
    }
    this.#busy = true;
    return new Promise((resolve) => {
      setImmediate(() => {
        this.#busy = false;
        this.#syncSends = 0;
        this.arrived.push(message);
        resolve();
      });
    });
  }
}
Object.defineProperty(Socket.prototype, 'send', { writable: false }); // as a native method is

class Publisher extends Socket {}

export interface Drawing {
  readonly display: number; // 0: the shared one; others from newDisplay()
  readonly kind: 'html' | 'svg';
  readonly text: string;
}

export interface FakeTslab {
  readonly socket: Publisher;
  readonly zeromq: { Publisher: typeof Publisher };
  readonly drawings: Drawing[];
  /** console.log of a cell: what cannot be sent is lost without a word. */
  print(line: string): void;
}

interface Options {
  readonly version?: string;
  readonly folder?: string;
}

/** Puts a fake kernel in the global scope; `vi.unstubAllGlobals()` removes it. */
export function startFakeTslab({
  version = '1.0.22',
  folder = '/opt/app/node_modules/',
}: Options = {}): FakeTslab {
  const socket = new Publisher();
  const drawings: Drawing[] = [];
  let displays = 0;
  const displayTo = (display: number) => ({
    html: (text: string) => void drawings.push({ display, kind: 'html', text }),
    svg: (text: string) => void drawings.push({ display, kind: 'svg', text }),
  });
  const module = {
    display: displayTo(0),
    newDisplay: () => displayTo(++displays),
    versions: { tslab: version },
  };
  const zeromq = { Publisher };
  const jupyter = { lastWriteDisplayData: (content: object) => void socket.send(JSON.stringify(content)) };
  const separator = folder.at(-1)!;
  const file = (...parts: string[]): string => folder + parts.join(separator);
  const cache = {
    [file('tslab', 'dist', 'public.js')]: { exports: module },
    [file('tslab', 'dist', 'jupyter.js')]: { exports: jupyter },
    [file('zeromq', 'lib', 'index.js')]: { exports: zeromq },
  };
  const require = Object.assign((id: string) => (id === 'tslab' ? module : undefined), { cache });
  vi.stubGlobal('__tslab__', { require, exports: {} });
  const print = (line: string): void => {
    try {
      void socket.send(line);
    } catch {
      // So does console.log: it ignores a stream that throws.
    }
  };
  return { socket, zeromq, drawings, print };
}

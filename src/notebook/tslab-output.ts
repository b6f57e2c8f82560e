import { tslabRequire } from './in-notebook.js';

/** The version whose sources this file was written against. Another one is left as it is. */
const TESTED_VERSION = '1.0.22';

/** The socket on which the kernel publishes output and the state of cells. */
interface Publisher {
  sendTimeout: number;
  sendHighWaterMark: number;
}

type WriteDisplayData = (content: object, update: boolean) => void;

/**
 * Keeps tslab from losing output and leaving cells busy for ever; returns whether it does.
 *
 * tslab sends without waiting. zeromq sends 512 messages at once and then one through the event loop; until that one
 * is gone, every further message is refused: output is lost, or the message that a cell is done. With `sendTimeout` 0
 * there is no such pause (a publisher never blocks), and without the high-water mark nothing is dropped in a burst.
 */
export function fixTslabOutput(): boolean {
  const require = tslabRequire();
  try {
    if (require === undefined || require('tslab').versions.tslab !== TESTED_VERSION) return false;
    const publisher = findPublisher(require.cache);
    if (publisher === undefined) return false;
    publisher.sendTimeout = 0;
    publisher.sendHighWaterMark = 0;
    return true;
  } catch {
    return false; // Importing dropgraph must work in any kernel, however different from what is expected here.
  }
}

/** The kernel keeps its socket to itself: let it write one message, and see which socket is to send it. */
function findPublisher(cache: object): Publisher | undefined {
  for (const { lastWriteDisplayData: write } of loaded(cache, /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/)) {
    for (const { Publisher: type } of loaded(cache, /[\\/]zeromq[\\/]lib[\\/]index\.js$/)) {
      if (typeof write !== 'function' || typeof type !== 'function') continue;
      const found = senderOf(write as WriteDisplayData, type.prototype as object);
      if (isPublisher(found)) return found;
    }
  }
  return undefined;
}

function* loaded(cache: object, path: RegExp): Generator<Readonly<Record<string, unknown>>> {
  for (const [file, module] of Object.entries(cache) as [
    string,
    { readonly exports?: unknown } | undefined,
  ][]) {
    if (path.test(file) && typeof module?.exports === 'object' && module.exports !== null) {
      yield module.exports as Readonly<Record<string, unknown>>;
    }
  }
}

/** The object whose `send` is called by `write`; the message itself is not sent. */
function senderOf(write: WriteDisplayData, prototype: object): unknown {
  const senders: unknown[] = [];
  const before = Object.getOwnPropertyDescriptor(prototype, 'send');
  // Defined, not assigned: the method it hides is read-only.
  Object.defineProperty(prototype, 'send', {
    configurable: true,
    value(this: unknown): Promise<void> {
      senders.push(this);
      return Promise.resolve();
    },
  });
  try {
    write({ data: {}, metadata: {}, transient: {} }, false);
  } finally {
    if (before === undefined) Reflect.deleteProperty(prototype, 'send');
    else Object.defineProperty(prototype, 'send', before);
  }
  return senders[0];
}

function isPublisher(value: unknown): value is Publisher {
  const { sendTimeout, sendHighWaterMark } = (value ?? {}) as Partial<Publisher>;
  return typeof sendTimeout === 'number' && typeof sendHighWaterMark === 'number';
}

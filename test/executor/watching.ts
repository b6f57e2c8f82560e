import {
  compile,
  runGraph,
  type DropEvent,
  type DropGraph,
  type RunOptions,
  type Session,
} from '../../src/index.js';

/** Resolves after everything that was already waiting for the event loop. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A task that hangs for ever. */
export const hang = (): Promise<never> => new Promise(() => undefined);

/** A promise and the functions that settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  return { promise, resolve, reject };
}

/** Long enough for a busy machine: it only turns a hang into a failure that says so. */
const PATIENCE = 5000;

/** The promise, or a failure that says that it never settles. */
export async function settles<T>(promise: Promise<T>, what = 'the run'): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const hanging = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs`)), PATIENCE);
  });
  try {
    return await Promise.race([promise, hanging]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until something has come true, however slow the machine is. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await turn();
}

/** What the promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const outcome = await settles(
    promise.then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
  );
  if (outcome === undefined) throw new Error('it did not reject');
  return outcome.error;
}

/** A session of what is lazy in a value, before its first task. */
export function start(value: unknown, options?: RunOptions): Promise<Session> {
  return runGraph(compile(value), options);
}

/** Listens to everything from now on. */
export function recordEvents(session: Session): DropEvent[] {
  const events: DropEvent[] = [];
  session.subscribe((event) => events.push(event));
  return events;
}

/** Everything an iteration gives. */
export async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** An event in short: `f.app execStatus 1`. */
export function inShort(event: DropEvent): string {
  if (event.type === 'reproducibility' || event.type === 'open') return `${event.oid} ${event.type}`;
  const state = event.type === 'execStatus' ? event.execStatus : event.status;
  return `${event.oid} ${event.type} ${state}`;
}

/** Rejections nobody handled while `body` ran, and two turns of the event loop after it. */
export async function unhandledDuring(body: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const listener = (error: unknown): void => void unhandled.push(error);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  try {
    await body();
    await turn();
    await turn();
  } finally {
    process.removeListener('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return unhandled;
}

/** Values by oid. */
export async function resultsOf(
  graph: DropGraph | readonly unknown[] | string,
  options?: RunOptions,
): Promise<Record<string, unknown>> {
  const session = await runGraph(graph, options);
  return Object.fromEntries(await settles(session.results()));
}

import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { realmId } from '../closures/index.js';
import { WorkerError } from '../errors/index.js';
import { fromBytes, toBytes } from './bytes.js';
import { processArgv, threadArgv } from './node-options.js';
import type { FromWorker, ToWorker, Word, WorkerStart } from './wire.js';

/** How a worker ended. */
export interface End {
  /** The task it was running, where that is known. */
  readonly task: number | undefined;
  /** Whether the task it was running ended it: it called `process.exit`, or ran out of memory. */
  readonly isGuilty: boolean;
  /** What happened, such as `called process.exit(1)`. */
  readonly what: string;
}

/** What a worker tells the pool. */
export interface MemberEvents {
  report(message: FromWorker): void;
  /** A task begins whose time is limited. */
  began(task: number): void;
  /** Once, when it is gone. */
  end(end: End): void;
}

/** A worker, whatever it is made of. */
export interface Member {
  /** @throws whatever structured clone throws where the message cannot be sent. */
  post(message: ToWorker, transfer: readonly ArrayBuffer[]): void;
  /** Ends it at once. */
  kill(): void;
  /** Whether the process of the program waits for it. */
  hold(waits: boolean): void;
}

/** What a worker may use. @category Running */
export interface WorkerLimits {
  /** Most megabytes of its heap. */
  readonly maxOldGenerationSizeMb?: number;
  /** Most megabytes for objects that were made lately. */
  readonly maxYoungGenerationSizeMb?: number;
  /** Most megabytes of its stack, at least 0.5; Node gives a thread 4. */
  readonly stackSizeMb?: number;
}

const isSource = import.meta.url.endsWith('.ts');
const program = new URL(isSource ? './worker-main.ts' : './worker-main.js', import.meta.url);

/** @throws WorkerError where a bundler has taken this module from where the program of the workers is. */
function checkProgram(): void {
  if (existsSync(program)) return;
  throw new WorkerError(
    `${fileURLToPath(program)} is not there; leave dropgraph out of the bundle (external: ['dropgraph'])`,
  );
}

/** Our own sources are TypeScript, in our own tests, and a thread does not take its loader from the command line. */
const fromSource = `import('tsx/esm/api').then(({ register }) => { register(); return import('${program.href}'); })`;

/** What a worker said last. */
class LastWords {
  exit: { readonly task: number | undefined; readonly exitCode: number } | undefined;
  readonly #events: MemberEvents;

  constructor(events: MemberEvents) {
    this.#events = events;
  }

  hear(word: Word | undefined): void {
    if (word === undefined) return;
    if ('began' in word) this.#events.began(word.began);
    else this.exit = word;
  }
}

/** A worker thread. */
export function startThread(limits: WorkerLimits | undefined, events: MemberEvents): Member {
  checkProgram();
  const running = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  // a port of our own: what tasks post to their parentPort is not for us
  const { port1: port, port2 } = new MessageChannel();
  const start: WorkerStart = { home: realmId(), running, port: port2 };
  const execArgv = threadArgv();
  const worker = new Worker(isSource ? fromSource : program, {
    eval: isSource,
    workerData: start,
    transferList: [port2],
    name: 'dropgraph',
    ...(execArgv !== undefined && { execArgv }),
    ...(limits !== undefined && { resourceLimits: limits }),
  });
  const words = new LastWords(events);
  let error: (Error & { code?: string }) | undefined;
  const hear = (message: FromWorker | Word): void => {
    if (Array.isArray(message)) events.report(message);
    else words.hear(message);
  };
  port.on('message', hear);
  port.unref(); // the thread itself is what the program waits for
  // a result that cannot be read here is lost, and with it whoever waits for it: better to begin anew
  port.on('messageerror', () => void worker.terminate());
  worker.on('error', (thrown: Error) => {
    error = thrown;
  });
  worker.on('exit', (code) => {
    for (let last = receiveMessageOnPort(port); last !== undefined; last = receiveMessageOnPort(port))
      hear(last.message as FromWorker | Word);
    port.close();
    const current = running[0] === 0 ? undefined : running[0];
    const { exit } = words;
    const isOutOfMemory = error?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    events.end({
      task: exit === undefined ? current : exit.task,
      isGuilty: exit !== undefined || isOutOfMemory,
      what: isOutOfMemory
        ? 'ran out of memory'
        : exit !== undefined
          ? exitCall(exit.exitCode)
          : (error?.message ?? `its thread ended with code ${String(code)}`),
    });
  });
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    kill: () => void worker.terminate(),
    hold: (waits) => (waits ? worker.ref() : worker.unref()),
  };
}

/** Processes that run: they end with the program, even those whose tasks never let go. */
const running = new Set<ChildProcess>();

function endAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

function endsWithProgram(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', endAll);
  });
}

/** A process. */
export function startProcess(limits: WorkerLimits | undefined, events: MemberEvents): Member {
  checkProgram();
  const child = fork(fileURLToPath(program), {
    execArgv: [...processArgv(isSource), ...flagsOf(limits)],
    env: { ...process.env, DROPGRAPH_HOME: realmId() },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
  });
  endsWithProgram(child);
  const words = new LastWords(events);
  const pipe = child.stdio[4] as (Readable & { ref?(): void; unref?(): void }) | null | undefined;
  if (pipe) createInterface({ input: pipe }).on('line', (line) => words.hear(wordOf(line)));
  child.on('message', (message) => {
    // Node itself sends other messages there, under --watch for one
    if (message instanceof Uint8Array) events.report(fromBytes(message) as FromWorker);
  });
  let isOver = false;
  const end = (what: string, isGuilty: boolean): void => {
    if (isOver) return;
    isOver = true;
    const { exit } = words;
    events.end(
      exit === undefined
        ? { task: undefined, isGuilty, what }
        : { task: exit.task, isGuilty: true, what: exitCall(exit.exitCode) },
    );
  };
  child.on('error', (error) => {
    if (child.pid === undefined) end(`its process did not start: ${error.message}`, false);
  });
  child.once('close', (code, signal) => {
    // so ends what ran out of memory, after it has said so on standard error
    if (signal === 'SIGABRT') end('ran out of memory, or called process.abort()', true);
    else if (signal !== null) end(`its process was ended by ${signal}`, false);
    else end(`its process ended with code ${String(code)}`, false);
  });
  return {
    post: (message) => void child.send(toBytes(message), () => undefined), // a channel that is closed is told by 'close'
    kill: () => void child.kill('SIGKILL'),
    hold: (waits) => {
      if (waits) child.ref();
      else child.unref();
      for (const handle of [child.channel, pipe]) {
        if (waits) handle?.ref?.();
        else handle?.unref?.();
      }
    },
  };
}

/** A line that is none was written by a task, which may do so with any file. */
function wordOf(line: string): Word | undefined {
  try {
    return JSON.parse(line) as Word;
  } catch {
    return undefined;
  }
}

function exitCall(exitCode: number): string {
  return `called process.exit(${String(exitCode)})`;
}

function flagsOf(limits: WorkerLimits | undefined): string[] {
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = limits ?? {};
  const flags: string[] = [];
  if (maxOldGenerationSizeMb !== undefined)
    flags.push(`--max-old-space-size=${String(Math.ceil(maxOldGenerationSizeMb))}`);
  if (maxYoungGenerationSizeMb !== undefined) {
    // a semi-space is a third of the young generation
    flags.push(`--max-semi-space-size=${String(Math.max(1, Math.ceil(maxYoungGenerationSizeMb / 3)))}`);
  }
  if (stackSizeMb !== undefined) flags.push(`--stack-size=${String(Math.floor(stackSizeMb * 1000))}`);
  return flags;
}

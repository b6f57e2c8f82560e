import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { realmId } from '../closures/index.js';
import type { FromWorker, LastWords, ToWorker, WorkerStart } from './wire.js';

/** How a worker ended. */
export interface End {
  /** The task it was running, where that is known. */
  readonly task: number | undefined;
  /** Whether that task ended it: it called `process.exit`, or ran out of memory. */
  readonly isGuilty: boolean;
  /** What happened, such as `called process.exit(1)`. */
  readonly what: string;
}

/** What a worker tells the pool. */
export interface MemberEvents {
  report(message: FromWorker): void;
  /** Once, when it is gone. */
  end(end: End): void;
}

/** A worker, whatever it is made of. */
export interface Member {
  post(message: ToWorker, transfer: ArrayBuffer[]): void;
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
  /** Most megabytes of its stack. */
  readonly stackSizeMb?: number;
}

const isSource = import.meta.url.endsWith('.ts');
const program = new URL(isSource ? './worker-main.ts' : './worker-main.js', import.meta.url);

/** What Node is started with: as the program itself, but for a debugger's port, which is taken. */
function execArgv(): string[] {
  const args = process.execArgv.filter(
    (arg) => !/^--(inspect|eval|print|input-type|test|watch)|^-[ep]$/.test(arg),
  );
  // our own sources are TypeScript, in our own tests
  return isSource && !args.some((arg) => arg.includes('tsx')) ? [...args, '--import', 'tsx'] : args;
}

/** A worker thread. */
export function startThread(limits: WorkerLimits | undefined, events: MemberEvents): Member {
  const running = new Int32Array(new SharedArrayBuffer(4));
  const start: WorkerStart = { home: realmId(), running };
  const worker = new Worker(program, {
    workerData: start,
    execArgv: execArgv(),
    name: 'dropgraph',
    ...(limits !== undefined && { resourceLimits: limits as ResourceLimits }),
  });
  let words: LastWords | undefined;
  let error: (Error & { code?: string }) | undefined;
  worker.on('message', (message: FromWorker | LastWords) => {
    if (Array.isArray(message)) events.report(message);
    else words = message;
  });
  worker.on('error', (thrown: Error) => {
    error = thrown;
  });
  worker.on('exit', (code) => {
    const current = Atomics.load(running, 0) - 1;
    const task = words?.task ?? (current < 0 ? undefined : current);
    const outOfMemory = error?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const what = describe(words, outOfMemory, error?.message ?? `its thread ended with code ${String(code)}`);
    events.end({ task, isGuilty: words !== undefined || outOfMemory, what });
  });
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    kill: () => void worker.terminate(),
    hold: (waits) => (waits ? worker.ref() : worker.unref()),
  };
}

/** A process. */
export function startProcess(limits: WorkerLimits | undefined, events: MemberEvents): Member {
  const child: ChildProcess = fork(fileURLToPath(program), {
    execArgv: [...execArgv(), ...flagsOf(limits)],
    env: { ...process.env, DROPGRAPH_HOME: realmId() },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc', 'pipe'],
  });
  let words: LastWords | undefined;
  child.stdio[4]?.on('data', (data: Buffer) => {
    words = JSON.parse(data.toString()) as LastWords;
  });
  child.on('message', (message) => events.report(message as FromWorker));
  let error: Error | undefined;
  child.on('error', (thrown) => {
    error = thrown;
  });
  child.once('close', (code, signal) => {
    const how =
      signal === null ? `its process ended with code ${String(code)}` : `its process was ended by ${signal}`;
    const what = describe(words, false, error?.message ?? how);
    events.end({ task: words?.task, isGuilty: words !== undefined, what });
  });
  return {
    post: (message) => void child.send(message, () => undefined), // a channel that is closed is told by 'close'
    kill: () => void child.kill('SIGKILL'),
    hold: (waits) => {
      if (waits) {
        child.ref();
        child.channel?.ref();
      } else {
        child.unref();
        child.channel?.unref();
      }
    },
  };
}

function describe(words: LastWords | undefined, outOfMemory: boolean, other: string): string {
  if (words !== undefined) return `called process.exit(${String(words.exitCode)})`;
  return outOfMemory ? 'ran out of memory' : other;
}

function flagsOf(limits: WorkerLimits | undefined): string[] {
  const { maxOldGenerationSizeMb, maxYoungGenerationSizeMb, stackSizeMb } = limits ?? {};
  const flags: string[] = [];
  if (maxOldGenerationSizeMb !== undefined)
    flags.push(`--max-old-space-size=${String(maxOldGenerationSizeMb)}`);
  if (maxYoungGenerationSizeMb !== undefined) {
    // a semi-space is a third of the young generation
    flags.push(`--max-semi-space-size=${String(Math.max(1, Math.ceil(maxYoungGenerationSizeMb / 3)))}`);
  }
  if (stackSizeMb !== undefined) flags.push(`--stack-size=${String(Math.floor(stackSizeMb * 1000))}`);
  return flags;
}

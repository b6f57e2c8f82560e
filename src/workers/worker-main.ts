import { writeSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';
import { fromBytes, toBytes } from './bytes.js';
import { quietImport } from './quiet-import.js';
import { TaskRunner } from './task-runner.js';
import type { ToWorker, Word, WorkerStart } from './wire.js';

// The program of a worker: a thread, or a process with an IPC channel and a pipe for its last words.

/** File descriptor of that pipe. */
const WORDS = 4;

const start: WorkerStart = isMainThread
  ? { home: process.env['DROPGRAPH_HOME'] ?? '', running: undefined, port: undefined }
  : (workerData as WorkerStart);
const { port } = start;

/** The channel of a process is ours alone: to tasks, it is a process like any other. */
const send = process.send?.bind(process);
delete process.send;

/** Says something at once: what waits to be sent by a process never leaves it while a task does not let go. */
function say(word: Word): void {
  if (port === undefined) writeSync(WORDS, `${JSON.stringify(word)}\n`);
  else port.postMessage(word);
}

const runner = new TaskRunner(start, {
  tell: (message, transfer) => {
    if (port === undefined)
      send?.(toBytes(message), () => undefined); // the program may be gone
    else port.postMessage(message, transfer);
  },
  began: (task) => say({ began: task }),
  // it travels apart, a piece at a time
  isPrinting: () => process.stdout.writableLength + process.stderr.writableLength > 0,
});

/** A fault of its own must not leave tasks waiting: another worker has them next. */
function receive(message: ToWorker): void {
  try {
    runner.receive(message);
  } catch (error) {
    process.emitWarning(`A worker fails: ${String(error)}`);
    exit(1);
  }
}

if (port === undefined) {
  process.on('message', (message: Uint8Array) => receive(fromBytes(message) as ToWorker));
  process.on('disconnect', () => exit(0));
  // Ctrl-C goes to the whole group; who began the run decides what it means
  process.on('SIGINT', () => undefined);
} else {
  port.on('message', receive);
  // what cannot be read here is tried by another worker, and in the end blamed on the task
  port.on('messageerror', () => exit(1));
}

/** What was thrown where nobody could catch it: it fails the task it belongs to, or all that it may belong to. */
function onStray(error: unknown): void {
  if (!runner.blame(error)) process.emitWarning(`A task threw after its end: ${String(error)}`);
}
process.on('uncaughtException', onStray);
process.on('unhandledRejection', onStray);

const exit = process.exit.bind(process);
process.exit = (code?: number): never => {
  const task = runner.currentTask;
  runner.flush();
  if (task !== undefined) say({ task, exitCode: Number(code ?? process.exitCode ?? 0) });
  return exit(code);
};

quietImport();
runner.sayReady();

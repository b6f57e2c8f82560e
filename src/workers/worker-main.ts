import { writeSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { TaskRunner } from './task-runner.js';
import type { LastWords, ToWorker, WorkerStart } from './wire.js';

// The program of a worker: a thread, or a process with an IPC channel and a pipe for its last words.

/** File descriptor of that pipe. */
const LAST_WORDS = 4;

const inThread = !isMainThread && parentPort !== null;
const start: WorkerStart = inThread
  ? (workerData as WorkerStart)
  : { home: process.env['DROPGRAPH_HOME'] ?? '', running: undefined };

const runner = new TaskRunner(start, (message, transfer) => {
  if (inThread) parentPort!.postMessage(message, transfer);
  else process.send!(message);
});

if (inThread) parentPort!.on('message', (message: ToWorker) => runner.receive(message));
else {
  process.on('message', (message: ToWorker) => runner.receive(message));
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C goes to the whole group; who began the run decides what it means
  process.on('SIGINT', () => undefined);
}

/** What was thrown where nobody could catch it: it fails the task it belongs to, or all that it may belong to. */
function onStray(error: unknown): void {
  const task = runner.currentTask;
  for (const one of task === undefined ? runner.begun : [task]) runner.fail(one, error);
}
process.on('uncaughtException', onStray);
process.on('unhandledRejection', onStray);

const exit = process.exit.bind(process);
process.exit = ((code?: number): never => {
  const task = runner.currentTask;
  const words: LastWords = { task, exitCode: Number(code ?? process.exitCode ?? 0) };
  if (task !== undefined) {
    if (inThread) parentPort!.postMessage(words);
    else writeSync(LAST_WORDS, JSON.stringify(words));
  }
  return exit(code);
}) as typeof process.exit;

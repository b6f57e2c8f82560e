import { isMainThread } from 'node:worker_threads';
import { constants } from 'node:os';

/** What can be interrupted. */
interface Interruptible {
  readonly done: number;
  readonly total: number;
  cancel(reason: unknown): void;
}

const INTERRUPTED = 128 + constants.signals.SIGINT;

const running = new Set<Interruptible>();
let interrupted = false;

/**
 * Lets Ctrl-C cancel a run of a script, until the function it gives is called: the script gets a CancelledError and can
 * tidy up, the user is told how far it came, and the process ends with 130. A second Ctrl-C ends it at once. Programs
 * that listen for SIGINT themselves are left alone.
 */
export function stopOnInterrupt(run: Interruptible): () => void {
  const isOurs = running.size > 0;
  if (!isMainThread || (!isOurs && process.listenerCount('SIGINT') > 0)) return () => undefined;
  running.add(run);
  if (!isOurs) process.on('SIGINT', onInterrupt);
  return () => {
    running.delete(run);
    if (running.size === 0) process.off('SIGINT', onInterrupt);
  };
}

function onInterrupt(): void {
  if (interrupted) process.exit(INTERRUPTED);
  interrupted = true;
  process.once('exit', () => {
    process.exitCode = INTERRUPTED;
  });
  for (const run of running) {
    const far = `${String(run.done)} of ${String(run.total)} tasks were done`;
    process.stderr.write(`\ndropgraph: interrupted, ${far}; once more to end at once\n`);
    run.cancel(new Error('interrupted by Ctrl-C'));
  }
}

import { constants } from 'node:os';
import { tell } from './output.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Somebody asked the process to stop. */
export class Interrupted extends Error {
  override readonly name: string = 'Interrupted';
  /** What the shell is told: 128 and the number of the signal. */
  readonly exitCode: number;

  constructor(signal: (typeof SIGNALS)[number]) {
    super(`interrupted by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs something that can be cancelled. Ctrl-C (or SIGTERM) aborts the signal it gets, a second one ends the process
 * at once. So does a promise that nothing can settle any more: Node would end, with success, in the middle of the run.
 *
 * Only while this runs: at other times a signal ends the process as it does any other.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (signal: (typeof SIGNALS)[number]): void => {
    const reason = new Interrupted(signal);
    if (controller.signal.aborted) process.exit(reason.exitCode);
    tell('dropgraph: stopping; once more to end at once');
    controller.abort(reason);
  };
  const onIdle = (): void =>
    controller.abort(new Error('a promise is awaited that nothing can settle any more'));
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.once('beforeExit', onIdle);
  try {
    return await work(controller.signal);
  } finally {
    // once aborted, a second signal still ends what takes its time to stop
    if (!controller.signal.aborted) for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('beforeExit', onIdle);
  }
}

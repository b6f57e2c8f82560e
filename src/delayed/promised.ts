import { isThenable } from '../basics/index.js';
import type { RunOptions } from '../executor/index.js';
import { signalOfTask } from '../workers/index.js';
import { isNode } from './recorded-node.js';

/**
 * Whether a value is a promise, and not lazy. What cannot even be asked is none: whoever looks for lazy values tells of
 * it.
 */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  try {
    return !isNode(value) && isThenable(value);
  } catch {
    return false;
  }
}

/** The options of a run that begins later: it is still one of the task in which it was asked for, and ends with it. */
export function optionsForLater(options: RunOptions | undefined): RunOptions {
  const signals = [options?.signal, signalOfTask()].filter((signal) => signal !== undefined);
  return { ...options, signal: AbortSignal.any(signals) };
}

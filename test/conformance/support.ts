import { expect } from 'vitest';

/** What a promise is rejected with; the test fails when it is not. */
export async function failureOf(running: Promise<unknown>): Promise<unknown> {
  const outcome = await running.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  expect(outcome, 'it did not fail').toHaveProperty('error');
  return (outcome as { error: unknown }).error;
}

/** A function that fails the first times it is called, each time with another message. */
export function failing<T>(times: number, result: T): { fn: (...args: unknown[]) => T; calls: () => number } {
  let calls = 0;
  const fn = (): T => {
    if (++calls <= times) throw new Error(`failure ${String(calls)}`);
    return result;
  };
  return { fn, calls: () => calls };
}

/** A promise with its two ends. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  open(value: T): void;
  fail(error: unknown): void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Lets everything happen that needs no timer. */
export async function settle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
}

/** Waits until something is so; what never is runs into the timeout of the test. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(setImmediate);
}

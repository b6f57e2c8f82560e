/** Whether `await` would wait for the value. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    typeof (value as { then?: unknown }).then === 'function'
  );
}

/** A promise that calls back once and later: one with a `then` of its own, or none of ours, may do otherwise. */
export function asPromise(promise: PromiseLike<unknown>): Promise<unknown> {
  if (promise instanceof Promise && promise.then === Promise.prototype.then) return promise;
  return new Promise((resolve) => resolve(promise));
}

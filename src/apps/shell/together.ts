/**
 * Waits for several things that only make sense together: when one fails, the signal they were started with is
 * aborted, and its error is thrown once all have come to an end.
 */
export async function together(
  signal: AbortSignal,
  start: (signal: AbortSignal) => readonly (Promise<unknown> | undefined)[],
): Promise<void> {
  const failure = new AbortController();
  let first: { readonly error: unknown } | undefined;
  const started = start(AbortSignal.any([signal, failure.signal]));
  await Promise.all(
    started.map(async (task) => {
      try {
        await task;
      } catch (error) {
        first ??= { error };
        failure.abort(error);
      }
    }),
  );
  if (first !== undefined) throw first.error;
}

/** Rejects with the reason of the signal once it is aborted. */
export function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const aborted = (): void => reject(signal.reason as Error);
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

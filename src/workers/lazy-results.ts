type ComputeLazy = (result: unknown, signal: AbortSignal) => Promise<unknown> | undefined;

let computeLazy: ComputeLazy | undefined;

/**
 * Says how results that are lazy are computed where they are made. Set by whoever records calls: a worker that never
 * imports that has no lazy values.
 */
export function setLazyResults(compute: ComputeLazy): void {
  computeLazy = compute;
}

/** The value of a lazy result; undefined for any other. */
export function valueOfLazy(result: unknown, signal: () => AbortSignal): Promise<unknown> | undefined {
  const mayBeLazy = (typeof result === 'object' && result !== null) || typeof result === 'function';
  return mayBeLazy ? computeLazy?.(result, signal()) : undefined;
}

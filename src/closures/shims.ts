/** esbuild and tsx call it to keep the names of functions; where a class alone uses it, its variable is gone. */
const keepName = (target: unknown): unknown => target;

/** Counts nothing, whatever is read from it or added to it. */
const countNothing = (): unknown => {
  const sink: unknown = new Proxy(
    {},
    { get: (_, key) => (typeof key === 'symbol' ? () => 0 : sink), set: () => true },
  );
  return sink;
};

/**
 * What stands in for a helper that a tool wrote into the source, and that makes no sense elsewhere: the counters of
 * istanbul belong to this thread.
 */
export function shimFor(name: string, value: unknown): ((...args: never[]) => unknown) | undefined {
  if (name === '__name' && value === undefined) return keepName;
  if (/^cov_\w+$/.test(name) && typeof value === 'function' && String(value).includes('coverage'))
    return countNothing;
  return undefined;
}

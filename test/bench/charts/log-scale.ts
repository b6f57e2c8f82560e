/** Places values on an axis on which each power of ten takes the same room. */
export interface LogScale {
  /** Powers of ten from the first to the last on the axis. */
  readonly ticks: readonly number[];
  place(value: number): number;
}

/** An axis of whole powers of ten that has all values; a single power gets the next as well. From `start` to `end`. */
export function logScale(values: readonly number[], start: number, end: number): LogScale {
  const logs = values.map(Math.log10);
  const low = Math.floor(Math.min(...logs) + 1e-9);
  const high = Math.max(Math.ceil(Math.max(...logs) - 1e-9), low + 1);
  const ticks = Array.from({ length: high - low + 1 }, (_, step) => 10 ** (low + step));
  const place = (value: number): number => start + ((end - start) * (Math.log10(value) - low)) / (high - low);
  return { ticks, place };
}

/**
 * Zeros, as 32-bit integers, for tables with an entry for every task. They stand in shared memory: the garbage
 * collector counts that of other typed arrays as pressure, and marks a heap of millions of objects once more for
 * every 64 MB of them, for nothing.
 */
export function int32s(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

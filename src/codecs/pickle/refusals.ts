/** Why a value has no pickle, and what to give instead. */
export function whyNot(value: unknown): string {
  if (typeof value === 'function')
    return 'is a function, and a pickle holds data; compute what it gives first';
  if (typeof value === 'symbol') return 'is a symbol, which Python does not have; give a text instead';
  if (value instanceof Date) {
    return 'is an instance of Date, which would need code to read; give its toISOString() or getTime() instead';
  }
  if (ArrayBuffer.isView(value))
    return 'is a typed array; give NdArray.from(it) for NumPy, or Array.from(it) for a list';
  const name = (value as object).constructor?.name ?? 'a class';
  return `is an instance of ${name}, which would need code to read; give its fields as a plain object instead`;
}

/** Why a value cannot be what Python compares by content: a key, or an item of a set. */
export function whyNoKey(value: unknown): string {
  if (typeof value !== 'object') return whyNot(value);
  return 'cannot be a key or an item of a set in Python: only texts, numbers, bytes, and arrays and Sets of these can';
}

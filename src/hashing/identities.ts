const numbers = new WeakMap<object | symbol, string>();
let count = 0;

/** A number for something that is equal only to itself. It means nothing in another process. */
export function identityOf(value: object | symbol): string {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  const identity = `%${String(count++)}`;
  numbers.set(value, identity);
  return identity;
}

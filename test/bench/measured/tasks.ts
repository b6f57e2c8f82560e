/**
 * The functions inside the tasks: the very same for every engine, and nearly free, so what is timed is the
 * engine. Their names are what serialized graphs look them up by.
 */
export const inc = (x: number): number => x + 1;

export const incAsync = async (x: number): Promise<number> => {
  await null;
  return x + 1;
};

export const add = (a: number, b: number): number => a + b;

/** Not symmetric, so swapped or doubled dependencies change the result; stays a small integer at any depth. */
export const mix = (a: number, b: number, c: number): number => (a + 2 * b + 3 * c) % 1_000_003;

export const sum = (list: readonly number[]): number => {
  let total = 0;
  for (const value of list) total += value;
  return total;
};

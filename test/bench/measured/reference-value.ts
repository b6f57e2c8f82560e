import type { Shape } from './shapes.js';

/**
 * What the graph must give, worked out without any engine and without the task functions: in closed form, and
 * for `random` (where there is none) by its own loop and its own arithmetic.
 */
export function referenceValue(shape: Shape): number {
  const { name, tasks } = shape;
  switch (name) {
    case 'chain':
      return tasks;
    case 'wide':
    case 'async':
      return triangular(tasks - 1);
    case 'tree':
      return triangular((tasks + 1) / 2);
    case 'random':
      return randomValue(shape);
  }
}

/** 1 + 2 + ... + n, the sum over leaves that each give their index + 1. */
const triangular = (n: number): number => (n * (n + 1)) / 2;

function randomValue({ tasks, starts, args }: Shape): number {
  const values = new Float64Array(tasks);
  for (let i = 0; i < tasks - 1; i++) {
    const inputs = args.subarray(starts[i], starts[i + 1]);
    values[i] =
      inputs.length === 1 ? i + 1 : inputs.reduce((acc, j, k) => acc + (k + 1) * values[j]!, 0) % 1_000_003;
  }
  return args.subarray(starts[tasks - 1]).reduce((acc, j) => acc + values[j]!, 0);
}

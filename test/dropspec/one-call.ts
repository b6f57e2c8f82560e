import { expect } from 'vitest';
import { InvalidGraphError, runGraph, type RunOptions } from '../../src/index.js';
import { rejection } from '../executor/watching.js';
import { app, data, type Drop } from './drops.js';

/** A graph of one call without inputs, of the function `func_name`. */
export const call = (func_name: string, fields: Drop = {}): Drop[] => [
  app('f', { func_name, outputs: ['y'], ...fields }),
  data('y'),
];
/** URL of a module with this code. */
export const moduleOf = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

/** The error that runGraph refuses a graph with. */
export async function refused(
  graph: readonly Drop[] | string,
  options?: RunOptions,
): Promise<InvalidGraphError> {
  const error = await rejection(runGraph(graph, options));
  expect(error).toBeInstanceOf(InvalidGraphError);
  return error as InvalidGraphError;
}

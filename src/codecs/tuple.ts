import { z } from 'zod';
import { strictOptions } from '../basics/index.js';

/**
 * A Python tuple. An array in all else: where tuples and lists need not be told apart, plain arrays do.
 *
 * @category Codecs
 * @example
 * ```ts
 * pythonRepr(Tuple.of(1, 2)); // => '(1, 2)'
 * pythonRepr([1, 2]); // => '[1, 2]'
 * ```
 */
export class Tuple<T = unknown> extends Array<T> {
  // what `map` and its like make of a tuple is a list
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** How the tuples of Python are given. @category Codecs */
export interface TupleOptions {
  /** Tuples as {@link Tuple}, so that they can be told from lists and written as tuples again. Default: plain arrays. */
  readonly tuples?: boolean;
}

const Options = z.object({ tuples: z.boolean().default(false) });

export function readTupleOptions(given: TupleOptions | undefined, owner: string): { tuples: boolean } {
  return given === undefined ? { tuples: false } : strictOptions(Options, given, owner);
}

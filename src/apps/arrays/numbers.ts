import { NdArray } from '../../codecs/index.js';
import { AppError } from '../../errors/index.js';

/** All numbers of an array, of nested lists, or one number, in order. */
export function* numbersIn(value: unknown): Iterable<number> {
  if (value instanceof NdArray) {
    if (Array.isArray(value.data) || value.dtype.startsWith('c'))
      throw noNumber(`an item of dtype ${value.dtype}`);
    for (const item of value.data as Iterable<number | bigint>) yield Number(item);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* numbersIn(item);
  } else if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') {
    yield Number(value);
  } else {
    throw noNumber(value === null ? 'null' : `a ${typeof value}`);
  }
}

function noNumber(what: string): AppError {
  return new AppError(`an array of numbers was expected, and ${what} is there`);
}

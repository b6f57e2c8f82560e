import { items, lengthOf } from './operations.js';

/** @throws TypeError when a result has not the `nout` items its function promised. */
export function expectItems(result: unknown, nout: number): void {
  const length = lengthOf(result);
  if (length === nout) return;
  const got = length === undefined ? 'is no list' : `has ${items(length)}`;
  throw new TypeError(`nout is ${String(nout)}, but the result ${got}; return an array of ${items(nout)}`);
}

/** A result whose function promised `nout` items, checked. One item alone may stand for itself. */
export function checkedItems(result: unknown, nout: number | undefined): unknown {
  if (nout !== undefined && nout !== 1) expectItems(result, nout);
  return result;
}

import { describe, expect, it } from 'vitest';
import { compile, compute, delayed, KeyConflictError, type Delayed } from '../../src/index.js';
import { placeOf, thrownBy } from './support.js';

const here = import.meta.filename;
const add = (a: number, b: number): number => a + b;

function conflictOf(value: unknown): KeyConflictError {
  const error = thrownBy(() => compile(value));
  expect(error).toBeInstanceOf(KeyConflictError);
  return error as KeyConflictError;
}

describe('one key for two different tasks', () => {
  it('is a KeyConflictError that names the key and both call sites', () => {
    const one = delayed(add, { key: 'sum' });
    const a = /* first call */ one(1, 2);
    const b = /* second call */ one(3, 4);
    const error = conflictOf([a, { b }]);
    expect(error.key).toBe('sum');
    expect(error.code).toBe('DLG_ERR_KEY_CONFLICT');
    expect(error.callSites).toEqual([placeOf(here, 'first call'), placeOf(here, 'second call')]);
    for (const part of ['"sum"', ...error.callSites]) expect(error.message).toContain(part);
  });

  it('names the call sites of values', () => {
    const a = /* first value */ delayed([1], { key: 'data' });
    const b = /* second value */ delayed([2], { key: 'data' });
    expect(conflictOf([a, b]).callSites).toEqual([
      placeOf(here, 'first value'),
      placeOf(here, 'second value'),
    ]);
  });

  it('is found where one needs the other', () => {
    const one = delayed(add).with({ key: 'k' });
    expect(conflictOf(one(one(1, 2), 3)).key).toBe('k');
  });

  it('is no conflict where both do the same, and runs once', async () => {
    let runs = 0;
    const call = delayed((x: number) => x + ++runs, { key: 'same' });
    expect(await compute([call(1), call(1)])).toEqual([2, 2]);
  });

  it('rejects compute, before anything runs', async () => {
    let runs = 0;
    const count = delayed(() => ++runs);
    const other = delayed((x: number) => x, { key: 'k' });
    await expect(compute([count(), other(1), other(2)])).rejects.toThrow(KeyConflictError);
    expect(runs).toBe(0);
  });

  it('leaves the lazy values usable', async () => {
    const other = delayed((x: number) => x, { key: 'k' });
    const [a, b] = [other(1), other(2)];
    conflictOf([a, b]);
    expect([await a.compute(), await b.compute()]).toEqual([1, 2]);
  });

  it.each<[string, () => Delayed<unknown>]>([
    ['of a call', () => delayed(add)(1, 2)],
    ['of a pure call', () => delayed(add, { pure: true })(1, 2)],
    ['of a property', () => delayed({ a: 1 }, { key: 'it' }).get('a')],
  ])('is found where it collides with the key made for the result %s', (_, make) => {
    const made = make();
    const taken = delayed(() => 'taken', { key: made.key });
    expect(conflictOf([made, taken()]).key).toBe(made.key);
    expect(conflictOf([taken(), made]).key).toBe(made.key);
  });
});

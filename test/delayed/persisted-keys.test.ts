import { describe, expect, it } from 'vitest';
import { compute, delayed, KeyConflictError, persist } from '../../src/index.js';

const double = delayed((x: number) => 2 * x);

describe('the key of persisted data', () => {
  it('stands for equal calls, which do not run again', async () => {
    const call = (): ReturnType<typeof double> => double.with({ key: 'P' })(1);
    const data = await persist(call());
    expect(await compute([data, call(), await persist(data)])).toEqual([2, 2, 2]);
  });

  it('stands for equal calls on equal inputs', async () => {
    const input = double.with({ key: 'in' })(3);
    const data = await persist(double.with({ key: 'out' })(input));
    expect(await compute([data, double.with({ key: 'out' })(input)])).toEqual([12, 12]);
  });

  it('is a conflict where another call has it', async () => {
    const data = await persist(double.with({ key: 'P' })(1));
    await expect(compute([data, double.with({ key: 'P' })(2)])).rejects.toBeInstanceOf(KeyConflictError);
  });

  it('is a conflict where other data has it', async () => {
    let runs = 0;
    const lazy = delayed(() => ++runs)();
    const [first, second] = [await persist(lazy), await persist(lazy)];
    await expect(compute([first, second])).rejects.toBeInstanceOf(KeyConflictError);
    expect(await compute([first, first, lazy])).toEqual([1, 1, 1]);
  });
});

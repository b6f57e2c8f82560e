import { describe, expect, it } from 'vitest';
import { compute, delayed, map, take } from '../../src/index.js';

const inc = delayed((x: number) => x + 1, { name: 'inc' });
const same = delayed((value: unknown) => value, { name: 'same' });

describe('the holes of an array stay holes', () => {
  const result = [, 2, [, 5], ,];
  const kept = (value: unknown): void => {
    expect(value).toStrictEqual(result);
    expect(1 in (value as unknown[])).toBe(true);
    expect(0 in (value as unknown[])).toBe(false);
  };

  it.each([
    ['in what is computed', (): unknown => [, inc(1), [, 5], ,]],
    ['without anything lazy', (): unknown => [, 2, [, 5], ,]],
    ['among arguments', (): unknown => same([, inc(1), [, 5], ,])],
    ['in values made lazy', (): unknown => delayed([, inc(1), [, 5], ,])],
    ['in results', (): unknown => delayed(() => [, inc(1), [, 5], ,])()],
    ['where lists are put together', (): unknown => take(delayed([, 2, [, 5], , 1]), 4)],
  ])('%s', async (_, value) => {
    kept(await compute(value()));
  });

  it('on threads', async () => {
    kept(await compute(same([, inc(1), [, 5], ,]), { scheduler: 'threads' }));
  });

  it('also where there are a million of them', async () => {
    const sparse: unknown[] = [];
    sparse[1_000_000] = inc(1);
    const computed = await compute(sparse);
    expect(computed).toHaveLength(1_000_001);
    expect(Object.keys(computed)).toEqual(['1000000']);
  });

  it('but helpers walk lists as for…of does', async () => {
    expect(await compute(map([, inc(1), ,], (x) => x))).toStrictEqual([undefined, 2, undefined]);
  });
});

import { describe, expect, it } from 'vitest';
import { LongList } from '../../src/basics/index.js';

/** More than two pieces of the list. */
const MANY = 100_000;

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

function listOf(count: number, start: number[] = []): LongList<number> {
  const list = new LongList(start);
  for (let at = start.length; at < count; at++) list.push(at);
  return list;
}

describe('a long list', () => {
  it.each([0, 1, 2 ** 15 - 1, 2 ** 15, 2 ** 15 + 1, MANY])('gives %i items as they were added', (count) => {
    const list = listOf(count);
    expect(list.length).toBe(count);
    expect(list.toArray()).toEqual(upTo(count));
    expect(list.length).toBe(count);
  });

  it('gives one array, which grows with the list', () => {
    const list = listOf(MANY);
    const array = list.toArray();
    for (let at = MANY; at < 2 * MANY; at++) list.push(at);
    expect(list.toArray()).toBe(array);
    expect(array).toEqual(upTo(2 * MANY));
  });

  it.each([1, 2 ** 15 + 1, MANY, 2 * MANY])('gives what came, where %i items were expected', (expected) => {
    const list = new LongList<number>();
    list.expect(expected);
    for (let at = 0; at < MANY; at++) list.push(at);
    list.expect(expected);
    for (const at of [0, 2 ** 15, MANY - 1]) {
      list.set(at, -at);
      expect(list.get(at)).toBe(-at);
      list.set(at, at);
    }
    expect(list.length).toBe(MANY);
    expect(list.toArray()).toEqual(upTo(MANY));
    list.push(MANY);
    expect(list.toArray()).toEqual(upTo(MANY + 1));
  });

  it('goes on from items that are there', () => {
    const start = upTo(3);
    expect(listOf(MANY, start).toArray()).toBe(start);
    expect(start).toEqual(upTo(MANY));
  });

  it.each([0, 2 ** 15 - 1, 2 ** 15, MANY - 1])(
    'replaces item %i, before and after it was put together',
    (at) => {
      const list = listOf(MANY);
      list.set(at, -1);
      expect(list.get(at)).toBe(-1);
      expect(list.toArray()[at]).toBe(-1);
      list.set(at, -2);
      expect(list.get(at)).toBe(-2);
      expect(list.toArray()[at]).toBe(-2);
    },
  );
});

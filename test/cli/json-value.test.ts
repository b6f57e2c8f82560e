import { describe, expect, it } from 'vitest';
import { jsonValue } from '../../src/cli/json-value.js';
import { compile, delayed } from '../../src/index.js';

class Point {
  readonly x: number = 1;
}

describe('a value in JSON', () => {
  it.each([
    ['plain data', { a: [1, 'b', null, true] }],
    ['what JSON has no word for', [undefined, NaN, -0, Infinity, 10n]],
    ['dates and patterns', [new Date(5), new Date(NaN), /a+/gi]],
    ['maps and sets', [new Map<unknown, unknown>([[{ k: 1 }, 2]]), new Set([1])]],
    ['bytes', [Buffer.from('abc'), new Float64Array([1, 2]).subarray(1), new Uint8Array([7]).buffer]],
    ['a property that looks like a tag', { $: 'map', value: 1 }],
    ['a property __proto__', JSON.parse('{ "__proto__": 1 }')],
  ])('is written as dropspecs write it: %s', (_, value) => {
    const [spec] = compile(delayed(value)).toJSON();
    const written = JSON.stringify(jsonValue(value));
    expect(written).toBe(JSON.stringify((spec as { pydata?: { value: unknown } }).pydata?.value));
  });

  it.each([
    ['a class instance', new Point(), { $: 'instance', class: 'Point', value: { x: 1 } }],
    ['a function', function named() {}, { $: 'function', value: 'named' }],
    ['a symbol', Symbol('s'), { $: 'symbol', value: 'Symbol(s)' }],
    ['an error', new RangeError('far'), { $: 'error', name: 'RangeError', message: 'far' }],
  ])('tells what dropspecs refuse: %s', (_, value, written) => {
    expect(jsonValue(value)).toEqual(written);
  });

  it('tells circles and depths without end', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    expect(jsonValue(circle)).toEqual([{ $: 'circular' }]);
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(JSON.stringify(jsonValue(deep))).toContain('"$":"text"');
  });

  it('writes what is shared each time: it is no circle', () => {
    const shared = { a: 1 };
    expect(jsonValue([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });
});

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { getProperty as operation } from '../../src/graph/operations.js';
import { FunctionTexts, type CapturesOf } from '../../src/hashing/index.js';

type Fn = (...args: never[]) => unknown;

const adder = (n: unknown): Fn => {
  const add = (x: number): unknown => [x, n];
  known.set(add, { n });
  return add;
};
const known = new Map<Fn, Record<string, unknown>>();
const capturesOf: CapturesOf = (fn) => known.get(fn);

describe('functions whose captured values are told', () => {
  const texts = new FunctionTexts(capturesOf);
  const text = (fn: Fn): string => texts.textOf(fn).text;

  it('are equal with equal source and equal captured values', () => {
    expect(text(adder({ a: 1 }))).toBe(text(adder({ a: 1 })));
    expect(texts.textOf(adder(1)).local).toBeUndefined();
    expect(text(adder(1))).toBe(new FunctionTexts(capturesOf).textOf(adder(1)).text);
  });

  it.each<[string, unknown, unknown]>([
    ['values', 1, 2],
    ['functions', Math.max, Math.min],
    ['closures', adder(1), adder(2)],
  ])('are different with other captured %s', (_, a, b) => {
    expect(text(adder(a))).not.toBe(text(adder(b)));
  });

  it('are different with other properties', () => {
    expect(text(Object.assign(adder(1), { a: 1 }))).not.toBe(text(Object.assign(adder(1), { a: 2 })));
  });

  it('may capture themselves and each other', () => {
    const ring = (): Fn => {
      const a = (): unknown => b;
      const b = (): unknown => a;
      known.set(a, { b }).set(b, { a });
      return a;
    };
    expect(text(ring())).toBe(text(ring()));
  });

  it('mean nothing in another process when they hold what does not', () => {
    class Thing {}
    const thing = new Thing();
    expect(texts.textOf(adder(thing)).local).toContain('Thing');
    expect(text(adder(thing))).toBe(text(adder(thing)));
    expect(text(adder(thing))).not.toBe(text(adder(new Thing())));
  });

  it('are told by identity beyond some thousand in one', () => {
    let chain = adder(0);
    for (let count = 0; count < 5000; count++) chain = adder(chain);
    expect(texts.textOf(chain).local).toContain('cannot be told');
  });
});

describe('functions whose captured values cannot be told', () => {
  it('are equal to themselves only', () => {
    const texts = new FunctionTexts();
    const [one, two] = [adder(1), adder(1)];
    expect(texts.textOf(one).text).toBe(texts.textOf(one).text);
    expect(texts.textOf(one).text).not.toBe(texts.textOf(two).text);
    expect(texts.textOf(one).local).toContain('add');
  });

  it('are the same in a process that meets them in the same order', () => {
    const [one, two] = [new FunctionTexts(), new FunctionTexts()].map((texts) =>
      [1, 2, 3].map((n) => texts.textOf(adder(n)).text),
    );
    expect(one).toEqual(two);
  });

  it('are different when they are bound', () => {
    const texts = new FunctionTexts(capturesOf);
    const add = adder(1);
    expect(texts.textOf(add.bind(null)).text).not.toBe(texts.textOf(add.bind(null)).text);
  });
});

describe('functions that everybody has', () => {
  it.each<[string, Fn]>([
    ['Math.hypot', Math.hypot],
    ['String.prototype.trim', String.prototype.trim],
    ['parseInt', parseInt],
    ['dropgraph.getProperty', operation],
  ])('have their names: %s', (name, fn) => {
    expect(new FunctionTexts().textOf(fn)).toEqual({ text: `function(${name})`, local: undefined });
  });
});

describe('functions of a module', () => {
  const texts = new FunctionTexts();

  it('are told by module, name and source', () => {
    const fn = (x: number): number => x + 1;
    const text = texts.textOf(fn, 'https://example.org/a.js');
    expect(text.local).toBeUndefined();
    expect(text.text).toBe(new FunctionTexts().textOf(fn, 'https://example.org/a.js').text);
    expect(text.text).not.toBe(new FunctionTexts().textOf(fn, 'https://example.org/b.js').text);
  });

  it('are different although the module was named for closures of one source', () => {
    const [one, two] = [1, 2].map((n) => texts.textOf(adder(n), 'https://example.org/c.js'));
    expect(one!.text).not.toBe(two!.text);
    expect(two!.local).toContain('add');
  });

  it('are the same wherever their package stands', () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'dropgraph-'));
    try {
      const fn = (): number => 1;
      const [one, two] = ['here', 'there/deep'].map((place) => {
        const folder = path.join(root, place, 'src');
        mkdirSync(folder, { recursive: true });
        writeFileSync(path.join(root, place, 'package.json'), '{ "name": "mine" }');
        return new FunctionTexts().textOf(fn, pathToFileURL(path.join(folder, 'a b.js')).href).text;
      });
      expect(one).toBe(two);
      expect(one).toContain('"mine/src/a b.js"');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

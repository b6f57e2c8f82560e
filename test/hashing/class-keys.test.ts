import { describe, expect, it } from 'vitest';
import { hashKey, hashOf, registerHash } from '../../src/hashing/index.js';

class Point {
  readonly x: number;

  constructor(x: number) {
    this.x = x;
  }

  [hashKey](): unknown {
    return { x: this.x };
  }
}

class Foreign {
  readonly parts: readonly unknown[];

  constructor(...parts: unknown[]) {
    this.parts = parts;
  }
}
registerHash(Foreign, ({ parts }) => parts);

describe.each<[string, (value: unknown) => object]>([
  ['with the method hashKey', (value) => new Point(value as number)],
  ['registered', (value) => new Foreign(value)],
])('instances of a class %s', (_, make) => {
  it('are equal when what they say is equal', () => {
    expect(hashOf([make(1)], { stable: true })).toBe(hashOf([make(1)]));
    expect(hashOf(make(1))).not.toBe(hashOf(make(2)));
  });

  it('are not what they say', () => {
    expect(hashOf(make(1))).not.toBe(hashOf({ x: 1 }));
    expect(hashOf(make(1))).not.toBe(hashOf([1]));
  });
});

describe('what a class says', () => {
  it('holds for one of two classes that look alike', () => {
    const make = (): object =>
      new (class Same {
        [hashKey](): unknown {
          return 1;
        }
      })();
    expect(hashOf(make())).not.toBe(hashOf(make()));
  });

  it('does not hold for subclasses where it was registered', () => {
    class More extends Foreign {
      readonly more = Math.random();
    }
    expect(hashOf(new More(1))).not.toBe(hashOf(new More(1)));
    expect(() => hashOf(new More(1), { stable: true })).toThrow('an instance of More');
  });

  it('may lead back to the instance', () => {
    const tree = (label: string): unknown => {
      const parent = new Foreign(label, []);
      (parent.parts[1] as unknown[]).push(new Foreign('child', parent));
      return parent;
    };
    expect(hashOf(tree('a'))).toBe(hashOf(tree('a')));
    expect(hashOf(tree('a'))).not.toBe(hashOf(tree('b')));
  });

  it.each<[string, (self: object) => unknown]>([
    ['itself', (self) => self],
    ['another instance', () => new Foreign()],
    ['a promise', () => Promise.resolve(1)],
    ['a function', () => () => 1],
  ])('must tell instances apart: not %s', (_, key) => {
    registerHash(Foreign, key);
    expect(() => hashOf(new Foreign())).toThrow(/hash key of Foreign.*plain data/);
    registerHash(Foreign, ({ parts }) => parts);
  });

  it('is refused for what is no class, for containers, and without a function', () => {
    expect(() => registerHash({} as never, () => 1)).toThrow('must be a class');
    expect(() =>
      registerHash(
        () => 1,
        () => 1,
      ),
    ).toThrow('must be a class');
    expect(() => registerHash(Map, () => 1)).toThrow('Map is hashed by what it holds');
    expect(() => registerHash(Foreign, 'parts' as never)).toThrow('for Foreign, must be a function');
  });
});

import { describe, expect, it } from 'vitest';
import { containerOf, holdsLazy, Template, templateOf } from '../../src/graph/index.js';

/** A placeholder of its own kind: templates know nothing of lazy values. */
class Hole {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

const isHole = (value: unknown): value is Hole => value instanceof Hole;
const one = new Hole(1);

function filled(value: unknown): unknown {
  const template = templateOf(value, isHole, 'test') as Template;
  expect(template).toBeInstanceOf(Template);
  return template.build((at) => (template.lazies[at] as Hole).value);
}

const bare = (fields: object): object => Object.assign(Object.create(null), fields) as object;

describe('a template', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['a list', [one, 2, one], [1, 2, 1]],
    ['a list of placeholders alone', [one, new Hole(2)], [1, 2]],
    ['an object', { a: one, b: 2 }, { a: 1, b: 2 }],
    ['an object without a prototype', bare({ a: one }), bare({ a: 1 })],
    [
      'a map, keys too',
      new Map<unknown, unknown>([
        [one, 2],
        [3, one],
      ]),
      new Map([
        [1, 2],
        [3, 1],
      ]),
    ],
    ['a set', new Set([one, 2]), new Set([1, 2])],
    [
      'what is deep inside',
      [{ a: new Map([['k', [new Set([one])]]]) }],
      [{ a: new Map([['k', [new Set([1])]]]) }],
    ],
    [
      'a key "__proto__"',
      JSON.parse('{"__proto__":0,"a":0}', (_, x: unknown) => (x === 0 ? one : x)),
      JSON.parse('{"__proto__":1,"a":1}'),
    ],
    ['undefined and holes beside', [undefined, , one], [undefined, , 1]],
  ])('rebuilds %s with its type', (_, value, result) => {
    const built = filled(value);
    expect(built).toStrictEqual(result);
    expect(Object.getPrototypeOf(built)).toBe(Object.getPrototypeOf(value));
  });

  it('rebuilds an iterator, to be walked once', () => {
    expect([...(filled([one, 2].values()) as Iterable<unknown>)]).toEqual([1, 2]);
    expect([...(filled(new Set([one]).values()) as Iterable<unknown>)]).toEqual([1]);
  });

  it('is made of an iterator even without a placeholder, and can be built again and again', () => {
    const template = templateOf([1, 2].values(), isHole, 'test') as Template;
    for (let time = 0; time < 2; time++)
      expect([...(template.build(() => 0) as Iterable<unknown>)]).toEqual([1, 2]);
  });

  it('keeps what is shared shared, and closes circles', () => {
    const shared = { one };
    const [first, second] = filled([shared, shared]) as [unknown, unknown];
    expect(first).toBe(second);
    const circle: { one: Hole; self?: unknown; list: unknown[] } = { one, list: [] };
    circle.self = circle;
    circle.list.push(circle);
    const built = filled(circle) as { one: number; self: unknown; list: unknown[] };
    expect(built.one).toBe(1);
    expect(built.self).toBe(built);
    expect(built.list[0]).toBe(built);
  });

  it('closes a circle through maps and sets', () => {
    const map = new Map<unknown, unknown>([['one', one]]);
    map.set('set', new Set([map]));
    const built = filled(map) as Map<string, unknown>;
    expect([...(built.get('set') as Set<unknown>)][0]).toBe(built);
  });

  it('leaves parts without a placeholder the very same', () => {
    const part = { deep: [1] };
    expect((filled([part, one]) as unknown[])[0]).toBe(part);
  });

  it('is independent of later changes to the container', () => {
    const list: unknown[] = [one];
    const template = templateOf(list, isHole, 'test') as Template;
    list.push('later');
    expect(template.build(() => 1)).toEqual([1]);
  });

  it('gives something new at each build', () => {
    const template = templateOf([one], isHole, 'test') as Template;
    expect(template.build(() => 1)).not.toBe(template.build(() => 1));
  });

  it('is no template where there is no placeholder: the value itself', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const value of [[1], {}, new Map(), circle, 5, null, undefined, new Date(), 'x']) {
      expect(templateOf(value, isHole, 'test')).toBe(value);
      expect(holdsLazy(value, isHole, 'test')).toBe(false);
    }
  });

  it('asks for the placeholders in the order it lists them', () => {
    const template = templateOf([one, { a: new Hole(2) }, new Hole(3)], isHole, 'test') as Template;
    const asked: number[] = [];
    template.build((at) => asked.push(at));
    expect([...asked].sort()).toEqual([0, 1, 2]);
    expect(template.withLazies(['x', 'y', 'z']).lazies).toEqual(['x', 'y', 'z']);
  });

  it('takes nesting of 100,000 levels and lists of a million items', () => {
    let deep: unknown = one;
    for (let level = 0; level < 1e5; level++) deep = [deep];
    let built = filled(deep);
    for (let level = 0; level < 1e5; level++) built = (built as unknown[])[0];
    expect(built).toBe(1);
    expect((filled(Array.from({ length: 1e6 }, () => one)) as unknown[]).length).toBe(1e6);
  });

  class Box {
    content: unknown;

    constructor(content: unknown) {
      this.content = content;
    }
  }

  it.each<readonly [string, unknown, RegExp]>([
    ['a field of a class instance', new Box(one), /field "content" of an instance of Box/],
    ['an instance inside a list', [new Box(one)], /Box/],
    ['a subclass of Map', new (class MyMap extends Map<string, unknown> {})([['a', one]]), /MyMap/],
    ['a subclass of Array', new (class MyList extends Array<unknown> {})(one, one), /MyList/],
  ])('does not let a placeholder hide in %s', (_, value, message) => {
    expect(() => templateOf(value, isHole, 'the owner')).toThrow(message);
    expect(() => templateOf(value, isHole, 'the owner')).toThrow(/the owner/);
  });

  it('does not run getters to look for one', () => {
    const guarded = new (class Guarded {
      get trap(): never {
        throw new Error('ran');
      }
    })();
    Object.defineProperty(guarded, 'own', { enumerable: true, get: () => expect.fail('ran') });
    expect(templateOf([guarded], isHole, 'test')).toEqual([guarded]);
  });
});

describe('containerOf', () => {
  it.each<readonly [unknown, string | undefined]>([
    [[], 'array'],
    [{}, 'object'],
    [Object.create(null), 'null-object'],
    [new Map(), 'map'],
    [new Set(), 'set'],
    [[].values(), 'iterator'],
    [new Map().entries(), 'iterator'],
    [new Set().values(), 'iterator'],
    [new Date(), undefined],
    [new Uint8Array(1), undefined],
    [/x/, undefined],
    ['text', undefined],
    [null, undefined],
    [() => 1, undefined],
    [new (class Thing {})(), undefined],
    [Promise.resolve(), undefined],
  ])('%o is %s', (value, kind) => {
    expect(containerOf(value)).toBe(kind);
  });
});

import { createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPacked, packError, packValue, unpackValue } from '../../src/closures/index.js';
import { NotShippableError, TaskError } from '../../src/errors/index.js';

/** There and back as a message goes. */
function trip<T>(value: T): T {
  return unpackValue(structuredClone(packValue(value))) as T;
}

function thrownTrip(thrown: unknown): unknown {
  return unpackValue(structuredClone(packError(thrown)));
}

class Day extends Date {
  readonly zone = 'UTC';
}
class Samples extends Float64Array {}

describe('packValue', () => {
  it.each([
    ['a number', 1],
    ['a text', 'x'],
    ['nothing', undefined],
    ['flat data', { a: 1, b: 'x', c: null }],
    ['nested data', { a: [{ b: new Date(0) }], c: new Map([[1, new Set([2])]]) }],
    ['typed arrays', new Float32Array(3)],
    ['shared memory', new SharedArrayBuffer(8)],
  ])('gives %s as it is, without a copy', (_, value) => {
    expect(packValue(value)).toBe(value);
    expect(unpackValue(value)).toBe(value);
  });

  it.each([
    ['-0', -0],
    ['0 beside -0', Object.freeze([0, -0, 0])],
    ['a bigint', 10n],
    ['holes', [1, , 3]],
    ['a frozen object', Object.freeze({ a: 1 })],
    ['a sealed array', Object.seal([1, 2])],
    ['no prototype', Object.assign(Object.create(null) as object, { a: { b: 1 } })],
    ['a hidden property', Object.defineProperty({}, 'a', { value: 1 })],
    ['a registered symbol', Symbol.for('x')],
    ['a well-known symbol', { [Symbol.toStringTag]: 'x' }],
    ['a Buffer', Buffer.from('abc')],
    ['a URL', new URL('http://a.test/?b')],
    ['an array with a property', Object.assign([1], { unit: 'm' })],
    [
      'a long array with a property',
      Object.assign(new Array(1000).fill(0) as number[], { unit: Symbol.for('m') }),
    ],
    ['a long typed array with a property', Object.assign(new Uint8Array(1000), { unit: Symbol.for('m') })],
    ['a Map with a property', Object.assign(new Map([[1, 2]]), { unit: 'm' })],
    ['a Date with a property', Object.assign(new Date(5), { unit: 'm' })],
    ['a RegExp under way', Object.assign(/a/g, { lastIndex: 2 })],
    ['an error', Object.assign(new RangeError('out', { cause: { a: 1 } }), { at: 3 })],
    ['an error with a name', Object.defineProperty(new Error('x'), 'name', { value: 'Mine' })],
    ['a key __proto__', JSON.parse('{"__proto__": 1}')],
    [
      'a prototype that is an object',
      Object.create({ a: 1 }, { b: { value: Object.freeze([]), enumerable: true } }),
    ],
    ['an instance of a function of old', Reflect.construct(Old, [3])],
    ['an instance of a class of dates', new Day(5)],
    ['an instance of a class of typed arrays', new Samples([1, 2])],
  ])('carries %s', (_, value: unknown) => {
    const there = trip(value);
    expect(there).toStrictEqual(value);
    if (typeof value !== 'object' || value === null) return;
    expect(Object.getOwnPropertyDescriptors(there)).toStrictEqual(Object.getOwnPropertyDescriptors(value));
    expect(Object.isFrozen(there)).toBe(Object.isFrozen(value));
    expect(Object.isSealed(there)).toBe(Object.isSealed(value));
  });

  it('keeps what an accessor computes', () => {
    const box = trip({
      a: 2,
      get double() {
        return this.a * 2;
      },
    });
    box.a = 5;
    expect(box.double).toBe(10);
  });

  it('keeps cycles and shared parts, through plain and other objects alike', () => {
    interface Part {
      up?: Part;
      parts?: Part[];
      fixed?: object;
    }
    const fixed = Object.freeze({ a: 1 });
    const root: Part = { parts: [{}, { fixed }, {}] };
    for (const part of root.parts!) part.up = root;
    root.parts![2]!.parts = root.parts!;
    const there = trip(root);
    expect(there.parts![0]!.up).toBe(there);
    expect(there.parts![2]!.parts).toBe(there.parts);
    expect(Object.isFrozen(there.parts![1]!.fixed)).toBe(true);
    expect(packValue({ plain: [root.parts![0]] })).toSatisfy(isPacked);
  });

  it('carries any data', () => {
    const leaf = fc.oneof(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withNullPrototype: true,
        withSparseArray: true,
        withTypedArray: true,
      }),
      fc.string().map((text) => Object.freeze({ text })),
      fc.string().map((text) => new TypeError(text)),
    );
    fc.assert(
      fc.property(fc.array(leaf), (value) => {
        expect(trip(value)).toStrictEqual(value);
      }),
    );
  });

  it('does not take a value that looks packed for one', () => {
    const forged = { 'dropgraph:packed': 1, nodes: [], raw: [7], root: -1 };
    expect(trip(forged)).toEqual(forged);
    expect(trip({ in: forged })).toEqual({ in: forged });
  });

  it('never sends the rest of the pool a small Buffer is part of', () => {
    const secret = Buffer.from('secret');
    const bytes = Buffer.from('public');
    expect(bytes.buffer).toBe(secret.buffer);
    expect(
      JSON.stringify(packValue(bytes), (_, held: unknown) =>
        ArrayBuffer.isView(held) ? held.buffer.byteLength : held,
      ),
    ).toContain('"raw":[6]');
  });

  it('names the way to every part that cannot be sent', () => {
    const server = createServer();
    const value = {
      list: [1, { server }],
      map: new Map([['key', Promise.resolve()]]),
      'a b': Symbol('own'),
      fn: () => server,
    };
    const pack = (): unknown => packValue(value, { name: 'argument 0' });
    expect(pack).toThrow(NotShippableError);
    try {
      pack();
    } catch (error) {
      expect((error as NotShippableError).problems.map(({ path }) => path)).toEqual([
        '.list[1].server',
        '.map → the value of key "key"',
        '["a b"]',
      ]);
    }
  });

  it('refuses what is nested too deeply for a message', () => {
    let deep: unknown = Object.freeze([]);
    for (let at = 0; at < 1e5; at++) deep = [deep];
    expect(() => packValue(deep)).toThrow(/nested too deeply/);
  });

  it('collects the buffers that may be transferred, when it is asked', () => {
    const transfer = new Set<ArrayBuffer>();
    const [a, b, c] = [new Uint8Array(2), new ArrayBuffer(3), new Float64Array(4)];
    packValue(a, { transfer });
    packValue({ deep: [b], shared: new SharedArrayBuffer(4) }, { transfer });
    packValue(new Map([['fn', [c, () => 1]]]), { transfer });
    packValue(Buffer.from('in a pool'), { transfer });
    expect([...transfer]).toEqual([a.buffer, b, c.buffer]);
  });
});

function Old(this: { x: number }, x: number): void {
  this.x = x;
}
Old.prototype.twice = function (this: { x: number }): number {
  return this.x * 2;
};

describe('packError', () => {
  it('carries an error with all it has', () => {
    const error = Object.assign(new AggregateError([new Error('a')], 'all', { cause: 'why' }), { code: 'E' });
    const there = thrownTrip(error) as typeof error;
    expect(there).toBeInstanceOf(AggregateError);
    expect([there.message, there.stack, there.code, there.cause, String(there.errors[0])]).toEqual([
      'all',
      error.stack,
      'E',
      'why',
      'Error: a',
    ]);
  });

  it('carries errors of Node with their code', () => {
    const there = thrownTrip(failureOf(() => Buffer.alloc('x' as never))) as Error & { code: string };
    expect(there).toBeInstanceOf(TypeError);
    expect(there.code).toBe('ERR_INVALID_ARG_TYPE');
    const aborted = thrownTrip(AbortSignal.abort().reason) as DOMException;
    expect([aborted instanceof DOMException, aborted.name]).toEqual([true, 'AbortError']);
  });

  it('tells instead of sending what cannot be sent, and keeps the rest', () => {
    const cause = Object.assign(new Error('inner'), { server: createServer() });
    const error = Object.assign(new Error('outer', { cause }), { request: { id: 1 }, own: Symbol('s') });
    const there = thrownTrip(error) as Error & { request: unknown; own: unknown };
    expect([there.message, there.stack, there.request]).toEqual(['outer', error.stack, { id: 1 }]);
    expect(there.own).toBe('[not sent: Symbol(s), a symbol that only this thread has]');
    expect((there.cause as { server: unknown }).server).toBe(
      '[not sent: a Server, which only exists on this thread]',
    );
  });

  it('carries the errors of an error one by one', () => {
    const bad = Object.assign(new Error('bad'), { own: Symbol('s') });
    const there = thrownTrip(
      new AggregateError([new RangeError('good'), bad, 1, Symbol('t')]),
    ) as AggregateError;
    expect(there.errors.map(String)).toEqual([
      'RangeError: good',
      'Error: bad',
      '1',
      '[not sent: Symbol(t), a symbol that only this thread has]',
    ]);
  });

  it('keeps what the class of an error tells from private state', () => {
    const task = { key: 'k', taskName: 't', path: ['k'], callSite: undefined };
    const there = thrownTrip(new TaskError(task, new Error('why'))) as TaskError;
    expect([there.name, there.code, there.key, (there.cause as Error).message]).toEqual([
      'TaskError',
      'DLG_ERR_TASK',
      'k',
      'why',
    ]);
  });

  it('survives an error that is its own cause', () => {
    const error: Error & { own?: unknown } = new Error('round');
    error.cause = error;
    error.own = Symbol('s');
    expect((thrownTrip(error) as Error).message).toBe('round');
  });

  it('carries whatever is thrown, and an error in place of what cannot be', () => {
    expect(thrownTrip('text')).toBe('text');
    expect(thrownTrip(undefined)).toBe(undefined);
    expect((thrownTrip(createServer()) as Error).message).toMatch(/value is a Server/);
  });
});

function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

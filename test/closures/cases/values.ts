import { send, type Case } from './case.js';

const shared = { count: 1 };
const ring: { self?: unknown; name: string } = { name: 'ring' };
ring.self = ring;

/** Values of every kind, captured, as arguments and as results. */
export const valueCases: readonly Case[] = [
  {
    name: 'Map and Set',
    make: () => {
      const map = new Map([['a', new Set([1, 2])]]);
      return send(() => [...map.get('a')!]);
    },
  },
  {
    name: 'a Map with functions',
    make: () => {
      const map = new Map([['inc', (x: number) => x + shared.count]]);
      return send((x: number) => map.get('inc')!(x), 1);
    },
  },
  {
    name: 'Date and RegExp',
    make: () => {
      const at = new Date(5);
      const word = /b+/gu;
      return send((text: string) => [at.getTime(), text.replace(word, '-'), word.flags], 'abba');
    },
  },
  {
    name: 'typed arrays',
    make: () => {
      const data = new Float64Array([1.5, 2.5]);
      return send((more: Int8Array) => data[1]! + more[0]!, Int8Array.of(7));
    },
  },
  {
    name: 'two views on one buffer',
    make: () => {
      const bytes = new Uint8Array(4);
      const word = new Uint32Array(bytes.buffer);
      return send(() => {
        bytes[0] = 5;
        return word[0];
      });
    },
    gives: 5,
  },
  {
    name: 'SharedArrayBuffer, shared',
    make: () => {
      const cell = new Int32Array(new SharedArrayBuffer(4));
      return send(() => Atomics.add(cell, 0, 1) + cell.length);
    },
    gives: 1,
  },
  {
    name: 'Buffer',
    make: () => {
      const bytes = Buffer.from('hello');
      return send(() => [Buffer.isBuffer(bytes), bytes.toString('utf8')]);
    },
  },
  {
    name: 'URL and URLSearchParams',
    make: () => {
      const url = new URL('http://x.test/a?b=1');
      return send(
        (more: URLSearchParams) => [url.pathname, url.searchParams.get('b'), more.get('c')],
        new URLSearchParams('c=2'),
      );
    },
  },
  {
    name: 'an error with a cause and fields',
    make: () => {
      const error = Object.assign(new TypeError('bad', { cause: new Error('why') }), { code: 'E_X' });
      return send(() => [
        error instanceof TypeError,
        error.message,
        error.code,
        (error.cause as Error).message,
        error.stack!.includes('bad'),
      ]);
    },
  },
  {
    name: 'an AggregateError',
    make: () => {
      const all = new AggregateError([new Error('a'), new RangeError('b')], 'both');
      return send(() => [all.message, all.errors.map(String)]);
    },
  },
  { name: 'a cycle', make: () => send(() => (ring.self as typeof ring).name) },
  {
    name: 'shared parts stay shared',
    make: () => {
      const pair = [shared, shared];
      return send(() => {
        pair[0]!.count = 9;
        return [pair[1]!.count, pair[1] === shared];
      });
    },
    gives: [9, true],
  },
  {
    name: 'a cycle through a function',
    make: () => {
      const node: { run(): unknown } = { run: () => node.run === undefined };
      return send(() => node.run());
    },
  },
  {
    name: 'an object without a prototype',
    make: () => {
      const bare = Object.assign(Object.create(null) as object, { a: 1 });
      return send(() => [Object.getPrototypeOf(bare) === null, { ...bare }]);
    },
  },
  {
    name: 'an accessor',
    make: () => {
      const half = {
        whole: 10,
        get part() {
          return this.whole / 2;
        },
      };
      return send(() => {
        half.whole = 4;
        return half.part;
      });
    },
    gives: 2,
  },
  {
    name: 'a frozen object',
    make: () => {
      const fixed = Object.freeze({ a: 1 });
      return send(() => [Object.isFrozen(fixed), fixed.a]);
    },
  },
  {
    name: 'a property that is not enumerable',
    make: () => {
      const half = Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }) as unknown as { hidden: number };
      return send(() => [Object.keys(half), half.hidden]);
    },
  },
  {
    name: 'symbols that every thread has',
    make: () => {
      const key = Symbol.for('dropgraph-test');
      const tagged = { [key]: 1, [Symbol.toStringTag]: 'Tagged' };
      return send(() => [tagged[key], String(tagged)]);
    },
  },
  {
    name: 'a sparse array',
    make: () => {
      const gaps = [1, , 3];
      return send(() => [gaps.length, 1 in gaps, gaps]);
    },
  },
  {
    name: 'a sparse array with a function',
    make: () => {
      const gaps = [() => 1, , () => shared.count];
      return send(() => [gaps.length, 1 in gaps, gaps[2]!()]);
    },
  },
  {
    name: 'an array with a property',
    make: () => {
      const tagged = Object.assign([1, 2], { unit: 'm' });
      return send(() => [tagged.unit, tagged.length]);
    },
  },
  {
    name: 'a match of a RegExp',
    make: () => {
      const match = /(?<year>\d+)/u.exec('in 1999')!;
      return send(() => [match[0], match.index, match.groups!['year']]);
    },
  },
  {
    name: 'the order of properties',
    make: () => {
      const keys = { z: 1, a: () => 1, 2: 'two', m: 0 };
      return send(() => Object.keys(keys));
    },
  },
  {
    name: 'a key called __proto__',
    make: () => {
      const odd = JSON.parse('{"__proto__": {"a": 1}, "b": 2}') as object;
      return send(() => [Object.keys(odd), Object.getPrototypeOf(odd) === Object.prototype]);
    },
  },
  {
    name: 'Math, JSON and console as values',
    make: () => {
      const { max } = Math;
      const json = JSON;
      return send(() => [max(1, 2), json.stringify({ a: 1 }), typeof console.log]);
    },
  },
  {
    name: 'boxed primitives',
    make: () => {
      const boxed = new Number(5);
      return send(() => [boxed instanceof Number, Number(boxed)]);
    },
  },
  {
    name: 'a RegExp that is under way',
    make: () => {
      const word = /a/g;
      word.lastIndex = 3;
      return send(() => word.lastIndex);
    },
  },
  {
    name: 'a thrown error arrives whole',
    make: () =>
      send(() => {
        throw Object.assign(new RangeError('out'), { at: 3 });
      }),
    gives: { threw: 'RangeError: out', at: 3 },
  },
  {
    name: 'results of every kind',
    make: () =>
      send(() => ({
        map: new Map([[1, { a: [new Date(0)] }]]),
        set: new Set('ab'),
        big: 1n,
        none: undefined,
        bytes: Uint8Array.of(1, 2),
      })),
  },
  {
    name: 'an error as a result',
    make: () =>
      send(() => {
        const error = new TypeError('as a value');
        return [error.name, error];
      }),
    gives: ['TypeError', 'TypeError: as a value'],
  },
  {
    name: 'a long array',
    make: () => {
      const long = Array.from({ length: 1000 }, (_, at) => at);
      return send(() => long.reduce((a, b) => a + b));
    },
  },
];

import { triple } from './local.js';
import { send, type Case } from './case.js';

const base = 10;
let later = 1;
const table = { one: 1, two: 2 };

function plus(a: number, b: number): number {
  return a + b;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

function isEven(n: number): boolean {
  return n === 0 || isOdd(n - 1);
}

function isOdd(n: number): boolean {
  return n !== 0 && isEven(n - 1);
}

const compose =
  <A, B, C>(f: (a: A) => B, g: (b: B) => C) =>
  (a: A): C =>
    g(f(a));

function memoized(n: number): number {
  return (memoized.table[n] ??= n * base);
}
memoized.table = [100] as number[];

function OldPoint(this: { x: number }, x: number): void {
  this.x = x;
}
OldPoint.prototype.twice = function (this: { x: number }): number {
  return this.x * 2;
};

const tools = {
  rate: 4,
  scale(x: number): number {
    return x * tools.rate;
  },
  get rateTwice(): number {
    return this.rate * 2;
  },
  async *count(to: number): AsyncGenerator<number> {
    for (let at = 0; at < to; at++) yield at;
  },
};

/** Kinds of functions, and plain captures. */
export const functionCases: readonly Case[] = [
  { name: 'no captures', make: () => send((x: number) => x + 1, 1) },
  {
    name: 'a global function',
    make: () => send((text: string) => parseInt(text, 10) + Math.max(1, 2), '40'),
  },
  { name: 'const of the module', make: () => send((x: number) => x + base, 1) },
  {
    name: 'let of the module, read when it is packed',
    make: () => {
      later = 7;
      return send((x: number) => x + later, 1);
    },
    gives: 8,
  },
  {
    name: 'const of a function around it',
    make: () => {
      const inner = 5;
      return send((x: number) => x + inner, 1);
    },
  },
  {
    name: 'variables of several functions around it',
    make: () => {
      const a = 1;
      const outer = (): ((x: number) => number) => {
        const b = 2;
        return (x) => x + a + b + base;
      };
      return send(outer(), 1);
    },
  },
  {
    name: 'a variable that hides one further out',
    make: () => {
      const base = 1000;
      return send((x: number) => x + base, 1);
    },
  },
  {
    name: 'a loop variable',
    make: () => {
      const all: (() => number)[] = [];
      for (let at = 0; at < 3; at++) all.push(() => at * 10);
      return send(all[2]!);
    },
  },
  {
    name: 'parameters of the function around it',
    make: () => {
      const adder = (by: number) => (x: number) => x + by;
      return send(adder(3), 4);
    },
  },
  { name: 'an object of the module', make: () => send(() => table.one + table.two) },
  { name: 'a helper function', make: () => send((x: number) => plus(x, 2), 1) },
  { name: 'a helper of another file', make: () => send((x: number) => triple(x), 3) },
  { name: 'a function declaration itself', make: () => send(plus, 1, 2) },
  { name: 'recursion', make: () => send(factorial, 6) },
  { name: 'mutual recursion', make: () => send((n: number) => [isEven(n), isOdd(n)], 7) },
  {
    name: 'recursion through a const',
    make: () => {
      const sum = (n: number): number => (n === 0 ? 0 : n + sum(n - 1));
      return send(sum, 4);
    },
  },
  {
    name: 'a function made of functions',
    make: () =>
      send(
        compose(triple, (x: number) => String(x)),
        3,
      ),
  },
  {
    name: 'currying',
    make: () => {
      const add = (a: number) => (b: number) => (c: number) => a + b + c;
      return send(add(1)(2), 3);
    },
  },
  { name: 'default parameters that capture', make: () => send((x: number, y = base) => x + y, 1) },
  {
    name: 'destructured parameters',
    make: () => send(({ a, b: [c] }: { a: number; b: number[] }) => a + c!, { a: 1, b: [2] }),
  },
  { name: 'rest parameters', make: () => send((...all: number[]) => all.reduce(plus), 1, 2, 3) },
  {
    name: 'destructuring into names that exist outside',
    make: () =>
      send(() => {
        const { one: base, ...rest } = table;
        return [base, rest];
      }),
  },
  { name: 'an async function', make: () => send(async (x: number) => (await Promise.resolve(x)) + base, 1) },
  {
    name: 'a generator function inside',
    make: () => {
      function* upTo(n: number): Generator<number> {
        for (let at = 0; at < n; at++) yield at * base;
      }
      return send(() => [...upTo(3)]);
    },
  },
  {
    name: 'an async generator inside',
    make: () =>
      send(async () => {
        const seen: number[] = [];
        for await (const at of tools.count(3)) seen.push(at);
        return seen;
      }),
  },
  {
    name: 'a function expression with its own name',
    make: () =>
      send(function down(n: number): number {
        return n <= 0 ? base : down(n - 1);
      }, 3),
  },
  {
    name: 'its own this and arguments',
    make: () => {
      const counter = {
        by: 2,
        run: function (this: { by: number }, ..._all: number[]): number {
          return this.by * arguments.length;
        },
      };
      return send(() => counter.run(1, 2, 3));
    },
  },
  { name: 'a method of an object literal', make: () => send((x: number) => tools.scale(x), 2) },
  { name: 'a getter of an object literal', make: () => send(() => tools.rateTwice) },
  { name: 'a method alone', make: () => send(tools.scale, 2) },
  {
    name: 'a method with a computed name',
    make: () => {
      const list = {
        *[Symbol.iterator](): Generator<number> {
          yield base;
          yield 2;
        },
      };
      return send(() => [...list]);
    },
  },
  {
    name: 'a setter',
    make: () => {
      const box = {
        held: 0,
        set value(to: number) {
          this.held = to + base;
        },
      };
      return send((x: number) => {
        box.value = x;
        return box.held;
      }, 1);
    },
    gives: 11,
  },
  {
    name: 'properties of a function',
    make: () => {
      memoized.table = [100];
      return send(() => memoized(0) + memoized(2));
    },
  },
  {
    name: 'a constructor function with a prototype',
    make: () => send(() => new (OldPoint as unknown as new (x: number) => { twice(): number })(4).twice()),
  },
  { name: 'the name of a function', make: () => send(() => [plus.name, plus.length, compose.name]) },
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the case is about
  { name: 'new Function', make: () => send(() => new Function('a', 'return a + 1')(1) as number) },
  {
    name: 'typeof of a name that is nowhere',
    make: () => send(() => typeof (globalThis as { window?: unknown }).window),
  },
  {
    name: 'a guard for a name that is nowhere',
    make: () => {
      // @ts-expect-error there is no window here, which is the point
      return send(() => (typeof window === 'undefined' ? 'no window' : String(window)));
    },
  },
  { name: 'a tagged template', make: () => send((x: number) => String.raw`a\n${x}` + tag`<${x}>`, 3) },
  {
    name: 'labels, loops, switch and catch',
    make: () =>
      send((n: number) => {
        const seen: unknown[] = [];
        outer: for (const base of [1, 2, 3]) {
          for (let at = 0; ; at++) {
            if (at > n) continue outer;
            switch (at) {
              case 0:
                seen.push(base);
                break;
              default:
                break outer;
            }
          }
        }
        try {
          throw new RangeError('no');
        } catch (error) {
          const { message } = error as Error;
          seen.push(message);
        }
        return seen;
      }, 1),
  },
  {
    name: 'var, hoisted',
    make: () =>
      send(() => {
        if (table.one === 1) {
          // eslint-disable-next-line no-var
          var hoisted: string | undefined = 'set';
        }
        return hoisted!;
      }),
  },
  {
    name: 'a function as an argument',
    make: () =>
      send(
        (f: (x: number) => number, x: number) => f(x),
        (x: number) => x * base,
        2,
      ),
  },
  {
    name: 'a function as a result',
    make: () => send((x: number) => ({ tag: typeof ((y: number) => x + y) }), 2),
  },
  {
    name: 'optional chaining and nullish names',
    make: () => send(() => (table as { three?: { x: number } }).three?.x ?? base),
  },
  {
    name: 'a bigint, undefined, NaN and -0',
    make: () => {
      const all = [10n, undefined, NaN, -0, null] as const;
      return send(() => [...all, Object.is(all[3], -0)]);
    },
  },
  {
    name: 'captures that are named',
    make: () => ({ fn: (x: number) => x + base, args: [1], captures: { base: 500 } }),
    gives: 501,
  },
];

function tag(parts: TemplateStringsArray, ...values: number[]): string {
  return parts.join('_') + String(values.length) + String(base);
}

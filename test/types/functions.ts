// Lazy functions as arguments, methods, generics and options.
import {
  compute,
  delayed,
  type Delayed,
  type DelayedFunction,
  type DelayedOptions,
  type Input,
} from 'dropgraph';
import { is } from './same.js';

const inc = delayed((x: number) => x + 1);
const shout = delayed((x: string) => x.toUpperCase());
const apply = delayed((fn: (x: number) => number, x: number) => fn(x));
const all = delayed((fns: readonly ((x: number) => number)[]) => fns.length);
const named = delayed((library: { readonly run: (x: number) => number }) => library.run(1));
const num: Delayed<number> = inc(1);

class Counter {
  start = 1;

  plus(more: number): number {
    return this.start + more;
  }

  static twice(x: number): number {
    return 2 * x;
  }
}

// a lazy function stands for its original
apply(inc, 1);
apply(inc, num);
apply((x) => x * 2, num);
apply(Math.sqrt, inc(1));
all([inc, Math.sqrt]);
named({ run: inc });
named({ run: (x) => x });
apply(delayed(() => inc.fn)(), 1);
compute(inc).then((fn) => fn(1).toFixed());
compute({ inc }).then((library) => library.inc(1).toFixed());

// methods
const plus = delayed(Counter.prototype.plus);
is<Delayed<number>>()(plus.call(new Counter(), 1), true);
plus.call(new Counter(), num);
delayed(Counter.twice)(num);

// options
delayed((x: number) => x, {});
delayed((x: number) => x, { name: 'n', key: 'k', pure: true, traverse: false });
delayed(5, { name: 'five', key: 'k' });
inc.with({ pure: true })(num);
inc.with({ name: 'n' }).with({ key: 'k' })(1);
const options: DelayedOptions = { pure: true };
delayed((x: number) => x, options)(num);
is<string>()(inc.name, true);
is<string>()(inc(1).key, true);
const generic: DelayedFunction<[x: number], number> = inc;
void generic;

// Known limits: of a generic function the parameters are inferred once, where it is made lazy, as `unknown` or
// their constraint; of an overloaded one the last overload counts. Say what is meant with a wrapper.
const identity = delayed(<T>(x: T) => x);
is<Delayed<unknown>>()(identity(1), true);
const same = <T>(x: T): T => x;
const sameNumber = delayed((x: number) => same(x));
is<Delayed<number>>()(sameNumber(1), true);
const longest = delayed(<T extends { length: number }>(a: T, b: T) => (a.length > b.length ? a : b));
is<Delayed<{ length: number }>>()(longest('a', [1]), true);
declare function overloaded(x: string): string;
declare function overloaded(x: number): number;
is<Delayed<number>>()(delayed(overloaded)(1), true);
// A parameter with a default needs its type written: TypeScript infers it from the context, as unknown.
const defaulted = delayed((a: number, b: number = 1) => a + b);
is<Delayed<number>>()(defaulted(1, num), true);
// @ts-expect-error the limit: b is unknown
delayed((a: number, b = 1) => a * b);

// generic wrappers of the user's: what a lazy function takes is an Input
function retry<A extends readonly unknown[], R>(fn: (...args: A) => R): DelayedFunction<A, R> {
  return delayed(fn, { name: 'retry' });
}
is<Delayed<number>>()(retry((x: string) => x.length)('a'), true);
const lift = <T>(x: Input<T>): Delayed<T[]> => delayed((y: T) => [y])(x);
is<Delayed<number[]>>()(lift<number>(1), true);

// @ts-expect-error a function of texts
apply(shout, 1);
// @ts-expect-error a function with one parameter too many
apply((a: number, b: number) => a + b, 1);
// @ts-expect-error a function that gives texts
apply((x) => String(x), 1);
// @ts-expect-error the call of a function, not the function
apply(inc(1), 1);
// @ts-expect-error one of the functions is wrong
all([inc, shout]);
// @ts-expect-error the wrong function in an object
named({ run: shout });
// @ts-expect-error the argument of a method
plus.call(new Counter(), 'a');
// @ts-expect-error the argument of a static method
delayed(Counter.twice)(shout('a'));
// @ts-expect-error no such option
delayed((x: number) => x, { prue: true });
// @ts-expect-error an option of the wrong type
delayed((x: number) => x, { pure: 'yes' });
// @ts-expect-error no such option of a value
delayed(5, { names: 'five' });
// @ts-expect-error no such option of with
inc.with({ purity: true });
// @ts-expect-error options are readonly
options.pure = false;
// @ts-expect-error the name is a fact
inc.name = 'other';
// @ts-expect-error the original is a fact
inc.fn = (x) => x;
// @ts-expect-error the limit: the type of a generic argument is not carried to the result
is<Delayed<number>>()(identity(1), true);
// @ts-expect-error the limit: the first overload is not seen
delayed(overloaded)('a');
// @ts-expect-error the constraint counts
longest(1, 2);
// @ts-expect-error the wrapper keeps the types
retry((x: string) => x.length)(1);

// What a lazy function takes, and what it gives: inference of parameters and results.
import { delayed, type Delayed, type DelayedFunction } from 'dropgraph';
import { is, same } from './same.js';

interface User {
  readonly name: string;
  readonly age?: number;
}

const text = delayed((x: number) => String(x));
const add = delayed((a: number, b: number) => a + b);
const optional = delayed((a: number, b?: string) => [a, b] as const);
const defaulted = delayed((a: number, b: string = 'text') => a + b.length);
const rest = delayed((first: string, ...more: number[]) => more.length + first.length);
const union = delayed((x: string | number) => x);
const flag = delayed((x: boolean) => !x);
const literal = delayed((x: 'a' | 'b') => x);
const nullable = delayed((x: number | null | undefined) => x ?? 0);
const anything = delayed((x: unknown) => x);
const user = delayed((given: User) => given.name);
const load = delayed(async (id: number) => ({ id, name: 'Ada' }));
const pair = delayed((x: readonly [number, string]) => x[0]);

const num: Delayed<number> = add(1, 2);
const str: Delayed<string> = text(1);

// the type of the function, and of its calls
is<DelayedFunction<[x: number], string>>()(text, true);
is<Delayed<string>>()(text(1), true);
is<Delayed<readonly [number, string | undefined]>>()(optional(1), true);
is<Delayed<{ id: number; name: string }>>()(load(1), true);
is<Delayed<unknown>>()(anything(1), true);
is<Delayed<'a' | 'b'>>()(literal('a'), true);
same<Parameters<typeof text.fn>, [x: number]>(true);
same<ReturnType<typeof load.fn>, Promise<{ id: number; name: string }>>(true);

// values, lazy values, and both
add(1, num);
add(num, add(num, 2));
text(num);
text(delayed(5));
optional(1);
optional(num, undefined);
optional(1, str);
defaulted(1);
defaulted(num, str);
rest('a');
rest(str, 1, num, 2);
rest('a', ...[1, 2]);
rest('a', ...[num, 1]);
union(str);
union(num);
union('a');
flag(true);
flag(delayed(true as boolean));
literal('a');
literal(literal('b'));
nullable(null);
nullable(delayed(null));
nullable(num);
anything(num);
anything([{ deep: num }]);
user({ name: 'Ada' });
user({ name: str });
user({ name: str, age: num });
user(load(1));
pair([1, 'a']);
pair([num, str]);
pair(delayed([1, 'a'] as [number, string]));
text(load(1).get('id'));
delayed(() => 1)();
delayed((...args: [number, string]) => args.length)(num, str);
delayed(function (this: User, x: number) {
  return this.name + x;
}).call({ name: 'Ada' }, num);

// @ts-expect-error a text is no number
text('1');
// @ts-expect-error nor is a lazy text
text(str);
// @ts-expect-error nor is a list of numbers
text([1]);
// @ts-expect-error one argument is missing
add(1);
// @ts-expect-error one argument too many
add(1, 2, 3);
// @ts-expect-error the second of two is wrong
add(num, str);
// @ts-expect-error an optional argument of the wrong type
optional(1, num);
// @ts-expect-error a defaulted argument of the wrong type
defaulted(1, num);
// @ts-expect-error a lazy value has a name, but is no user
user(num);
// @ts-expect-error one of the rest is wrong
rest('a', 1, str);
// @ts-expect-error a boolean is neither
union(true);
// @ts-expect-error nor is a lazy one
union(flag(true));
// @ts-expect-error a lazy list of a union's members is no member
union(delayed([1]));
// @ts-expect-error any text is too many
literal(str);
// @ts-expect-error null is no number
add(null, 1);
// @ts-expect-error a lazy null is no number
add(delayed(null), 1);
// @ts-expect-error a promise is not waited for among arguments
add(Promise.resolve(1), 2);
// @ts-expect-error a lazy function's result in its place, not the function
add(add, 1);
// @ts-expect-error a property of the wrong type
user({ name: num });
// @ts-expect-error a property is missing
user({ age: num });
// @ts-expect-error a property too many
user({ name: str, nmae: str });
// @ts-expect-error a lazy object with a property of the wrong type
user(delayed({ name: 5 }));
// @ts-expect-error a tuple in the wrong order
pair([str, num]);
// @ts-expect-error a list may be shorter than the tuple
pair(delayed([1, 2]));
// @ts-expect-error the result of an async function is what it resolves to
text(load(1));
// @ts-expect-error a lazy value is not its value
num.toFixed();
// @ts-expect-error nor can it be calculated with
num * 2;
// @ts-expect-error nor compared
num < 2;
// @ts-expect-error nor iterated
[...delayed([1])];
// @ts-expect-error nor used where the value is needed
Math.max(num);
// @ts-expect-error a lazy number is no lazy text
same<typeof num, Delayed<string>>(true);
// @ts-expect-error nor can it be assigned to one
str satisfies Delayed<number>;
// @ts-expect-error fn is the original: it takes no lazy values
text.fn(num);
// @ts-expect-error lazy values cannot be changed
num.key = 'k';

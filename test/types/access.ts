// get, at, slice and call.
import { delayed, type Delayed } from 'dropgraph';
import { is } from './same.js';

interface User {
  readonly name: string;
  readonly tags: string[];
  readonly address?: { readonly city: string };
  greet(who: string, loud?: boolean): string;
  load(id: number): Promise<{ readonly ok: boolean }>;
}

const user = delayed(() => ({}) as User)();
const nums = delayed([1, 2, 3]);
const tuple = delayed(() => ['a', 1, true] as [string, number, boolean])();
const text = delayed('text' as string);
const bytes = delayed(Uint8Array.of(1));
const num: Delayed<number> = nums.at(0);
const index = delayed(() => 1)();

// get
is<Delayed<string>>()(user.get('name'), true);
is<Delayed<number>>()(user.get('name').get('length'), true);
is<Delayed<{ readonly city: string } | undefined>>()(user.get('address'), true);
is<Delayed<number>>()(nums.get('length'), true);
is<Delayed<number>>()(delayed(new Map<string, number>()).get('size'), true);
is<Delayed<boolean>>()(user.call('load', 1).get('ok'), true);

// at
is<Delayed<string>>()(tuple.at(0), true);
is<Delayed<boolean>>()(tuple.at(2), true);
is<Delayed<string | number | boolean>>()(tuple.at(index), true);
is<Delayed<number>>()(nums.at(index), true);
is<Delayed<number>>()(nums.at(-1), true);
is<Delayed<string>>()(text.at(0), true);
is<Delayed<number>>()(bytes.at(0), true);
is<Delayed<string>>()(user.get('tags').at(0), true);
const lastOfTuple: Delayed<string | number | boolean> = tuple.at(-1);

// slice
is<Delayed<number[]>>()(nums.slice(1), true);
is<Delayed<number[]>>()(nums.slice(index, 2), true);
is<Delayed<string>>()(text.slice(1, num), true);
is<Delayed<(string | number | boolean)[]>>()(tuple.slice(1), true);
delayed((block: Uint8Array) => block.length)(bytes.slice(0, 1));

// call
is<Delayed<string>>()(user.call('greet', 'Bob'), true);
is<Delayed<{ readonly ok: boolean }>>()(user.call('load', index), true);
is<Delayed<string>>()(text.call('toUpperCase'), true);
is<Delayed<string>>()(num.call('toFixed', index), true);
is<Delayed<string>>()(nums.call('join', '-'), true);
is<Delayed<number>>()(nums.call('push', index), true);
user.call('greet', user.get('name'));
user.call('greet', 'Bob', delayed(true as boolean));
void lastOfTuple;

// @ts-expect-error no such property
user.get('nmae');
// @ts-expect-error no such property of the property
user.get('name').get('lenght');
// @ts-expect-error it may be undefined
user.get('address').get('city');
// @ts-expect-error a property of the wrong type
nums.at(user.get('name'));
// @ts-expect-error an index is a number
nums.at('0');
// @ts-expect-error an object has no items
user.at(0);
// @ts-expect-error a number has no items
num.at(0);
// @ts-expect-error the first item is a text
is<Delayed<number>>()(tuple.at(0), true);
// @ts-expect-error there is no fourth item
delayed((x: string | number | boolean) => x)(tuple.at(3));
// @ts-expect-error an object cannot be sliced
user.slice(0);
// @ts-expect-error nor a number
num.slice(0);
// @ts-expect-error bounds are numbers
nums.slice('1');
// @ts-expect-error lazy bounds too
nums.slice(0, text);
// @ts-expect-error no such method
user.call('shout');
// @ts-expect-error a property is no method
user.call('name');
// @ts-expect-error an argument is missing
user.call('greet');
// @ts-expect-error an argument of the wrong type
user.call('greet', num);
// @ts-expect-error an argument too many
user.call('greet', 'Bob', true, 1);
// @ts-expect-error no such method of a text
text.call('toUpper');
// @ts-expect-error no such method of a number
num.call('toUpperCase');
// @ts-expect-error no such method of a list
nums.call('psuh', 1);
// @ts-expect-error an item of the wrong type
nums.call('push', text);
// @ts-expect-error a property of a list is no method
nums.call('length');

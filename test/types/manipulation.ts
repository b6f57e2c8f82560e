// clone, bind, checkpoint and waitOn.
import {
  bind,
  checkpoint,
  clone,
  compute,
  delayed,
  waitOn,
  type CloneOptions,
  type Delayed,
  type DelayedItems,
} from 'dropgraph';
import { is } from './same.js';

const num = delayed((x: number) => x);
const pair = delayed((): [string, number] => ['a', 1], { nout: 2 });

// they give what they were given
is<Delayed<number>>()(clone(num(1)), true);
is<DelayedItems<[string, number]>>()(clone(pair()), true);
const structure = clone({ list: [num(1)], rest: 'text' }, { seed: 1, omit: [num(2)] });
const rest: string = structure.rest;
const [first]: readonly Delayed<number>[] = structure.list;
is<Delayed<number>>()(bind(num(1), [num(2), pair()]), true);
is<Delayed<number>>()(bind(num(1), num(2), { omit: num(3), seed: 'mine' }), true);
is<Delayed<undefined>>()(checkpoint(num(1), [pair()], 5), true);
is<Delayed<undefined>>()(checkpoint(), true);
const { a, b } = waitOn({ a: num(1), b: [pair()] });
is<Delayed<number>>()(a, true);
const nothing: Promise<undefined> = compute(checkpoint(num(1)));
const options: CloneOptions = { seed: 'x' };
void [rest, first, b, nothing, options];

// @ts-expect-error a clone has the type of its original
const text: Delayed<string> = clone(num(1));
// @ts-expect-error there is no such option
clone(num(1), { sede: 1 });
// @ts-expect-error a seed is a text or a number
clone(num(1), { seed: {} });
// @ts-expect-error children need parents
bind(num(1));
// @ts-expect-error a checkpoint has no value
compute(checkpoint(num(1))).then((x) => x.toFixed());
// @ts-expect-error what is waited for stays lazy
waitOn(num(1)).toFixed();
// @ts-expect-error a clone is no value either
clone(num(1)) + 1;
void text;

// nout: results with a known number of items.
import { compute, delayed, type Delayed, type DelayedItems } from 'dropgraph';
import { is } from './same.js';

const num = delayed((x: number) => x);
const text = delayed((x: string) => x);
const tuple = (): [string, number] => ['a', 1];
const list = (): number[] => [1, 2];

const pair = delayed(tuple, { nout: 2 });
const frozen = delayed(() => ['a', 1] as const, { nout: 2 });
const some = delayed(list, { nout: 2 });
const asyncPair = delayed(async () => tuple(), { nout: 2 });
const bytes = delayed(() => Uint8Array.of(1, 2), { nout: 2 });
const later = delayed(tuple).with({ nout: 2 });

// the items of a tuple keep their types, however they are reached
const [a, b] = pair();
text(a);
num(b);
const [, second] = asyncPair();
num(second);
const [c, d] = later();
text(c);
num(d);
const [e] = frozen();
text(e);
text(pair()[0]);
num(pair()[1]);
text(pair().at(0));
num(pair().at(1));
const last: Delayed<string | number> = pair().at(-1);

// the items of a list are alike
const [x, y] = some();
num(x!);
num(y!);
num(some().at(0));
for (const item of some()) num(item);
num([...some()][0] ?? 0);
const [byte] = bytes();
num(byte!);
const [one, two] = delayed([1, 2], { nout: 2 });
num(one!);
num(two!);

// nout: 1 gives a value without items as its only item
const [only] = delayed((p: number, q: number) => p + q, { nout: 1 })(1, 2);
num(only!);

// the whole is lazy as well
is<number>()(some().length, true);
const whole: Delayed<[string, number]> = pair();
const items: DelayedItems<number[]> = some();
const computed: Promise<[string, number]> = compute(pair());
const each: Promise<[string, number]> = compute([a, b]);
delayed((given: [string, number]) => given[1])(pair());
delayed((given: readonly number[]) => given.length)([...some()]);
void [last, whole, items, computed, each];

// @ts-expect-error the first item is a text
num(a);
// @ts-expect-error the second item is a number
text(b);
// @ts-expect-error also by index
num(pair()[0]);
// @ts-expect-error also by at
text(pair().at(1));
// @ts-expect-error a pair has no third item
num(pair()[2]);
// @ts-expect-error nor by at
num(pair().at(2));
// @ts-expect-error items are lazy, not values
const value: number = some()[0];
// @ts-expect-error and cannot be calculated with
some().at(0) * 2;
// @ts-expect-error the whole is no list
some().map((item) => item);
// @ts-expect-error the whole pair is no number
num(pair());
// @ts-expect-error the length is a fact, not a wish
pair().length = 3;
// @ts-expect-error without nout there is nothing to destructure
const [nothing] = delayed(list)();
// @ts-expect-error nor to index
delayed(list)()[0];
// @ts-expect-error nor a length
delayed(list)().length;
// @ts-expect-error a text is no number of items
delayed(list, { nout: '2' });
void [value, nothing];

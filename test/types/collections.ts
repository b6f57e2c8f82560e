// map, filter, starmap, take, reduce and fold.
import {
  compute,
  delayed,
  filter,
  fold,
  map,
  reduce,
  starmap,
  take,
  type Delayed,
  type FoldOptions,
  type MapOptions,
  type ReduceOptions,
} from 'dropgraph';
import { is } from './same.js';

const num = delayed((x: number) => x);
const add = (a: number, b: number): number => a + b;
const list = delayed(() => [1, 2, 3])();

// map: of values, lazy values, or a lazy list; the parameter of a lambda needs no type
is<Delayed<string[]>>()(
  map([1, 2], (x) => x.toFixed()),
  true,
);
is<Delayed<string[]>>()(
  map([num(1), 2, num(3)], (x) => x.toFixed()),
  true,
);
is<Delayed<string[]>>()(
  map(list, (x) => x.toFixed()),
  true,
);
is<Delayed<string[]>>()(
  map(map([1], add.bind(null, 1)), (x) => x.toFixed()),
  true,
);
is<Delayed<number[]>>()(
  map(new Set(['a']), (x) => x.length),
  true,
);
is<Delayed<number[]>>()(
  map(['a'].values(), (x) => x.length),
  true,
);
is<Delayed<number[]>>()(
  map('abc', (x) => x.length),
  true,
);
is<Delayed<number[]>>()(
  map(new Map([['a', 1]]), ([key, value]) => key.length + value),
  true,
);
is<Delayed<Date[]>>()(
  map([1], async (x) => new Date(x)),
  true,
);
is<Delayed<number[]>>()(
  map([1], (x) => num(x)),
  true,
);
is<Delayed<number[]>>()(map([1], num), true);
is<Delayed<number[]>>()(
  map([{ x: num(1), y: 'a' }], ({ x, y }) => x + y.length),
  true,
);
is<Delayed<number[]>>()(
  map(delayed((): [number, number] => [1, 2], { nout: 2 })(), (x) => x + 1),
  true,
);
const sums: Promise<number[]> = compute(map([1, 2], (x) => x + 1));
function double<T>(items: Delayed<T[]>): Delayed<[T, T][]> {
  return map(items, (x): [T, T] => [x, x]) as Delayed<[T, T][]>; // of a type not known yet, not all can be inferred
}

// filter keeps the type of the items, or narrows it
is<Delayed<number[]>>()(
  filter([1, num(2)], (x) => x > 1),
  true,
);
is<Delayed<number[]>>()(
  filter(list, async (x) => x > 1),
  true,
);
is<Delayed<string[]>>()(
  filter(['a', null], (x): x is string => x !== null),
  true,
);

// starmap, take
is<Delayed<string[]>>()(
  starmap([[1, 'a'] as const], (n: number, s: string) => s.repeat(n)),
  true,
);
is<Delayed<number[]>>()(starmap([[num(1), 2] as const], add), true);
is<Delayed<number[]>>()(take(list, 2), true);
is<Delayed<number[]>>()(take([1, num(2)], 2), true);
is<Delayed<string[]>>()(
  take(
    map(list, (x) => String(x)),
    2,
  ),
  true,
);

// reduce, fold
is<Delayed<number>>()(reduce([1, 2], add), true);
is<Delayed<number>>()(reduce(list, add, { splitEvery: 4, initial: 0 }), true);
is<Delayed<number>>()(
  reduce([num(1), num(2)], async (a, b) => a + b),
  true,
);
is<Delayed<number>>()(
  fold(['a'], (sum: number, x) => sum + x.length, { initial: 0, combine: add }),
  true,
);
const letters = fold(['a'], (set, x) => set.add(x), {
  initial: () => new Set<string>(),
  combine: (a, b) => new Set([...a, ...b]),
});
is<Delayed<Set<string>>>()(letters, true);
const mapOptions: MapOptions = { batch: 10, retries: 2, name: 'mine', limit: { name: 'db', concurrency: 2 } };
const reduceOptions: ReduceOptions<number> = { ...mapOptions, splitEvery: 4, initial: () => 0 };
const foldOptions: FoldOptions<number> = { ...mapOptions, initial: 0, combine: add };
void [sums, double, reduceOptions, foldOptions];

// @ts-expect-error items are numbers
map([1, 2], (x: string) => x);
// @ts-expect-error so are those of lazy items
map([num(1)], (x: string) => x);
// @ts-expect-error and those of a lazy list
map(list, (x: string) => x);
// @ts-expect-error the function gets values, nothing lazy
map([num(1)], (x) => x.compute());
// @ts-expect-error a number is no list
map(5, (x) => x);
// @ts-expect-error nor is a lazy number
map(num(5), (x) => x);
// @ts-expect-error the function gets the item alone
map([1], (x: number, index: number) => x + index);
// @ts-expect-error the result is lazy
map([1], (x) => x).length;
// @ts-expect-error and one value, no list of lazy values
for (const x of map([1], (x) => x)) void x;
// @ts-expect-error many tasks have many keys
map([1], (x) => x, { key: 'mine' });
// @ts-expect-error there is no such option
map([1], (x) => x, { splitEvery: 2 });
// @ts-expect-error a batch is a number of items
map([1], (x) => x, { batch: '10' });
// @ts-expect-error a verdict is true or false
filter([1], (x) => String(x));
// @ts-expect-error a lazy verdict is neither
filter([1], (x) => num(x));
// @ts-expect-error the narrowed type must be one of the items
filter([1], (x): x is string => x !== null);
// @ts-expect-error the items have two parts
starmap([[1, 2, 3] as const], add);
// @ts-expect-error of numbers
starmap([['a', 'b'] as const], add);
// @ts-expect-error how many is a number
take(list, '2');
// @ts-expect-error a reduction of numbers gives a number
reduce([1, 2], (a, b) => String(a + b));
// @ts-expect-error and begins with one
reduce([1, 2], add, { initial: 'a' });
// @ts-expect-error to combine is for fold
reduce([1, 2], add, { combine: add });
// @ts-expect-error a fold needs what it begins with
fold([1, 2], add, {});
// @ts-expect-error the sum is of one type
fold(['a'], (sum: number, x) => sum + x, { initial: 0 });
// @ts-expect-error of which two are combined
fold(['a'], (sum: number, x) => sum + x.length, { initial: 0, combine: (a: string, b: string) => a + b });

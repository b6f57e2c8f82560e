// compute on structures; the types Input and Computed.
import { compile, compute, computeTE, delayed, type Computed, type Delayed, type Input } from 'dropgraph';
import { is, same } from './same.js';

const num = delayed((x: number) => x)(1);
const str = delayed((): string => 'a')();
const inc = delayed((x: number) => x + 1);
const load = delayed(async () => ({ ok: true }))();

class Account {
  readonly #secret = 1;

  open(): number {
    return this.#secret;
  }
}

is<Promise<number>>()(compute(num), true);
is<Promise<{ ok: boolean }>>()(compute(load), true);
is<Promise<[number, string]>>()(compute([num, str]), true);
is<Promise<{ a: number; b: string }>>()(compute({ a: num, b: str }), true);
is<Promise<{ a: [number, { b: string }] }>>()(compute({ a: [num, { b: str }] }), true);
is<Promise<number[]>>()(compute([1, 2].map((x) => inc(x))), true);
is<Promise<Map<string, number>>>()(compute(new Map<string, Delayed<number>>([['a', num]])), true);
is<Promise<Set<number>>>()(compute(new Set([num])), true);
is<Promise<number>>()(num.compute(), true);
is<Promise<Account>>()(compute(new Account()), true);
is<Promise<(x: number) => number>>()(compute(inc), true);
is<Promise<Date>>()(compute(new Date()), true);
compile({ deep: [num, new Set([str])] });
compute([num, 'text', null] as const).then(([n, t, z]) => [n.toFixed(), t.length, z === null]);
computeTE(num)().then((either) => (either._tag === 'Right' ? either.right.toFixed() : either.left.code));
compute(Math.random() < 0.5 ? num : str).then((either) =>
  typeof either === 'number' ? either : either.length,
);
compute([num].values()).then((items) => [...items].map((item) => item.toFixed()));

same<Computed<Delayed<number>>, number>(true);
same<Computed<number>, number>(true);
same<Computed<Delayed<number> | string>, number | string>(true);
same<Computed<readonly [Delayed<number>, string]>, [number, string]>(true);
same<Computed<{ readonly a: Delayed<number>; b?: Delayed<string> }>, { a: number; b?: string }>(true);
same<Computed<Map<Delayed<string>, Delayed<number>[]>>, Map<string, number[]>>(true);
same<Computed<Promise<number>>, Promise<number>>(true);
same<Computed<unknown>, unknown>(true);
same<Computed<never>, never>(true);
same<Computed<Account>, Account>(true);
same<Computed<() => number>, () => number>(true);

same<Input<number>, number | Delayed<number>>(true);
same<Input<unknown>, unknown>(true);
const ok: Input<{ a: number[] }>[] = [
  { a: [1] },
  { a: [num] },
  { a: delayed([1]) },
  delayed({ a: [1] }),
  { a: [1, num] },
];
/** A helper of the user's that takes what a lazy function takes. */
function twice(x: Input<number>): Delayed<number> {
  return inc(inc(x));
}
twice(1);
twice(num);
void ok;

// @ts-expect-error the result is a number
compute(num).then((x) => x.length);
// @ts-expect-error the second result is a text
compute([num, str]).then(([, s]) => s.toFixed());
// @ts-expect-error there is no third result
compute([num, str]).then(([, , third]) => third);
// @ts-expect-error no such result
compute({ a: num }).then((r) => r.b);
// @ts-expect-error a result is not lazy any more
compute({ a: num }).then((r) => r.a.compute());
// @ts-expect-error the values of the Map are numbers
compute(new Map([['a', num]])).then((m) => m.get('a')?.length);
// @ts-expect-error compute gives a promise
compute(num) * 2;
// @ts-expect-error Either is to be looked into
computeTE(num)().then((either) => either.right);
// @ts-expect-error what is computed lazily is no number yet
same<Computed<Delayed<number>>, string>(true);
// @ts-expect-error a text where a number is wanted
twice('1');
// @ts-expect-error a lazy text where a number is wanted
twice(str);
// @ts-expect-error wrong at the bottom
({ a: [str] }) satisfies Input<{ a: number[] }>;
// @ts-expect-error no such option
compute(num, { schedular: 'local' });
// @ts-expect-error no such scheduler
compute(num, { scheduler: 'moon' });
// @ts-expect-error the signal, not its controller
num.compute({ signal: new AbortController() });

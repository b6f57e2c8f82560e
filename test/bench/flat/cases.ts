import { asCompleted, compute, computeSettled, delayed, persist, type Delayed } from '../../../src/index.js';
import { add, inc, sum } from '../measured/tasks.js';

/** Runs a graph of about so many tasks, and throws where it does not give what it should. */
export type Case = (n: number) => Promise<void>;

const lazyInc = delayed(inc);
const lazyAdd = delayed(add);
const lazySum = delayed(sum);
const pureInc = delayed(inc, { pure: true });
const fail = delayed((x: number): number => {
  throw new Error(`no ${x}`);
});
const giveLazy = delayed((x: number) => lazyInc(x));
const countDown: (x: number) => Delayed<number> = delayed((x: number): number | Delayed<number> =>
  x === 0 ? 0 : countDown(x - 1),
);
const fanOut = delayed((n: number) => each(n, (i) => lazyInc(i)));

const each = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

function check(got: unknown, expected: unknown): void {
  if (got !== expected) throw new Error(`wrong result: ${String(got)}, expected ${String(expected)}`);
}

/** What was quadratic somewhere, here or elsewhere. */
export const cases: Readonly<Record<string, Case>> = {
  'wide fan-in': async (n) => check(await compute(lazySum(each(n, (i) => lazyInc(i)))), (n * (n + 1)) / 2),
  'many arguments': async (n) => {
    const count = delayed((...all: number[]) => all.length);
    const some = each(100, () => lazyInc(0));
    for (let at = 0; at < n / 100; at++) some.push(count(...some.slice(-100)));
    check(await compute(some.at(-1)), 100);
  },
  'deep chain': async (n) => {
    let last = lazyInc(0);
    for (let i = 1; i < n; i++) last = lazyInc(last);
    check(await compute(last), n);
  },
  'one value, used by all': async (n) => {
    const shared = lazyInc(0);
    check(await compute(lazySum(each(n, (i) => lazyAdd(shared, i)))), (n * (n + 1)) / 2);
  },
  'all are roots': async (n) => check((await compute(each(n, (i) => lazyInc(i)))).length, n),
  'all are roots, arguments': async (n) =>
    check((await compute({ all: each(n, (i) => lazyInc(i)) })).all.length, n),
  'keys with one prefix': async (n) => {
    const name = 'a-long-prefix-that-all-of-the-keys-share-before-they-differ';
    const named = each(n, (i) => delayed(inc, { key: `${name}-${i}` })(i));
    check((await compute(named)).at(-1), n);
  },
  'pure calls, all different': async (n) => check((await compute(each(n, (i) => pureInc(i)))).length, n),
  'pure calls, all the same': async (n) => check((await compute(each(n, () => pureInc(1)))).length, n),
  'a task gives a list of all': async (n) => check((await compute(fanOut(n))).at(-1), n),
  'each task gives a lazy value': async (n) => check((await compute(each(n, (i) => giveLazy(i)))).at(-1), n),
  'each gives the next': async (n) => check(await compute(countDown(n)), 0),
  'computeSettled, all fail': async (n) => {
    const outcomes = await computeSettled(each(n, (i) => fail(i)));
    check(outcomes.filter(({ status }) => status === 'rejected').length, n);
  },
  asCompleted: async (n) => {
    let taken = 0;
    for await (const { value } of asCompleted(each(n, (i) => lazyInc(i)))) taken += value > 0 ? 1 : 0;
    check(taken, n);
  },
  'asCompleted that grows': async (n) => {
    const completions = asCompleted([lazyInc(0)]);
    let taken = 0;
    for await (const { value } of completions) if (++taken < n) completions.add(lazyInc(value));
    check(taken, n);
  },
  persist: async (n) => {
    const kept = await persist(each(n, (i) => lazyInc(i)));
    check(await compute(lazySum(kept)), (n * (n + 1)) / 2);
  },
};

// computeSettled, asCompleted, persist, plan, computeTE and the options of running.
import {
  asCompleted,
  compute,
  computeSettled,
  computeTE,
  delayed,
  persist,
  plan,
  type Completion,
  type Completions,
  type Delayed,
  type DelayedItems,
  type RunOptions,
  type Settled,
} from 'dropgraph';
import { is, same } from './same.js';

const num = delayed((x: number) => x);
const text = delayed((x: string) => x);
const later = delayed(async () => new Date());

// computeSettled: each item with its own type
const settled = await computeSettled([num(1), text('a'), later(), 5, { sum: num(2) }]);
settled.length satisfies 5;
const [one, two, three, four, five] = settled;
is<PromiseSettledResult<number>>()(one, true);
is<PromiseSettledResult<string>>()(two, true);
is<PromiseSettledResult<Date>>()(three, true);
is<PromiseSettledResult<5>>()(four, true);
is<PromiseSettledResult<{ sum: number }>>()(five, true);
if (one.status === 'fulfilled') one.value.toFixed();
else void one.reason;
const many = await computeSettled([1, 2, 3].map((x) => num(x)));
for (const outcome of many) if (outcome.status === 'fulfilled') outcome.value.toFixed();
same<Settled<[Delayed<number>]>, [PromiseSettledResult<number>]>(true);

// asCompleted: the values of all items
const results: Completions<number | string> = asCompleted([num(1), text('a')]);
for await (const { index, value } of results) {
  is<number>()(index, true);
  is<number | string>()(value, true);
  if (index < 5) results.add(num(2));
}
for await (const completion of asCompleted([num(1)], { concurrency: 2 })) {
  is<Completion<number>>()(completion, true);
}

// persist: what was given, in the same structure
const there: Delayed<number> = await num(1).persist();
const structure = await persist({ list: [num(1), text('a')], rest: 5 });
const first: Delayed<number> | Delayed<string> | undefined = structure.list[0];
const pair = await persist(delayed((): [string, number] => ['a', 1], { nout: 2 })());
const items: DelayedItems<[string, number]> = pair;
const [a, b] = pair;
text(a);
num(b);

// plan and computeTE
const { peak, depth } = plan([num(1), num(2)]);
is<number>()(peak, true);
const either = await computeTE({ sum: num(1) })();
if (either._tag === 'Right') either.right.sum.toFixed();
const options: RunOptions = { maxLive: 5, trace: true, detectMutation: true, timeout: 10 };
compute(num(1), options);
void [there, first, items, depth];

// @ts-expect-error an outcome may be a failure
one.value.toFixed();
// @ts-expect-error the outcome of a text is no number
if (two.status === 'fulfilled') two.value.toFixed();
// @ts-expect-error there is no sixth outcome
void settled[5];
// @ts-expect-error outcomes are of a list
computeSettled(num(1));
// @ts-expect-error there is no such option
computeSettled([num(1)], { concurency: 1 });
// @ts-expect-error completions are not lists
asCompleted([num(1)]).length;
// @ts-expect-error they are for await
for (const x of asCompleted([num(1)])) void x;
// @ts-expect-error a list is needed
asCompleted(num(1));
for await (const { value } of asCompleted([num(1)])) {
  // @ts-expect-error the value is there: a number, nothing lazy
  void value.compute();
}
// @ts-expect-error what persist gives is still lazy
(await persist(num(1))).toFixed();
// @ts-expect-error persist changes no types
const wrong: Delayed<string> = await num(1).persist();
// @ts-expect-error a plan is there at once, and no promise
plan(num(1)).then();
// @ts-expect-error facts of a plan cannot be changed
plan(num(1)).peak = 0;
// @ts-expect-error computeTE has to be called
(await computeTE(num(1)))._tag;
// @ts-expect-error schedulers have names
compute(num(1), { scheduler: 'thread' });
// @ts-expect-error milliseconds are a number
compute(num(1), { timeout: '5s' });
void wrong;

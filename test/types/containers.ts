// Lazy values in containers, at any depth, as arguments and in delayed(value).
import { delayed, type Delayed } from 'dropgraph';
import { same } from './same.js';

const num = delayed(1 as number);
const str = delayed('a' as string);

class Account {
  readonly #secret = 1;
  readonly owner: string = 'Ada';

  open(): number {
    return this.#secret;
  }
}

const sum = delayed((xs: number[]) => xs.length);
const sumReadonly = delayed((xs: readonly number[]) => xs.length);
const matrix = delayed((rows: number[][]) => rows.length);
const byName = delayed((map: Map<string, number>) => map.size);
const readByName = delayed((map: ReadonlyMap<string, number>) => map.size);
const unique = delayed((set: Set<number>) => set.size);
const walk = delayed((items: Iterable<number>) => [...items]);
const record = delayed((counts: Record<string, number>) => Object.keys(counts).length);
const deep = delayed((tree: { a: { b: [number, { c: Set<string> }] } }) => tree.a.b[0]);
const when = delayed((date: Date) => date.getTime());
const data = delayed((block: Float64Array) => block.length);
const account = delayed((given: Account) => given.open());
const shape = delayed((s: { kind: 'a'; x: number } | { kind: 'b'; y: string }) => s.kind);

sum([1, num, 2]);
sum([num]);
sum(delayed([1, 2]));
sum([]);
sum(Array.from({ length: 3 }, () => num));
sumReadonly([num, 1] as const);
sumReadonly(Object.freeze([num]));
matrix([[num, 1], delayed([1]), [2]]);
byName(new Map([['a', num]]));
byName(new Map([[str, 1]]));
byName(new Map([[str, num]]));
readByName(new Map([['a', num]]));
unique(new Set([num]));
unique(new Set([num, 1]));
walk([num, 1]);
walk(new Set([num]));
walk([num].values());
record({ a: 1, b: num });
deep({ a: { b: [num, { c: new Set([str, 'x']) }] } });
deep({ a: delayed({ b: [1, { c: new Set<string>() }] as [number, { c: Set<string> }] }) });
deep({ a: { b: [1, delayed({ c: new Set(['x']) })] } });
when(new Date());
when(delayed(new Date()));
data(new Float64Array(1));
data(delayed(new Float64Array(1)));
account(new Account());
account(delayed(() => new Account())());
shape({ kind: 'a', x: num });
shape({ kind: 'b', y: str });

// delayed(value) resolves what the value holds
const values = {
  list: delayed([num, 1]),
  record: delayed({ a: num, b: [str] }),
  map: delayed(new Map([[str, num]])),
  set: delayed(new Set([num])),
  lazy: delayed(num),
  promise: delayed(Promise.resolve(1)),
  date: delayed(new Date()),
  account: delayed(new Account()),
  constructor: delayed(Account),
};
same<typeof values.list, Delayed<number[]>>(true);
same<typeof values.record, Delayed<{ a: number; b: string[] }>>(true);
same<typeof values.map, Delayed<Map<string, number>>>(true);
same<typeof values.set, Delayed<Set<number>>>(true);
same<typeof values.lazy, Delayed<number>>(true);
same<typeof values.promise, Delayed<number>>(true);
same<typeof values.date, Delayed<Date>>(true);
same<typeof values.account, Delayed<Account>>(true);
same<typeof values.constructor, Delayed<typeof Account>>(true);

// @ts-expect-error an item of the wrong type
sum([1, str]);
// @ts-expect-error a list of lists
sum([[num]]);
// @ts-expect-error a lazy list of the wrong type
sum(delayed(['a']));
// @ts-expect-error a function may change its list: a readonly one will not do
sum(Object.freeze([1, 2]));
// @ts-expect-error one level too few
matrix([num]);
// @ts-expect-error one item of one row is wrong
matrix([[num], [str]]);
// @ts-expect-error values of the wrong type
byName(new Map([['a', str]]));
// @ts-expect-error keys of the wrong type
byName(new Map([[num, 1]]));
// @ts-expect-error a Set is no Map
byName(new Set([num]));
// @ts-expect-error items of the wrong type
unique(new Set([str]));
// @ts-expect-error a list is no Set
unique([num]);
// @ts-expect-error an iterable of the wrong type
walk([str]);
// @ts-expect-error a value of the wrong type
record({ a: str });
// @ts-expect-error wrong at the bottom
deep({ a: { b: [num, { c: new Set([num]) }] } });
// @ts-expect-error missing at the bottom
deep({ a: { b: [num] } });
// @ts-expect-error a Date has no lazy parts
when({ getTime: delayed(() => 1) });
// @ts-expect-error a list is no typed array
data([num]);
// @ts-expect-error an object that only looks like an instance of a class
account({ owner: str, open: () => 1 });
// @ts-expect-error the property of the other kind
shape({ kind: 'a', y: str });
// @ts-expect-error the right property, wrongly typed
shape({ kind: 'b', y: num });

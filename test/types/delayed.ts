// Programs that must compile, and wrong ones that must not, under TypeScript 5.0.4 and 6.0.3.
import { compute, delayed, type Delayed } from 'dropgraph';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(verdict: Same<A, B>): void => void verdict;

const text = delayed((x: number) => String(x));
const one: Delayed<string> = text(1);
same<typeof one, Delayed<string>>(true);
text(delayed(async () => 1)());

const sum: Promise<number> = compute(delayed((a: number, b: number) => a + b)(1, 2));
void sum;

// @ts-expect-error a string is no number
text('1');
// @ts-expect-error nor is a lazy string
text(text(1));
// @ts-expect-error one argument is missing
text();
// @ts-expect-error the value of a lazy is not there before compute
one.length;

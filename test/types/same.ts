/** Whether two types are the same, not only assignable to each other. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<A, B>(true)` compiles where the types are the same, `same<A, B>(false)` where they are not. */
export const same = <A, B>(verdict: Same<A, B>): void => void verdict;

/** `is<A>(value)` compiles where the value has exactly the type `A`. */
export const is =
  <A>() =>
  <B>(value: B, verdict: Same<A, B>): void =>
    void [value, verdict];

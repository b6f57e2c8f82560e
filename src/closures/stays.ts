/** What is said of a function that belongs to its thread, and what to do instead. */
export interface Stays {
  readonly what: string;
  readonly fix: string;
}

/** Property of functions that are not to be sent: a {@link Stays}. */
export const STAYS: unique symbol = Symbol('what keeps a function in its thread');

/** Why a function is not to be sent; undefined for most. */
export function reasonToStay(fn: object): Stays | undefined {
  return Object.hasOwn(fn, STAYS) ? (fn as { readonly [STAYS]?: Stays })[STAYS] : undefined;
}

import type { Delayed } from './lazy.js';
import type { DelayedFunction } from './delayed.js';
import type { DelayedOptions } from './delayed-options.js';

type Primitive = string | number | boolean | bigint | symbol | null | undefined;

/** Objects that are passed on as they are: no lazy value is looked for inside. */
type Leaf = Date | RegExp | Error | Promise<unknown> | ArrayBuffer | ArrayBufferView | Delayed<unknown>;

/** A lazy function, told by what an original has not; without a call signature, so that lambdas keep their types. */
interface LazyFunction<A extends readonly unknown[], R> {
  readonly fn: (...args: A) => R;
  with(options: DelayedOptions): unknown;
}

/** Keeps lazy values out of types that they happen to fit, such as `{ name: string }`. */
interface NotLazy {
  readonly dropspecs?: never;
}

/** The value itself, unless it is a lazy value of something else. */
type Itself<T> = unknown extends T
  ? T
  : T extends Delayed<unknown>
    ? T
    : [Extract<Delayed<never>, T>] extends [never]
      ? T
      : T extends object
        ? T & NotLazy
        : T;

/**
 * What a parameter of type `T` takes once its function is lazy: the value itself, a lazy value of it, or a
 * container of it in which lazy values stand at any depth.
 *
 * @category Types
 */
export type Input<T> =
  | Itself<T>
  | Delayed<T>
  | (T extends Primitive | Leaf
      ? never
      : T extends (...args: infer A) => infer R
        ? LazyFunction<A, R>
        : T extends readonly unknown[]
          ? { [K in keyof T]: Input<T[K]> }
          : T extends ReadonlyMap<infer K, infer V>
            ? ReadonlyMap<Input<K>, Input<V>>
            : T extends ReadonlySet<infer E>
              ? ReadonlySet<Input<E>>
              : T extends Iterable<infer E>
                ? Iterable<Input<E>>
                : T extends object
                  ? InputFields<T>
                  : never);

/** Fields of a plain object; an instance of a class with private members cannot be put together from fields. */
type InputFields<T> = { [K in keyof T]: T[K] } extends T ? { [K in keyof T]: Input<T[K]> } & NotLazy : never;

/**
 * What comes of a structure when it is computed: each lazy value in it is replaced by its result, everything
 * else stays as it is.
 *
 * @category Types
 */
export type Computed<T> =
  T extends Delayed<infer U>
    ? U
    : T extends Primitive | Leaf
      ? T
      : T extends DelayedFunction<infer A, infer R>
        ? (...args: A) => R
        : T extends (...args: never[]) => unknown
          ? T
          : T extends ReadonlyMap<infer K, infer V>
            ? Map<Computed<K>, Computed<V>>
            : T extends ReadonlySet<infer E>
              ? Set<Computed<E>>
              : T extends IterableIterator<infer E>
                ? IterableIterator<Computed<E>>
                : T extends object
                  ? Unchanged<T, { -readonly [K in keyof T]: Computed<T[K]> }>
                  : T;

/** `T` itself where computing changes nothing in it: a class keeps its private members. */
type Unchanged<T, Mapped> = T extends Mapped ? (T extends readonly unknown[] ? Mapped : T) : Mapped;

import { stringText } from './atoms.js';
import { Origins } from './origins.js';

/**
 * Name of the method by which instances of a class say what they are told apart by: instances that return equal
 * values are equal, in every process. Without it (and without {@link registerHash}) each instance is equal only to
 * itself, and the keys of pure calls with it mean nothing in another process.
 *
 * Return plain data that holds everything a task could read; a subclass inherits the method, so one with more fields
 * needs its own. The name and the source of the class count as well.
 *
 * @category Keys
 * @example
 * ```ts
 * import { delayed, hashKey } from 'dropgraph';
 *
 * class Point {
 *   constructor(readonly x: number, readonly y: number) {}
 *   [hashKey]() { return [this.x, this.y]; }
 * }
 * const norm = delayed((p: Point) => Math.hypot(p.x, p.y), { pure: true, name: 'norm' });
 * norm(new Point(3, 4)).key === norm(new Point(3, 4)).key; // => true
 * ```
 */
export const hashKey: unique symbol = Symbol.for('dropgraph.hashKey') as never;

const classes = new Origins();

/** Keyed by the prototype: subclasses are not meant, for they may hold more. */
const registered = new WeakMap<object, (value: never) => unknown>();

/** What {@link registerHash} takes of a class. */
export interface HashableClass<T extends object> {
  readonly name: string;
  readonly prototype: T;
}

/**
 * Says for a class of somebody else what its instances are told apart by, as the method {@link hashKey} does for a
 * class of your own. Holds for exactly this class, not for subclasses; the last one registered holds.
 *
 * @param type - any class but Object, Array, Map and Set, which are hashed by what they hold.
 * @param key - gives plain data that holds everything a task could read of an instance.
 * @throws TypeError when one of the two is not that.
 * @category Keys
 * @example
 * ```ts
 * import { delayed, registerHash } from 'dropgraph';
 *
 * class Money {
 *   constructor(readonly cents: bigint) {}
 * }
 * registerHash(Money, (money) => money.cents);
 * const half = delayed((money: Money) => money.cents / 2n, { pure: true, name: 'half' });
 * half(new Money(8n)).key === half(new Money(8n)).key; // => true
 * ```
 */
export function registerHash<T extends object>(type: HashableClass<T>, key: (value: T) => unknown): void {
  const prototype = typeof type === 'function' ? (type as HashableClass<T>).prototype : undefined;
  if (typeof prototype !== 'object') throw new TypeError('registerHash: the first argument must be a class');
  if ([Object, Array, Map, Set].some((container) => container.prototype === (prototype as object))) {
    throw new TypeError(`registerHash: ${type.name} is hashed by what it holds`);
  }
  if (typeof key !== 'function') {
    throw new TypeError(`registerHash: the second argument, for ${type.name}, must be a function`);
  }
  registered.set(prototype, key);
}

/** What an instance is told apart by, where its class says it. */
export interface ClassKey {
  /** Text for its class. */
  readonly type: string;
  /** Why the class is another one in another process, if so. */
  readonly local: string | undefined;
  readonly key: unknown;
}

/** @throws TypeError when the class gives what cannot tell instances apart. */
export function classKeyOf(value: object): ClassKey | undefined {
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: unknown } | null;
  if (prototype === null) return undefined;
  const type = prototype.constructor;
  const keyOf = registered.get(prototype) ?? (value as { [hashKey]?: (value: never) => unknown })[hashKey];
  if (typeof keyOf !== 'function' || typeof type !== 'function') return undefined;
  const key = keyOf.call(value, value as never);
  const fault =
    typeof key === 'function'
      ? 'a function'
      : typeof key !== 'object' || key === null
        ? undefined
        : key instanceof Promise
          ? 'a promise'
          : Object.getPrototypeOf(key) === prototype
            ? 'an instance of the same class'
            : undefined;
  if (fault !== undefined) {
    throw new TypeError(
      `The hash key of ${type.name} is ${fault}; give plain data that tells instances apart`,
    );
  }
  const { name, source, ordinal } = classes.of(type);
  return {
    type: `class(${stringText(name)} ${source}${ordinal === 0 ? '' : ` ${String(ordinal)}`} `,
    local: ordinal === 0 ? undefined : `the class ${name}, one of several with the same source`,
    key,
  };
}

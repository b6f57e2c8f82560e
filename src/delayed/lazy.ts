import { inspect } from 'node:util';
import type { Dropspec } from '../dropspec/index.js';
import type { RunOptions } from '../executor/index.js';
import {
  callMethod,
  getProperty,
  itemAt,
  sliceOf,
  soleItem,
  Template,
  type AnyFunction,
  type TaskFunction,
} from '../graph/index.js';
import { compile, compileStructure } from './compile-structure.js';
import { compute } from './compute.js';
import type { Input } from './input-types.js';
import { persist } from './persist.js';
import { operation, prepareArgs, rememberSite } from './record.js';
import { callKey } from './recorded-names.js';
import { argsOf, callOf, fnOf, inheritMethods, RecordedNode } from './recorded-node.js';
import { visualize, type VisualizeOptions } from './visualize.js';

/** Type of the item at an index: of a tuple the one that stands there, if the index is known and not negative. */
type Item<T, I extends number> = T extends readonly unknown[]
  ? number extends T['length']
    ? T[number]
    : `${I}` extends keyof T
      ? T[I]
      : number extends I
        ? T[number]
        : `${I}` extends `-${string}`
          ? T[number]
          : undefined
  : Items<T>;

type Slice<T> = T extends readonly unknown[] ? Items<T>[] : T;

type Items<T> = T extends readonly (infer E)[] ? E : T extends ArrayLike<infer E> ? E : unknown;

/** What `slice` can be asked of. */
interface Sliceable {
  slice(start?: number, end?: number): unknown;
}

/** Names of methods, by key remapping: a mapped type over an array or a primitive would be one again. */
type MethodNames<T> = keyof {
  [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: true;
};

type MethodArgs<T, K extends PropertyKey> = T[K & keyof T] extends (...args: infer A) => unknown
  ? { [I in keyof A]: Input<A[I]> }
  : never;

type MethodResult<T, K extends PropertyKey> = T[K & keyof T] extends (...args: never[]) => infer R
  ? Awaited<R>
  : never;

const getting = operation('get', getProperty);
const indexing = operation('at', itemAt);
const soleIndexing = operation('at', soleItem);
const slicing = operation('slice', sliceOf);

/** Method calls are labelled with their method; calls on a pure value are pure. */
const methodCalls = new Map<string, TaskFunction>();

function calling(method: string, pure: boolean): TaskFunction {
  const id = `${String(pure)} ${method}`;
  const made = methodCalls.get(id) ?? operation(method, callMethod, pure);
  methodCalls.set(id, made);
  return made;
}

/** To the compiler lazy values are made by their class; see `inheritMethods`. */
const Recorded = Object as unknown as abstract new () => RecordedNode;

/**
 * A value that is not there yet: a call that was recorded and runs when it is computed. Made by calling what
 * `delayed(fn)` gives, or by `delayed(value)`.
 *
 * It cannot be changed, and using it as if it were the value (arithmetic, text, JSON, iteration) is a TypeError.
 * It is no promise: `await lazy` gives `lazy`; `await lazy.compute()` gives its value.
 *
 * Setting a property is refused. What goes around that (`Object.defineProperty`, `Object.setPrototypeOf`) is not, because
 * closing each of a million objects would slow down recording; it changes nothing of what is computed, for the recorded
 * call is private.
 *
 * @category Recording
 */
export abstract class Delayed<out T> extends Recorded {
  /** A lazy value is no promise. */
  declare readonly then?: never;

  /** Name of this call in its graph: equal calls of pure functions share one. */
  get key(): string {
    const fn = fnOf(this);
    if (fn.key !== undefined) return fn.key;
    if (!fn.pure) return callKey(fn.name, callOf(this));
    const { graph } = compileStructure(this);
    return graph.names.key(graph.outputs[0]!);
  }

  /** Label: the name of the function, or the one given. */
  get name(): string {
    return fnOf(this).name;
  }

  /** A property of the value. If the value turns out not to have it, computing fails and the error names it. */
  get<K extends keyof T>(property: K): Delayed<T[K]> {
    return access(this, getting, [property], this.get);
  }

  /** An item of the value; a negative index counts from the end. The index may be lazy. */
  at<I extends number>(this: Delayed<ArrayLike<unknown>>, index: I | Delayed<I>): Delayed<Item<T, I>> {
    return itemOf(this, index, this.at);
  }

  /** Part of an array, typed array or string, as their `slice` gives it. The bounds may be lazy. */
  slice(
    this: Delayed<Sliceable>,
    start?: number | Delayed<number>,
    end?: number | Delayed<number>,
  ): Delayed<Slice<T>> {
    return access(this, slicing, [start, end], this.slice);
  }

  /** The result of a method of the value, as one task. The arguments may be lazy as those of a lazy function. */
  call<K extends MethodNames<T>>(method: K, ...args: MethodArgs<T, K>): Delayed<MethodResult<T, K>> {
    return access(this, calling(String(method), fnOf(this).pure), [method, ...args], this.call);
  }

  /** Runs what this value needs and gives it. See `compute`. */
  compute(options?: RunOptions): Promise<T> {
    return compute(this, options);
  }

  /** Runs what this value needs and gives the same lazy value with its result inside. See `persist`. */
  persist(options?: RunOptions): Promise<this> {
    return persist(this, options);
  }

  /** The dropspecs of the graph of this value. See `compile`. */
  dropspecs(): Dropspec[] {
    return compile(this).toJSON();
  }

  /** Draws the graph of this value. See `visualize`. */
  visualize(options?: VisualizeOptions): Promise<string> {
    return visualize(this, options);
  }
}

/** Records an operation on a lazy value; `below` is the method whose caller recorded it. */
function access<R>(
  target: Delayed<unknown>,
  fn: TaskFunction,
  args: unknown[],
  below: AnyFunction,
): Delayed<R> {
  const made = new RecordedNode(fn, prepareArgs(fn.name, [target, ...args], true)) as Delayed<R>;
  rememberSite(fn, made, below);
  return made;
}

/** An item of a lazy value; of a result of one item, that item. */
export function itemOf<R>(target: Delayed<unknown>, index: unknown, below: AnyFunction): Delayed<R> {
  return access(target, fnOf(target).nout === 1 ? soleIndexing : indexing, [index], below);
}

Object.defineProperty(Delayed.prototype, inspect.custom, {
  value(this: Delayed<unknown>): string {
    return `Delayed(${this.key} = ${this.name}(${argsOf(this).map(describeArg).join(', ')}))`;
  },
});

function describeArg(arg: unknown): string {
  if (arg instanceof Delayed) return arg.key;
  const options = { depth: 2, breakLength: Infinity, maxStringLength: 40, maxArrayLength: 3 };
  if (!(arg instanceof Template)) return inspect(arg, { ...options, depth: 0 });
  const shown = (lazy: number): object => ({ [inspect.custom]: () => describeArg(arg.lazies[lazy]) });
  return inspect(arg.build(shown, false), options);
}

/** What using a lazy value as if it were the value ends in: silence would be a wrong result. */
function refuse(use: string): (this: Delayed<unknown>) => never {
  return function (this: Delayed<unknown>): never {
    throw new TypeError(
      `The lazy value ${this.key} cannot be ${use}; compute it first: await lazy.compute()`,
    );
  };
}

const traps: Readonly<Record<PropertyKey, string>> = {
  [Symbol.toPrimitive]: 'used as a primitive value',
  toString: 'turned into text',
  valueOf: 'used as a primitive value',
  toJSON: 'turned into JSON',
  [Symbol.iterator]: 'iterated without nout (the number of its items)',
};
for (const name of Reflect.ownKeys(traps)) {
  Object.defineProperty(Delayed.prototype, name, { value: refuse(traps[name]!) });
}

inheritMethods(Delayed.prototype);

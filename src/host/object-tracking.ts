import { AsyncLocalStorage } from 'node:async_hooks';

/** What is being worked on now. @category Host */
export interface TrackedObject {
  /** What it is called, as given to {@link objectTracking}. */
  readonly name: string;
  /** The object of the innermost tracked call this runs in; undefined outside of any. */
  get(): unknown;
}

/** Makes functions tell which object they work on. @category Host */
export interface ObjectTracker {
  /** The same method, which tells the object it is called on; for decorators of classes: `@track`. */
  <This extends object, Args extends readonly unknown[], R>(
    method: (this: This, ...args: Args) => R,
    context: ClassMethodDecoratorContext<This>,
  ): (this: This, ...args: Args) => R;
  /** The same function, which tells its first argument. */
  <This, Args extends readonly unknown[], R>(
    fn: (this: This, ...args: Args) => R,
  ): (this: This, ...args: Args) => R;
  readonly tlocal: TrackedObject;
}

/**
 * Makes a decorator of functions that keeps track of which object is being worked on: during a call of such a
 * function, `tlocal.get()` is its first argument, or the object it is called on where it decorates a method of a
 * class. That holds for everything the call begins, also behind an `await`, and apart for calls that run at once.
 *
 * @param name - what the object is called; for people who look at `tlocal`.
 * @category Host
 * @example
 * ```ts
 * import { objectTracking } from 'dropgraph/utils';
 *
 * const track = objectTracking('drop');
 * const inner = track((_drop: string) => track.tlocal.get());
 * const outer = track(async (_drop: string) => {
 *   await null;
 *   return [track.tlocal.get(), inner('b'), track.tlocal.get()];
 * });
 * await outer('a'); // => [ 'a', 'b', 'a' ]
 * track.tlocal.get(); // => undefined
 * ```
 */
export function objectTracking(name: string): ObjectTracker {
  // a box: `undefined` is an object like any other
  const current = new AsyncLocalStorage<{ readonly object: unknown }>();
  function track<This, Args extends readonly unknown[], R>(
    fn: (this: This, ...args: Args) => R,
    context?: ClassMethodDecoratorContext,
  ): (this: This, ...args: Args) => R {
    if (typeof fn !== 'function')
      throw new TypeError(`objectTracking("${name}") decorates functions, got ${typeof fn}`);
    const isMethod = context?.kind === 'method';
    function tracked(this: This, ...args: Args): R {
      return current.run({ object: isMethod ? this : args[0] }, () => fn.call(this, ...args));
    }
    // a function is known by its name: in tasks, in errors
    Object.defineProperty(tracked, 'name', { value: fn.name, configurable: true });
    Object.defineProperty(tracked, 'length', { value: fn.length, configurable: true });
    return tracked;
  }
  const tlocal: TrackedObject = Object.freeze({ name, get: () => current.getStore()?.object });
  return Object.assign(track as ObjectTracker, { tlocal });
}

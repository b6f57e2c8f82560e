import type { CallSites } from './call-sites.js';
import type { TaskPolicy } from './task-policy.js';

/** Any function, as a task holds it: its arguments were checked by the compiler where it was recorded. */
export type AnyFunction = (...args: never[]) => unknown;

/** What the tasks of one lazy function share. */
export interface TaskFunction {
  /** The function to call; undefined for a constant, whose value is its only argument. */
  readonly fn: AnyFunction | undefined;
  /** Label of its tasks and prefix of their keys. */
  readonly name: string;
  /** Whether the first argument is passed as `this`. */
  readonly method: boolean;
  /** How many items the result must have, where that was said. */
  readonly nout: number | undefined;
  /** Whether equal calls are one task. */
  readonly pure: boolean;
  /** Key given by the user. */
  readonly key: string | undefined;
  /** ES module that exports the function, where the user named it. */
  readonly module: string | undefined;
  /** Values of names it uses, for sending it to another thread, where the user gave them. */
  readonly captures?: Readonly<Record<string, unknown>> | undefined;
  /** Where its calls were recorded; undefined for functions that came with a loaded graph. */
  readonly sites: CallSites | undefined;
  /** How its tasks are run; undefined for most, which cost nothing then. */
  readonly policy: TaskPolicy | undefined;
}

/** A function of which nothing is said but its name. */
export function plainFunction(name: string, fn: AnyFunction | undefined): TaskFunction {
  return {
    fn,
    name,
    method: false,
    nout: undefined,
    pure: false,
    key: undefined,
    module: undefined,
    sites: undefined,
    policy: undefined,
  };
}

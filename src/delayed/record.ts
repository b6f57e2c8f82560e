import {
  CallSites,
  gather,
  plainFunction,
  Template,
  templateOf,
  type AnyFunction,
  type TaskFunction,
} from '../graph/index.js';
import { callOf, isNode, RecordedNode } from './recorded-node.js';

/** Calls whose place is remembered, of each lazy function, unless it says otherwise. */
export const CALL_SITES = 1000;

/** The functions behind what `delayed(fn)` gave; as arguments, those stand for them. */
const originals = new WeakMap<AnyFunction, AnyFunction>();

/** Says which function a lazy function stands for. */
export function rememberOriginal(lazy: AnyFunction, original: AnyFunction): void {
  originals.set(lazy, original);
}

/** The function that a lazy function stands for; anything else as it is. */
export function originalOf<T>(value: T): T {
  return typeof value === 'function' ? ((originals.get(value as never) ?? value) as T) : value;
}

/** Whether a value has to be replaced before a task can have it. */
export function isLazy(value: unknown): boolean {
  return isNode(value) || (typeof value === 'function' && originals.has(value as never));
}

/**
 * Makes arguments ready to be recorded, in place: lazy functions become the functions they stand for, containers
 * that hold lazy values become templates.
 *
 * @param traverse - whether containers are searched.
 * @throws TypeError when a lazy value hides where it cannot be replaced.
 */
export function prepareArgs(owner: string, args: unknown[], traverse: boolean): unknown[] {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (typeof arg === 'function') args[index] = originalOf(arg);
    else if (typeof arg === 'object' && arg !== null && traverse && !isNode(arg)) {
      args[index] = prepareContainer(arg, `argument ${String(index)} of ${owner}`);
    }
  }
  return args;
}

/** A container ready to be recorded: a template whose placeholders are recorded calls, or the very same value. */
export function prepareContainer(value: unknown, owner: string): unknown {
  const template = templateOf(value, isLazy, owner);
  if (!(template instanceof Template) || template.lazies.every(isNode)) return template;
  return template.withLazies(
    template.lazies.map((lazy) => (isNode(lazy) ? lazy : constant(originalOf(lazy)))),
  );
}

/** A record for calls that all look alike, of a function of ours. */
export function operation(name: string, fn: AnyFunction, pure = true): TaskFunction {
  return { ...plainFunction(name, fn), pure, sites: new CallSites(CALL_SITES) };
}

const CONSTANT = { ...operation('value', gather), fn: undefined };

function constant(value: unknown): RecordedNode {
  return new RecordedNode(CONSTANT, [value]);
}

/** Remembers where a call was recorded: the caller of `below`. */
export function rememberSite(fn: TaskFunction, node: RecordedNode, below: AnyFunction): void {
  fn.sites?.remember(callOf(node), below);
}

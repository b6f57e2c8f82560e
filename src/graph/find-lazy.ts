import { containerOf, forEachItem, hiddenIn } from './containers.js';
import { unreadable } from './unreadable.js';

/** Tells the placeholders of a template from other values. */
export type IsLazy = (value: unknown) => boolean;

/** Containers looked into within a field of an object that is no container itself. */
const MOST_HIDDEN = 1000;

/**
 * Whether a value holds a placeholder or is an iterator, or holds one: then it has to be rebuilt. Looks without
 * changing anything, and allocates only to remember where it has been.
 *
 * @throws TypeError when a placeholder hides where it cannot be replaced, or something throws when it is read.
 */
export function holdsLazy(root: unknown, isLazy: IsLazy, owner: string): boolean {
  const seen = new Set<unknown>([root]);
  const todo: unknown[] = [root];
  let found = false;
  const visit = (item: unknown): void => {
    if (!isObject(item)) return;
    if (isLazy(item)) found = true;
    else if (!seen.has(item)) {
      seen.add(item);
      todo.push(item);
    }
  };
  while (todo.length > 0) {
    const value = todo.pop();
    let hidden: string | undefined;
    try {
      const kind = containerOf(value);
      if (kind === 'iterator') found = true;
      else if (kind !== undefined) forEachItem(value, kind, visit);
      else if (typeof value === 'object' && value !== null) hidden = hidingPlace(value, isLazy);
    } catch (error) {
      throw unreadable(owner, root, value, error);
    }
    if (hidden === undefined) continue;
    throw new TypeError(
      `${owner}: a lazy value hides in ${hidden}, where it cannot be replaced by its result; ` +
        `pass it as an argument of its own, or in an array, plain object, Map or Set`,
    );
  }
  return found;
}

/**
 * Where an object that is no container holds a placeholder, by itself or in containers. Looks no further than that:
 * an object may lead to all the others of the program.
 */
function hidingPlace(value: object, isLazy: IsLazy): string | undefined {
  const holds = (item: unknown): boolean => isObject(item) && (isLazy(item) || containerHolds(item, isLazy));
  return hiddenIn(value).find((hidden) => holds(hidden.value))?.place;
}

/** Whether one of the first items of a container, or of those in it, is a placeholder. */
function containerHolds(root: object, isLazy: IsLazy): boolean {
  const seen = new Set<unknown>([root]);
  for (const value of seen) {
    const kind = containerOf(value);
    if (kind === undefined || kind === 'iterator') continue;
    let found = false;
    forEachItem(value, kind, (item) => {
      if (isLazy(item)) found = true;
      else if (seen.size < MOST_HIDDEN && isObject(item)) seen.add(item);
    });
    if (found) return true;
  }
  return false;
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

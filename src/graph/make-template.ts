import { containerOf, entriesOf, type ContainerKind } from './containers.js';
import { holdsLazy, isObject, type IsLazy } from './find-lazy.js';
import { HOLE, Template, VALUE, type Part } from './template.js';

/**
 * Looks for placeholders in a value. Gives a template where there are any, the very same value where there
 * are none. An iterator is always a template, for it can be walked only once.
 *
 * @throws TypeError when a placeholder hides where it cannot be replaced, such as a field of a class instance.
 */
export function templateOf(value: unknown, isLazy: IsLazy, owner: string): unknown {
  if (isListOfLazies(value, isLazy)) return Template.listOf(value.slice());
  return holdsLazy(value, isLazy, owner) ? makeTemplate(value, isLazy) : value;
}

/** Whether a value is a list of placeholders and nothing else: those are long, and need no closer look. */
function isListOfLazies(value: unknown, isLazy: IsLazy): value is unknown[] {
  try {
    if (containerOf(value) !== 'array') return false;
    const list = value as readonly unknown[];
    for (let at = 0; at < list.length; at++) if (!isLazy(list[at])) return false;
    return list.length > 0;
  } catch {
    return false; // a proxy: whoever looks closer tells what it throws, and where
  }
}

/** A container as found, before it is known which of them hold placeholders. */
interface Found {
  readonly kind: ContainerKind;
  readonly keys: readonly PropertyKey[] | undefined;
  readonly items: unknown[];
  readonly parents: number[];
  lazy: boolean;
}

function makeTemplate(root: unknown, isLazy: IsLazy): Template {
  const places = new Map<unknown, number>();
  const found: Found[] = [];
  const visit = (value: object, parent: number): void => {
    const place = places.get(value);
    if (place !== undefined) {
      found[place]!.parents.push(parent);
      return;
    }
    const kind = containerOf(value);
    if (kind === undefined) return;
    places.set(value, found.length);
    found.push({ kind, ...entriesOf(value, kind), parents: [parent], lazy: kind === 'iterator' });
  };
  visit(root as object, -1);
  for (let at = 0; at < found.length; at++) {
    const part = found[at]!;
    for (const item of part.items) {
      if (!isObject(item)) continue;
      if (isLazy(item)) part.lazy = true;
      else visit(item, at);
    }
  }
  markParents(found);
  return number(found, places, isLazy);
}

/** What holds a part that is rebuilt must be rebuilt as well. */
function markParents(found: readonly Found[]): void {
  const todo = found.filter((part) => part.lazy);
  for (let part = todo.pop(); part !== undefined; part = todo.pop()) {
    for (const parent of part.parents) {
      const above = found[parent];
      if (above !== undefined && !above.lazy) {
        above.lazy = true;
        todo.push(above);
      }
    }
  }
}

function number(found: readonly Found[], places: ReadonlyMap<unknown, number>, isLazy: IsLazy): Template {
  const rank = new Map<number, number>();
  found.forEach((part, at) => {
    if (part.lazy) rank.set(at, rank.size);
  });
  const lazies: unknown[] = [];
  const parts = found
    .filter((part) => part.lazy)
    .map(({ kind, keys, items }): Part => {
      const first = lazies.length;
      const codes = new Int32Array(items.length);
      for (let at = 0; at < items.length; at++) {
        if (isLazy(items[at])) codes[at] = lazies.push(items[at]) - 1;
        else {
          const place = places.get(items[at]);
          const part = place === undefined ? undefined : rank.get(place);
          codes[at] = part !== undefined ? -(part + 2) : at in items ? VALUE : HOLE;
        }
        // a template may be told to forget its placeholders: nothing of it but `lazies` leads to them
        if (codes[at] !== VALUE) items[at] = undefined;
      }
      const allLazy = items.length > 0 && lazies.length - first === items.length;
      return { kind, keys, codes: allLazy ? first : codes, values: items };
    });
  return new Template(lazies, parts);
}

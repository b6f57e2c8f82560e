import type { DropParam } from './drop-params.js';

/** The typed parameters of a class and its ancestors, by name. */
export type ClassParams = ReadonlyMap<string, DropParam<unknown>>;

/** Whatever has a constructor with, maybe, a static `params`. */
interface ParamClass {
  readonly name: string;
  readonly prototype: object;
  readonly params?: Readonly<Record<string, DropParam<unknown>>>;
}

const known: WeakMap<object, ClassParams> = new WeakMap();

/**
 * The parameters a class declares in its static `params`, with those of its ancestors; the class's own come
 * first in rank. At the first look each gets a property on the prototype, so that `drop.sleep_time` reads it.
 */
export function paramsOf(dropClass: object, read: (drop: object, name: string) => unknown): ClassParams {
  const before = known.get(dropClass);
  if (before !== undefined) return before;
  const { prototype } = dropClass as ParamClass;
  const parent = Object.getPrototypeOf(dropClass) as object | null;
  const inherited: ClassParams =
    parent === null || parent === Function.prototype ? new Map() : paramsOf(parent, read);
  const own = Object.hasOwn(dropClass, 'params')
    ? Object.entries((dropClass as ParamClass).params ?? {})
    : [];
  for (const [name] of own) {
    if (name in prototype) continue;
    Object.defineProperty(prototype, name, {
      configurable: true,
      get(this: object): unknown {
        return read(this, name);
      },
    });
  }
  const params = new Map([...inherited, ...own]);
  known.set(dropClass, params);
  return params;
}

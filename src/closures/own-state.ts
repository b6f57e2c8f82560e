import { types } from 'node:util';
import type { AnyFunction } from '../graph/index.js';
import type { Surroundings } from './captures.js';
import { knownGlobal } from './known-values.js';
import { ownProperty } from './own-property.js';
import type { PackedProperty, Slot } from './shipped.js';

/** What was put on a function: memo tables, static fields, methods of an old-style or decorated class. */
export function ownState({ packing, fn, facts, trail }: Surroundings): {
  props?: PackedProperty[];
  methods?: PackedProperty[];
  inherits?: Slot;
} {
  const isClass = facts.form === 'class';
  const fromSource = (holder: object, key: PropertyKey): boolean => {
    const { value, get, set } = ownProperty(holder, key);
    return (
      [value, get, set].every(
        (part: unknown) =>
          part === undefined ||
          (typeof part === 'function' && facts.methods.has(Function.prototype.toString.call(part))),
      ) &&
      (typeof value === 'function' || get !== undefined || set !== undefined)
    );
  };
  const built = new Set<PropertyKey>(['length', 'name', 'prototype', 'arguments', 'caller']);
  const props = packing.properties(
    fn,
    trail,
    (key) =>
      (key === 'name' ? typeof Reflect.get(fn, key) === 'string' && !isOwnStatic(fn) : built.has(key)) ||
      (isClass && fromSource(fn, key)),
  );
  const prototype: unknown = Object.getOwnPropertyDescriptor(fn, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null || knownGlobal(prototype))
    return props.length > 0 ? { props } : {};
  const methods = packing.properties(
    prototype,
    { up: trail, step: 'prototype', kind: 'property' },
    (key) => key === 'constructor' || (isClass && fromSource(prototype, key)),
  );
  const inherited: unknown = Object.getPrototypeOf(prototype);
  const usual = isClass || inherited === Object.prototype || facts.form !== 'expression' || isGenerator(fn);
  return {
    ...(props.length > 0 && { props }),
    ...(methods.length > 0 && { methods }),
    ...(!usual && {
      inherits: packing.slotOf(inherited, { up: trail, step: 'what it inherits', kind: 'words' }),
    }),
  };
}

/** A `static name` of a class, in place of its own name. */
function isOwnStatic(fn: AnyFunction): boolean {
  return Object.getOwnPropertyDescriptor(fn, 'name')?.writable === true;
}

function isGenerator(fn: AnyFunction): boolean {
  return types.isGeneratorFunction(fn);
}

import { Template, templateOf } from '../graph/index.js';
import { FunctionRef, InputRef } from './value-format.js';

/** What stands for a value that is there only when the graph runs. */
export type Ref = InputRef | FunctionRef;

export function isRef(value: unknown): value is Ref {
  return value instanceof InputRef || value instanceof FunctionRef;
}

/** A decoded value as a reference, as a template where it holds some, or as it is. */
export function keptOf(value: unknown, oid: string): unknown {
  return isRef(value) ? value : templateOf(value, isRef, oid);
}

/** Shows the references among arguments, as they are and in templates. */
export function forEachRef(args: readonly unknown[], visit: (ref: Ref) => void): void {
  for (const arg of args) {
    if (isRef(arg)) visit(arg);
    else if (arg instanceof Template) for (const lazy of arg.lazies) visit(lazy as Ref);
  }
}

/** A kept value with the references replaced. */
export function resolved(kept: unknown, valueOf: (ref: Ref) => unknown): unknown {
  if (isRef(kept)) return valueOf(kept);
  if (!(kept instanceof Template)) return kept;
  return kept.build((lazy) => valueOf(kept.lazies[lazy] as Ref));
}

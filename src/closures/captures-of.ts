import type { AnyFunction } from '../graph/index.js';
import { factsOf } from './facts.js';
import { importedAs, isExternal } from './module-table.js';
import { placeOf } from './scopes.js';
import { scriptOf } from './scripts.js';
import { isWorkerGlobal } from './worker-globals.js';

/** A captured variable: its present value, or what it was imported from where that is Node or a package. */
export type Captured =
  { readonly value: unknown } | { readonly specifier: string; readonly path: readonly string[] };

/**
 * The variables that a function uses and does not declare, as they are now. Undefined where they cannot be told: there
 * is no inspector, the source cannot be read, or the function depends on more than variables, or changes one.
 */
export function capturesOf(fn: AnyFunction): ReadonlyMap<string, Captured> | undefined {
  const facts = factsOf(Function.prototype.toString.call(fn));
  if (facts === undefined || facts.outer.size + facts.privates.size > 0) return undefined;
  const place = placeOf(fn);
  if (place?.target !== 'function') return undefined;
  const script = scriptOf(place.scriptId);
  const captured = new Map<string, Captured>();
  for (const [name, { written, memberWritten }] of facts.names) {
    if (written || memberWritten) return undefined;
    const scope = place.scopes.find(
      ({ description, object }) => description !== 'Global' && Object.hasOwn(object, name),
    );
    if (scope === undefined) {
      if (isWorkerGlobal(name)) continue; // the same everywhere
      return undefined;
    }
    const imported = script === undefined ? undefined : importedAs(script, name);
    captured.set(
      name,
      imported !== undefined && isExternal(imported.specifier) ? imported : { value: scope.object[name] },
    );
  }
  return captured;
}

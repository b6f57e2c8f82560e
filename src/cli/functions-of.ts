import { UsageError } from './exit-codes.js';
import { isModule, loadModule, MODULE_ENDINGS } from './load-module.js';

type AnyFunction = (...args: never[]) => unknown;

/**
 * The functions a module exports, by name, also those in an object that is its default export.
 *
 * @throws UsageError when there are none.
 */
export async function functionsOf(file: string): Promise<Record<string, AnyFunction>> {
  if (!isModule(file)) throw new UsageError(`--functions takes a module (${MODULE_ENDINGS}), got ${file}`);
  const { exports } = await loadModule(file);
  const inner: unknown = exports['default'];
  const all = { ...(typeof inner === 'object' ? inner : {}), ...exports };
  const functions = Object.entries(all).flatMap(([name, value]) =>
    typeof value === 'function' ? [[name, originalOf(value as AnyFunction)] as const] : [],
  );
  if (functions.length === 0) throw new UsageError(`${file} exports no function`);
  return Object.fromEntries(functions);
}

/** The function itself where a lazy one is exported: a graph is made of ordinary functions. */
function originalOf(exported: AnyFunction): AnyFunction {
  const { fn } = exported as AnyFunction & { readonly fn?: unknown };
  return typeof fn === 'function' ? (fn as AnyFunction) : exported;
}

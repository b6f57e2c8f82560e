import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { libraryLogger } from '../basics/index.js';
import { HostError, messageOf } from '../errors/index.js';

/** What a module exports, by name. @category Host */
export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a module and logs how long that took, in seconds (at level `info`; see `DROPGRAPH_LOG_LEVEL`).
 *
 * @param moduleName - a package, a module of Node, a `file:` URL, or a path; `./` is the current directory.
 * @throws HostError when there is no such module, or it throws; that error is the `cause`.
 * @category Host
 * @example
 * ```ts
 * import { timedImport } from 'dropgraph/utils';
 *
 * const { join } = await timedImport('node:path');
 * typeof join; // => 'function'
 * ```
 */
export async function timedImport(moduleName: string): Promise<ModuleExports> {
  const start = performance.now();
  const exports = await importModule(moduleName);
  const seconds = (performance.now() - start) / 1000;
  libraryLogger().info({ module: moduleName, seconds }, 'imported a module');
  return exports;
}

/**
 * An export of a module, by one name for both: the module, a dot, the export. The module is imported, so its code
 * runs: never pass a name from outside.
 *
 * @param name - such as `node:path.join`, `some-package/sub.fn` or `./tasks.js.load`.
 * @throws HostError when there is no such module, it throws, or it does not export that; TypeError for a name that is
 *   not of two parts.
 * @category Host
 * @example
 * ```ts
 * import { getSymbol } from 'dropgraph/utils';
 *
 * const join = (await getSymbol('node:path.join')) as (...parts: string[]) => string;
 * join('a', 'b'); // => 'a/b'
 * ```
 */
export async function getSymbol(name: string): Promise<unknown> {
  const dot = name.lastIndexOf('.');
  const [moduleName, symbol] = [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
  if (/^\.*$/.test(moduleName) || symbol === '' || /[/\\]/.test(symbol)) {
    throw new TypeError(
      `${JSON.stringify(name)} names no export of a module; write the module, a dot and the export, as in "node:path.join"`,
    );
  }
  const exports = await importModule(moduleName);
  if (Object.hasOwn(exports, symbol)) return exports[symbol];
  // what a CommonJS module sets while it runs is not among the names its import has
  const inner = exports['default'];
  if (isObject(inner) && Object.hasOwn(inner, symbol)) return inner[symbol];
  const known = Object.keys(exports).sort().slice(0, 20).join(', ');
  throw new HostError(`the module ${moduleName} exports no "${symbol}"; it exports: ${known || 'nothing'}`);
}

async function importModule(name: string): Promise<ModuleExports> {
  if (name === '') throw new TypeError('a module needs a name, got ""');
  const isPath = /^\.{1,2}[/\\]/.test(name) || isAbsolute(name);
  try {
    return await load(isPath ? pathToFileURL(resolve(name)).href : name);
  } catch (error) {
    throw new HostError(`cannot import the module ${name}: ${messageOf(error)}`, { cause: error });
  }
}

/** Packages of the program in the current directory count too: those of this library's place may be others. */
async function load(specifier: string): Promise<ModuleExports> {
  try {
    return (await import(specifier)) as ModuleExports;
  } catch (error) {
    const path = isMissing(error) ? foundFromHere(specifier) : undefined;
    if (path === undefined) throw error;
    return (await import(pathToFileURL(path).href)) as ModuleExports;
  }
}

function foundFromHere(specifier: string): string | undefined {
  try {
    const path = createRequire(join(process.cwd(), 'program.js')).resolve(specifier);
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined; // the first error says it better
  }
}

function isMissing(error: unknown): boolean {
  return isObject(error) && error['code'] === 'ERR_MODULE_NOT_FOUND';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

import { UsageError } from './exit-codes.js';
import { isRunnable, librariesOf, type Library } from './library.js';
import { ModuleError, type LoadedModule } from './load-module.js';

/** Something to run, and the copy of dropgraph that can run it. */
export interface Runnable {
  readonly value: unknown;
  readonly library: Library;
}

/**
 * What a module gives to run: the export that is named, else the default, else the only one that can be run. A
 * function is called and its result taken.
 *
 * @throws UsageError when there is no such export, or several; ModuleError when the function throws.
 */
export async function chooseExport(module: LoadedModule, name: string | undefined): Promise<Runnable> {
  const chosen = name ?? (Object.hasOwn(module.exports, 'default') ? 'default' : await onlyRunnable(module));
  if (!Object.hasOwn(module.exports, chosen)) {
    throw new UsageError(
      `${module.file} has no export "${chosen}"; it has ${listed(Object.keys(module.exports))}`,
    );
  }
  const value = await valueOf(module, chosen);
  const library = await libraryFor(value, module);
  if (library !== undefined) return { value, library };
  throw new UsageError(
    `The export "${chosen}" of ${module.file} holds nothing that can be run; it must be or hold what a lazy ` +
      `function gives (a Delayed), or be a DropGraph, or a function that gives one of these`,
  );
}

async function valueOf({ file, exports }: LoadedModule, name: string): Promise<unknown> {
  const value = exports[name];
  if (typeof value !== 'function') return value;
  try {
    return await (value as () => unknown)();
  } catch (error) {
    throw new ModuleError(`The function "${name}" of ${file} threw`, { cause: error });
  }
}

async function onlyRunnable(module: LoadedModule): Promise<string> {
  const names: string[] = [];
  for (const [name, value] of Object.entries(module.exports)) {
    if ((await libraryFor(value, module)) !== undefined) names.push(name);
  }
  if (names.length === 1) return names[0]!;
  const fix = 'choose one with --export';
  if (names.length > 1) {
    throw new UsageError(`${module.file} has several exports that can be run: ${names.join(', ')}; ${fix}`);
  }
  throw new UsageError(
    `${module.file} exports nothing that can be run by itself; export a lazy value, or ${fix} among its functions ` +
      `(it has ${listed(Object.keys(module.exports))})`,
  );
}

async function libraryFor(value: unknown, { url }: LoadedModule): Promise<Library | undefined> {
  if (typeof value !== 'object' || value === null) return undefined;
  for await (const library of librariesOf(url)) if (isRunnable(value, library)) return library;
  return undefined;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

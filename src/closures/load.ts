import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { constants, compileFunction } from 'node:vm';
import { asPath, viteSpecifier } from './module-table.js';
import type { PackedNode } from './shipped.js';

/** Imports as a file would. */
type Importer = (specifier: string) => Promise<unknown>;

const importers = new Map<string, Importer>();

/** The `import()` of a file: relative specifiers are those of the file, packages those it finds. */
export function importerOf(from: string): Importer {
  let importer = importers.get(from);
  if (importer === undefined) {
    importer = compileFunction('return import(specifier)', ['specifier'], {
      filename: from === '' ? here() : from,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as Importer;
    importers.set(from, importer);
  }
  return importer;
}

/** The `import()` that Vite puts in its place, whose specifiers it wrote. */
export function viteImporterOf(from: string, root: string): Importer {
  const importer = importerOf(from);
  return (specifier) => importer(viteSpecifier(specifier, root));
}

/** The `require` of a file. */
export function requireOf(from: string): NodeJS.Require {
  return createRequire(from.startsWith('file:') ? from : here());
}

/** The modules that a description needs, imported: by number of the node. Nothing where it needs none. */
export function loadAll(nodes: readonly PackedNode[]): Promise<Map<number, unknown>> | Map<number, unknown> {
  const loaded = new Map<number, unknown>();
  const pending: Promise<void>[] = [];
  nodes.forEach((node, at) => {
    if (node.kind !== 'import') return;
    const { specifier, from, path } = node;
    const keep = (module: unknown): void => {
      loaded.set(at, exportOf(module, path, specifier));
    };
    if (node.require) keep(requireOf(from)(asPath(specifier)));
    // what names a place needs no file to start from, and no experimental feature of Node
    else if (/^(?:file|node|data):/.test(specifier)) pending.push(import(specifier).then(keep));
    else pending.push(importerOf(from)(specifier).then(keep));
  });
  return pending.length === 0 ? loaded : Promise.all(pending).then(() => loaded);
}

function exportOf(module: unknown, path: readonly string[], specifier: string): unknown {
  let value = module;
  for (const name of path) {
    if (value == null || !(name in Object(value))) {
      throw new TypeError(`The module "${specifier}" has no export "${path.join('.')}" here`);
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function here(): string {
  return pathToFileURL(`${process.cwd()}/`).href;
}

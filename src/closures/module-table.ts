import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse, type AnyNode } from 'acorn';
import { anchorOf, isFunction } from './facts.js';
import { sourceOf, type Script } from './scripts.js';

/** What an imported name stands for. */
export interface ImportedName {
  readonly specifier: string;
  /** The export, or nothing for the whole module. */
  readonly path: readonly string[];
}

/** What the source of a script says about modules. */
interface ModuleTable {
  /** By local name. */
  readonly imports: ReadonlyMap<string, ImportedName>;
  /** By place, as `line:column`. */
  readonly exports: ReadonlyMap<string, string>;
}

const tables = new Map<string, ModuleTable>();

/** What a name of a script was imported from, if it was. */
export function importedAs(script: Script, name: string): ImportedName | undefined {
  return tableOf(script).imports.get(name);
}

/** The export of a script that is the function at a place of it. */
export function exportedAt(script: Script, line: number, column: number): string | undefined {
  return tableOf(script).exports.get(`${String(line)}:${String(column)}`);
}

/** Where this library is: a package like any other, also where it is linked instead of installed. */
const own = new URL('..', import.meta.url).href;

/** Whether a script is part of an installed package. */
export function inPackage(url: string): boolean {
  return /[\\/]node_modules[\\/]/.test(url) || asUrl(url).startsWith(own);
}

/** Whether a specifier names Node or a package, not a file of the user. */
export function isExternal(specifier: string): boolean {
  return (
    specifier.startsWith('node:') || inPackage(specifier) || /^(?![./]|file:|[A-Za-z]:[\\/])/.test(specifier)
  );
}

/** Path or URL of a script as a URL; what has no place on disk stays as it is. */
export function asUrl(url: string): string {
  return url.startsWith('/') || /^[A-Za-z]:[\\/]/.test(url) ? pathToFileURL(url).href : url;
}

function tableOf(script: Script): ModuleTable {
  let table = tables.get(script.id);
  if (table === undefined) {
    const source = sourceOf(script);
    table = source.startsWith("'use strict';async (") ? viteTable(source) : esmTable(source);
    tables.set(script.id, table);
  }
  return table;
}

/** Vite and vitest hand the modules of a file over as objects: `const __vi_import_0__ = await ...("specifier")`. */
function viteTable(source: string): ModuleTable {
  const imports = new Map<string, ImportedName>();
  for (const [, local, specifier] of source.matchAll(
    /const (__vi\w+) = await __vi\w+\("((?:[^"\\]|\\.)*)"/g,
  )) {
    imports.set(local!, { specifier: viteSpecifier(specifier!, process.cwd()), path: [] });
  }
  return { imports, exports: new Map() };
}

/** Vite writes a file below its root, which is the folder it runs in, as `/path`, and any other as `/@fs/path`. */
export function viteSpecifier(specifier: string, root: string): string {
  if (specifier.startsWith('/@fs/')) return pathToFileURL(specifier.slice('/@fs'.length)).href;
  if (specifier.startsWith('/node_modules/')) return pathToFileURL(root + specifier).href;
  return specifier;
}

function esmTable(source: string): ModuleTable {
  const imports = new Map<string, ImportedName>();
  const places = new Map<string, string>();
  const exports = new Map<string, string>();
  let body: AnyNode[];
  try {
    body = parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true }).body;
  } catch {
    return { imports, exports };
  }
  const lines = lineStarts(source);
  const declare = (name: string, node: AnyNode | null | undefined): void => {
    if (!node || !(isFunction(node) || /^Class/.test(node.type))) return;
    const offset = isFunction(node) ? anchorOf(node, node, source) : node.start;
    const line = lines.findLastIndex((start) => start <= offset);
    places.set(name, `${String(line)}:${String(offset - lines[line]!)}`);
  };
  const named: [string, string][] = [];
  for (const node of body) {
    const statement = node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node;
    const shown = (name: string): void => void (statement === node || named.push([name, name]));
    if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        if (id.type !== 'Identifier') continue;
        declare(id.name, init);
        shown(id.name);
      }
    } else if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') {
      declare(statement.id?.name ?? '', statement);
      shown(statement.id?.name ?? '');
    } else if (node.type === 'ImportDeclaration') {
      for (const specifier of node.specifiers) {
        const path =
          specifier.type === 'ImportNamespaceSpecifier'
            ? []
            : [specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)];
        imports.set(specifier.local.name, { specifier: String(node.source.value), path });
      }
    } else if (node.type === 'ExportDefaultDeclaration') {
      const value = node.declaration as AnyNode;
      if (value.type === 'Identifier') named.push([value.name, 'default']);
      else {
        const own = 'id' in value && value.id?.type === 'Identifier' ? value.id.name : '*default*';
        declare(own, value);
        named.push([own, 'default']);
      }
    } else if (node.type === 'ExportNamedDeclaration' && !node.source) {
      for (const { local, exported } of node.specifiers) named.push([nameOf(local), nameOf(exported)]);
    }
  }
  for (const [local, exported] of named) {
    const place = places.get(local);
    if (place !== undefined) exports.set(place, exported);
  }
  return { imports, exports };
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name! : String(node.value);
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Path of a script on disk, for `require`. */
export function asPath(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

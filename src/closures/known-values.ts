import { builtinModules, createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inPackage } from './module-table.js';
import type { PackedNode } from './shipped.js';
import { workerGlobals } from './worker-globals.js';

type Known = Extract<PackedNode, { kind: 'known' | 'import' }>;

/** Deprecated ones warn when they are touched, and ones with an underscore are nobody's to use. */
const UNTOUCHED = /^(?:_|punycode$|sys$|wasi$|trace_events$|inspector|repl$|test)/;

let globals: Map<unknown, Known> | undefined;
let builtins: Map<unknown, Known> | undefined;
let packages: Map<unknown, Known> | undefined;
let packagesSeen = 0;

/** What every thread has under a global name: functions, objects, prototypes, and their members. */
export function knownGlobal(value: object): Known | undefined {
  return (globals ??= tableOfGlobals()).get(value);
}

/** What a module of Node has, the first time at the price of looking at all of them (10 to 20 ms). */
export function knownBuiltin(value: object): Known | undefined {
  return (builtins ??= tableOfBuiltins()).get(value);
}

/** What a CommonJS module of an installed package exports. */
export function knownExport(value: object): Known | undefined {
  const { cache } = createRequire(import.meta.url);
  const files = Object.keys(cache);
  if (packages === undefined || packagesSeen !== files.length) {
    packages = new Map();
    packagesSeen = files.length;
    for (const file of files.filter(inPackage)) {
      const exported: unknown = cache[file]?.exports;
      // named as an import would name it: what imports a CommonJS file gets the same object as what requires it
      const at = (path: readonly string[]): Known => ({
        kind: 'import',
        specifier: file,
        from: pathToFileURL(file).href,
        path,
        require: true,
      });
      note(packages, exported, () => at([]));
      for (const [key, member] of members(exported)) {
        if (typeof key === 'string') note(packages, member, () => at([key]));
      }
    }
  }
  return packages.get(value);
}

function tableOfGlobals(): Map<unknown, Known> {
  const table = new Map<unknown, Known>();
  const at = (...path: PropertyKey[]): Known => ({ kind: 'known', path });
  const global = globalThis as Record<string, unknown>;
  table.set(globalThis, at('globalThis'));
  for (const name of workerGlobals()) {
    const value = dataOf(global, name);
    note(table, value, () => at(name));
    if (value === globalThis) continue; // it has what users added, too
    for (const [key, member] of members(value)) {
      note(table, member, () => at(name, key));
      if (key !== 'prototype') continue;
      for (const [method, fn] of members(member)) note(table, fn, () => at(name, key, method));
    }
  }
  for (const [source, path] of HIDDEN) note(table, source, () => at(...path));
  return table;
}

/** Prototypes that no global name leads to. */
const HIDDEN: readonly [unknown, readonly PropertyKey[]][] = [
  [Object.getPrototypeOf(Uint8Array), ['Uint8Array', '__proto__']],
  [Object.getPrototypeOf(Uint8Array.prototype), ['Uint8Array', '__proto__', 'prototype']],
];

function tableOfBuiltins(): Map<unknown, Known> {
  const table = new Map<unknown, Known>();
  for (const name of builtinModules) {
    if (UNTOUCHED.test(name)) continue;
    const module: unknown = process.getBuiltinModule(`node:${name}` as 'node:fs');
    const at = (...path: PropertyKey[]): Known => ({ kind: 'known', module: `node:${name}`, path });
    note(table, module, () => at());
    for (const [key, member] of members(module)) {
      note(table, member, () => at(key));
      for (const [inner, value] of members(member)) note(table, value, () => at(key, inner));
    }
  }
  return table;
}

/** The first way to a value is the one that counts. */
function note(table: Map<unknown, Known>, value: unknown, known: () => Known): void {
  if (isObject(value) && !table.has(value)) table.set(value, known());
}

function members(value: unknown): [PropertyKey, unknown][] {
  if (!isObject(value)) return [];
  return Reflect.ownKeys(value).map((key) => [key, dataOf(value, key)]);
}

/** Getters are not touched: some warn, some fail. Those of the global scope load a part of Node lazily. */
function dataOf(holder: object, key: PropertyKey): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  if (descriptor !== undefined && 'value' in descriptor) return descriptor.value;
  return holder === globalThis ? (holder as Record<PropertyKey, unknown>)[key] : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

import { types } from 'node:util';
import type { AnyFunction } from '../graph/index.js';
import type { Facts } from './facts.js';
import type { NameUse } from './free-names.js';
import { asPath, asUrl, importedAs, isExternal } from './module-table.js';
import type { ImportHint, Packing } from './packing.js';
import { isModule, type FunctionPlace } from './scopes.js';
import type { Script } from './scripts.js';
import { shimFor } from './shims.js';
import type { PackedProperty, Slot } from './shipped.js';
import type { Trail } from './trail.js';
import { isWorkerGlobal } from './worker-globals.js';

/** A function in its surroundings. */
export interface Surroundings {
  readonly packing: Packing;
  readonly fn: AnyFunction;
  readonly facts: Facts;
  readonly place: FunctionPlace | undefined;
  readonly script: Script | undefined;
  readonly trail: Trail;
  readonly captures: Readonly<Record<string, unknown>>;
}

/** The slot of a captured variable; undefined where the name stays free, or was refused. */
export function capture(around: Surroundings, name: string, use: NameUse): Slot | undefined {
  const { packing, trail, captures, place } = around;
  const at: Trail = { up: trail, step: name, kind: 'captured' };
  if (Object.hasOwn(captures, name)) return packing.slotOf(captures[name], at);
  const scope = place?.scopes.find(
    ({ description, object }) => description !== 'Global' && Object.hasOwn(object, name),
  );
  if (scope === undefined) return captureUnfound(around, name, use, at);
  const value = scope.object[name];
  const shim = shimFor(name, value);
  if (shim !== undefined) return packing.closure(shim, at);
  const loader = loaderOf(around, name, value);
  if (loader !== undefined) return loader;
  if (use.written || (use.memberWritten && isModuleLike(around, name, value))) return refuseWrite(around, at);
  if (isModuleLike(around, name, value) && !use.whole)
    return captureMembers(around, name, value as object, use, at);
  const hint = hintOf(around, name, undefined);
  if (types.isModuleNamespaceObject(value) || (name.startsWith('__vi') && typeof value === 'object')) {
    const node = hint();
    if (node !== undefined) return packing.addNode(node);
  }
  return packing.slotOf(value, at, hint);
}

/** A name in no scope: a global one, or one that cannot be read. */
function captureUnfound(around: Surroundings, name: string, use: NameUse, at: Trail): Slot | undefined {
  const { packing, place } = around;
  const shim = shimFor(name, undefined);
  if (shim !== undefined) return packing.closure(shim, at);
  if (use.written) {
    refuseWrite(around, at);
    return undefined;
  }
  if (isWorkerGlobal(name)) return undefined;
  if (place === undefined) {
    packing.refuse(
      at,
      'INSPECTOR',
      'not to be read here: the inspector of Node is not available (the permission model, or another runtime)',
      'name its value in `captures`, or export the function from a module and pass `module`',
    );
    return undefined;
  }
  if (name in globalThis) {
    const value = (globalThis as Record<string, unknown>)[name];
    return loaderOf(around, name, value) ?? packing.slotOf(value, at); // `require` is global in `node -e`
  }
  if (use.guarded) return undefined;
  if (use.early) {
    packing.refuse(
      at,
      'STATIC',
      'used only while the class was defined, and not kept after',
      'use it in a method too, or in a static field',
    );
  } else {
    packing.refuse(
      at,
      'UNBOUND',
      'declared nowhere',
      'declare or import it, or name its value in `captures`',
    );
  }
  return undefined;
}

function refuseWrite({ packing }: Surroundings, at: Trail): undefined {
  packing.refuse(
    at,
    'WRITE',
    'assigned inside the function: another thread would change only its own copy',
    'return the new value instead',
  );
}

/** Of a module only what is read: the rest of it, of a notebook for one, is not for this function. */
function captureMembers(around: Surroundings, name: string, value: object, use: NameUse, at: Trail): Slot {
  const { packing } = around;
  const props: PackedProperty[] = [];
  for (const key of use.members) {
    const member: unknown = Reflect.get(value, key);
    const inner: Trail = { up: at, step: key, kind: 'property' };
    props.push({ key, value: packing.slotOf(member, inner, hintOf(around, name, key)) });
  }
  return packing.addNode({ kind: 'object', props });
}

/** The names compilers give to what they import, and the modules themselves. */
function isModuleLike({ place }: Surroundings, name: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (types.isModuleNamespaceObject(value) || name.startsWith('__vi')) return true;
  return place !== undefined && !isModule(place) && /^(?:exports|import_\w+|\w+_\d+)$/.test(name);
}

/** `require` and the `import()` of Vite: the other thread has its own, as seen from the same file. */
function loaderOf({ packing, script }: Surroundings, name: string, value: unknown): Slot | undefined {
  if (typeof value !== 'function') return undefined;
  const from = script === undefined || script.url === '' ? '' : asUrl(script.url);
  if (/^__vi\w*_dynamic_import__$/.test(name))
    return packing.addNode({ kind: 'loader', from, require: false, root: process.cwd() });
  if (name === 'require') return packing.addNode({ kind: 'loader', from, require: true });
  return undefined;
}

/** Where a variable, or a member of it, was imported from, if that is Node or a package. */
export function hintOf(
  { place, script }: Surroundings,
  name: string,
  member: string | undefined,
): ImportHint {
  return (declaredIn) => {
    if (place === undefined || script === undefined || declaredIn === script.id) return undefined;
    const imported = importedAs(script, name);
    if (imported === undefined || !isExternal(imported.specifier)) return undefined;
    const path = member === undefined ? imported.path : [...imported.path, member];
    return { kind: 'import', specifier: imported.specifier, from: asUrl(script.url), path, require: false };
  };
}

/** `import.meta`, with what of it is the same in every thread. */
export function importMeta(around: Surroundings): Slot {
  const { packing, facts, script, trail } = around;
  const props: PackedProperty[] = [];
  const url = script === undefined ? '' : asUrl(script.url);
  for (const { member } of facts.metas) {
    const at: Trail = { up: trail, step: 'import.meta', kind: 'words' };
    const path = url.startsWith('file:') ? asPath(url) : '';
    if (url === '' || (member !== 'url' && path === '') || !/^(?:url|filename|dirname)$/.test(member ?? '')) {
      packing.refuse(
        at,
        'IMPORT_META',
        'of this thread',
        'use import.meta.url, or what you need of it as a const',
      );
      continue;
    }
    const value = member === 'url' ? url : member === 'filename' ? path : path.replace(/[\\/][^\\/]*$/, '');
    props.push({ key: member!, value: packing.rawSlot(value) });
  }
  return packing.addNode({ kind: 'object', props });
}

import { types } from 'node:util';
import { factsOf } from './facts.js';
import { knownBuiltin, knownExport, knownGlobal } from './known-values.js';
import { isRebuilt } from './origins.js';
import type { ImportHint, Packing } from './packing.js';
import type { Trail } from './trail.js';
import { placeOf } from './scopes.js';
import { scriptOf } from './scripts.js';
import type { PackedNode, PackedObject, Slot } from './shipped.js';

type AnyClass = abstract new (...args: never[]) => object;

/** Describes an object that structured clone would not give back as it is. */
export function packObject(
  packing: Packing,
  value: object,
  trail: Trail,
  hint: ImportHint | undefined,
): PackedNode | undefined {
  if (types.isProxy(value)) {
    return packing.refuse(trail, 'PROXY', 'a Proxy', 'send the object behind it, or make the proxy inside');
  }
  const known = knownGlobal(value) ?? (isCommon(value) ? undefined : (hint?.() ?? knownExport(value)));
  if (known !== undefined) return known;
  if (isModule(value)) return packModule(packing, value, trail);
  const owner = ownerOf(value);
  if (owner !== undefined) return { kind: 'prototype', of: packing.slotOf(owner, trail) };
  const state = liveState(value);
  if (state !== undefined) return packing.refuse(trail, ...state);
  if (types.isNativeError(value)) return packError(packing, value, trail);
  if (Array.isArray(value)) return packArray(packing, value as unknown[], trail);
  if (types.isMap(value)) {
    const entries = [...value].map(([key, item], at): [Slot, Slot] => [
      packing.slotOf(key, { up: trail, step: `key ${String(at)}`, kind: 'words' }),
      packing.slotOf(item, { up: trail, step: `the value of ${shown(key, at)}`, kind: 'words' }),
    ]);
    return { kind: 'map', entries, ...extras(packing, value, trail, Map.prototype) };
  }
  if (types.isSet(value)) {
    const items = [...value].map((item, at) =>
      packing.slotOf(item, { up: trail, step: `item ${String(at)}`, kind: 'words' }),
    );
    return { kind: 'set', items, ...extras(packing, value, trail, Set.prototype) };
  }
  const made = asMade(value);
  if (made !== undefined)
    return { kind: 'made', ...made, ...extras(packing, value, trail, prototypeOf(value)) };
  const base = baseOf(value);
  if (base !== undefined) {
    const isItem = (key: PropertyKey): boolean => typeof key === 'string' && /^\d+$/.test(key);
    const skip = base.indexed ? isItem : undefined;
    const like = packing.rawSlot(base.copy);
    return { kind: 'like', value: like, ...extras(packing, value, trail, prototypeOf(base.copy), skip) };
  }
  return packOrdinary(packing, value, trail);
}

/** Plain objects, arrays, maps and sets: nothing a module would be asked for, unless it is the module itself. */
function isCommon(value: object): boolean {
  return Array.isArray(value) || types.isMap(value) || types.isSet(value) || types.isNativeError(value);
}

function isModule(value: object): boolean {
  return types.isModuleNamespaceObject(value);
}

/** A module of Node can be had anywhere; what else nobody named in an import goes by its parts only. */
function packModule(packing: Packing, value: object, trail: Trail): PackedNode | undefined {
  const inside: unknown = Reflect.get(value, 'default');
  const known = typeof inside === 'object' && inside !== null ? knownBuiltin(inside) : undefined;
  if (known?.kind === 'known' && known.module !== undefined && known.path.length === 0) {
    return { kind: 'import', specifier: known.module, from: '', path: [], require: false };
  }
  return packing.refuse(
    trail,
    'NAMESPACE',
    'a whole module',
    'import the names you need, or use them as `module.name`',
  );
}

/** Prototype, further properties and frozen state, where they are not what they are with any object of the kind. */
function extras(
  packing: Packing,
  value: object,
  trail: Trail,
  usual: object | null,
  skip?: (key: PropertyKey) => boolean,
): PackedObject {
  const prototype = prototypeOf(value);
  const props = packing.properties(value, trail, skip);
  const integrity = integrityOf(value);
  return {
    ...(prototype !== usual && {
      proto: packing.slotOf(prototype, { up: trail, step: 'its class', kind: 'words' }),
    }),
    ...(props.length > 0 && { props }),
    ...(integrity > 0 && { integrity }),
  };
}

function integrityOf(value: object): number {
  if (Object.isExtensible(value)) return 0;
  return Object.isFrozen(value) ? 3 : Object.isSealed(value) ? 2 : 1;
}

function packArray(packing: Packing, value: unknown[], trail: Trail): PackedNode {
  const items: (Slot | null)[] = [];
  for (let at = 0; at < value.length; at++) {
    items.push(at in value ? packing.slotOf(value[at], { up: trail, step: at, kind: 'item' }) : null);
  }
  const skip = (key: PropertyKey): boolean =>
    key === 'length' ||
    (typeof key === 'string' && String(Number(key) >>> 0) === key && Number(key) < value.length);
  return { kind: 'array', items, ...extras(packing, value, trail, Array.prototype, skip) };
}

const ERRORS: ReadonlyMap<unknown, ErrorConstructor | AggregateErrorConstructor> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError].map(
    (type) => [type.prototype as unknown, type] as const,
  ),
);

/** The error of JavaScript itself that an error is, or that its class extends. */
export function errorTypeOf(error: Error): ErrorConstructor | AggregateErrorConstructor {
  let prototype = prototypeOf(error);
  while (prototype !== null && !ERRORS.has(prototype)) prototype = prototypeOf(prototype);
  return ERRORS.get(prototype) ?? Error;
}

function packError(packing: Packing, value: Error, trail: Trail): PackedNode {
  void value.stack; // made when it is first read
  const type = errorTypeOf(value);
  const usual = isNodeError(value) ? prototypeOf(value) : (type.prototype as object);
  return { kind: 'error', type: type.name, ...extras(packing, value, trail, usual) };
}

/** Errors of Node have classes of their own that nothing names: they are the errors they extend, with a code. */
function isNodeError(value: Error): boolean {
  const type = classOf(value);
  if (type !== undefined) return isInternal(type);
  return Object.getOwnPropertySymbols(prototypeOf(value) ?? {}).some(
    ({ description }) => description === 'kIsNodeError',
  );
}

function packOrdinary(packing: Packing, value: object, trail: Trail): PackedNode | undefined {
  if (prototypeOf(value) === Object.prototype) {
    const known = knownBuiltin(value);
    if (known !== undefined) return known;
  }
  if (typeof (value as { then?: unknown }).then === 'function') {
    return packing.refuse(
      trail,
      'PROMISE',
      'an object with a method `then`',
      'await it first, and send what it gives',
    );
  }
  return { kind: 'object', ...extras(packing, value, trail, Object.prototype) };
}

type Refusal = Parameters<Packing['refuse']> extends [unknown, ...infer Rest] ? Rest : never;

/** Why an object is bound to its thread, if it is. */
function liveState(value: object): Refusal | undefined {
  if (types.isPromise(value)) {
    return ['PROMISE', 'a Promise', 'await it first, or pass a delayed value'];
  }
  if (types.isWeakMap(value) || types.isWeakSet(value) || value instanceof WeakRef) {
    return [
      'WEAK',
      `a ${tagOf(value)}, whose contents cannot be listed`,
      'use a Map or a Set, or make it inside',
    ];
  }
  if (
    types.isGeneratorObject(value) ||
    types.isMapIterator(value) ||
    types.isSetIterator(value) ||
    isIterator(value)
  ) {
    return [
      'ITERATOR',
      'an iterator that is under way',
      'send the items as an array, or the function that makes it',
    ];
  }
  if (types.isExternal(value) || types.isArgumentsObject(value) || value instanceof FinalizationRegistry) {
    return ['INTERNAL', `an object of the engine (${tagOf(value)})`, 'send plain data instead'];
  }
  for (let prototype = prototypeOf(value); prototype !== null; prototype = prototypeOf(prototype)) {
    const type = ownerOf(prototype);
    if (type === undefined) continue;
    const state = stateOf(type, value);
    if (state !== undefined) return state;
  }
  return undefined;
}

function isIterator(value: object): boolean {
  const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;
  return (
    typeof (value as { next?: unknown }).next === 'function' &&
    Object.prototype.isPrototypeOf.call(iterator, value)
  );
}

/** What instances of a class keep that cannot be read from outside. */
function stateOf(type: AnyClass, value: object): Refusal | undefined {
  if (isPlainType(type)) return undefined;
  const name = type.name === '' ? 'a class without a name' : type.name;
  if (isInternal(type)) {
    if (types.isNativeError(value) || baseOf(value) !== undefined || asMade(value) !== undefined)
      return undefined;
    return [
      'INTERNAL',
      `${article(name)}, which only exists on this thread`,
      type === AbortSignal || type === AbortController
        ? 'a task has a signal of its own: taskContext().signal'
        : 'make it inside the function, or send plain data',
    ];
  }
  if (factsOf(Function.prototype.toString.call(type))?.privateInstances) {
    return [
      'PRIVATE',
      `${article(name)}, whose #private state cannot be read from outside`,
      'send plain data and make the object inside',
    ];
  }
  return undefined;
}

const internal = new WeakMap<object, boolean>();

/** Whether a class belongs to Node or the engine. */
function isInternal(type: AnyClass): boolean {
  let answer = internal.get(type);
  if (answer === undefined) {
    answer = !isRebuilt(type) && belongsToNode(type);
    internal.set(type, answer);
  }
  return answer;
}

function belongsToNode(type: AnyClass): boolean {
  if (knownGlobal(type) !== undefined) return true;
  if (/\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(type))) return true;
  const place = placeOf(type);
  return place === undefined
    ? knownBuiltin(type) !== undefined
    : scriptOf(place.scriptId).url.startsWith('node:');
}

/** Classes whose instances are rebuilt by what they are, not by what they have. */
function isPlainType(type: unknown): boolean {
  return (
    type === Object ||
    type === Array ||
    type === Map ||
    type === Set ||
    ERRORS.has((type as AnyClass).prototype)
  );
}

/** A copy that structured clone takes, of what it would take if it were not for a class or a property. */
function baseOf(value: object): { readonly copy: object; readonly indexed: boolean } | undefined {
  if (ArrayBuffer.isView(value)) {
    if (types.isDataView(value))
      return { copy: new DataView(value.buffer, value.byteOffset, value.byteLength), indexed: true };
    const view = value as Uint8Array;
    const Plain = globalThis[tagOf(value) as 'Uint8Array'];
    // a slice of a pool: the rest of it is not for others to see
    if (Buffer.isBuffer(value) && value.buffer.byteLength > value.byteLength)
      return { copy: Uint8Array.from(value), indexed: true };
    return { copy: new Plain(view.buffer, view.byteOffset, view.length), indexed: true };
  }
  if (types.isDate(value)) return { copy: new Date(value.getTime()), indexed: false };
  if (types.isRegExp(value)) return { copy: new RegExp(value.source, value.flags), indexed: false };
  if (types.isBoxedPrimitive(value)) {
    const primitive: unknown = value.valueOf();
    if (typeof primitive === 'symbol') return undefined;
    return { copy: Object(primitive) as object, indexed: true };
  }
  return undefined;
}

function asMade(value: object): { readonly by: string; readonly args: readonly string[] } | undefined {
  if (value instanceof URL) return { by: 'URL', args: [value.href] };
  if (value instanceof URLSearchParams) return { by: 'URLSearchParams', args: [value.toString()] };
  if (value instanceof DOMException) return { by: 'DOMException', args: [value.message, value.name] };
  return undefined;
}

/** The class whose prototype an object is. */
function ownerOf(value: object): AnyClass | undefined {
  const type: unknown = Object.getOwnPropertyDescriptor(value, 'constructor')?.value;
  return typeof type === 'function' && type.prototype === value ? (type as unknown as AnyClass) : undefined;
}

function classOf(value: object): AnyClass | undefined {
  const prototype = prototypeOf(value);
  return prototype === null ? undefined : ownerOf(prototype);
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function article(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

function shown(key: unknown, at: number): string {
  return typeof key === 'string' || typeof key === 'number'
    ? `key ${JSON.stringify(key)}`
    : `key ${String(at)}`;
}

import { types } from 'node:util';
import { atomText, stringText } from './atoms.js';
import { isNative } from './builtin-functions.js';

/** An object of the language or of Node that is told by more than its properties. */
export interface BuiltinObject {
  /** Its class and what it holds inside. */
  readonly text: string;
  /** Properties that count although they are not enumerable. */
  readonly hidden: readonly string[];
}

/** Classes of Node, which are written in JavaScript; those of the language are told by being native. */
const NODE_CLASSES = new Map<unknown, string>([
  [Buffer.prototype, 'Buffer'],
  [URL.prototype, 'URL'],
  [URLSearchParams.prototype, 'URLSearchParams'],
]);

/** The stack does not count: it holds paths of this machine. */
const HIDDEN_IN_ERRORS = ['name', 'message', 'cause', 'errors'];

const classNames = new WeakMap<object, string>();

/**
 * Undefined for instances of any other class, subclasses of these included: they may hold more.
 *
 * @param digest - of the bytes of an object.
 */
export function builtinObject(
  value: object,
  digest: (bytes: Uint8Array, owner: object) => string,
): BuiltinObject | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null;
  const name = prototype === null ? '' : className(prototype);
  if (name === '') return undefined;
  const bytes = bytesOf(value);
  const inside = bytes === undefined ? insideOf(value, name) : digest(bytes, value);
  if (inside === undefined) return undefined;
  return { text: `${name}(${inside} `, hidden: types.isNativeError(value) ? HIDDEN_IN_ERRORS : [] };
}

/** Bytes of a view, or of a buffer: those of a view alone, whatever else its buffer holds. */
function bytesOf(value: object): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return types.isAnyArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

/** By what is inside, not by the prototype alone: `Object.create(Date.prototype)` is no date. */
function insideOf(value: object, name: string): string | undefined {
  if (types.isDate(value)) return String(Date.prototype.getTime.call(value));
  if (types.isRegExp(value)) return `${stringText(value.source)} ${value.flags} ${String(value.lastIndex)}`;
  const primitive = primitiveOf(value);
  if (primitive !== undefined) return atomText(primitive);
  if (types.isNativeError(value)) return '';
  if (name === 'URL' && value instanceof URL) return stringText(value.href);
  if (name === 'URLSearchParams' && value instanceof URLSearchParams) return stringText(value.toString());
  return undefined;
}

/** The primitive inside, even if the object has a `valueOf` of its own. */
function primitiveOf(value: object): unknown {
  if (types.isNumberObject(value)) return Number.prototype.valueOf.call(value);
  if (types.isStringObject(value)) return String.prototype.valueOf.call(value);
  if (types.isBooleanObject(value)) return Boolean.prototype.valueOf.call(value);
  return types.isBigIntObject(value) ? BigInt.prototype.valueOf.call(value as unknown as bigint) : undefined;
}

/** Name of the class that a prototype belongs to, of this realm or another; empty unless it is one of the language or of Node. */
function className(prototype: object): string {
  const known = NODE_CLASSES.get(prototype) ?? classNames.get(prototype);
  if (known !== undefined) return known;
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name = typeof type === 'function' && type.prototype === prototype && isNative(type) ? type.name : '';
  classNames.set(prototype, name);
  return name;
}
